/** First and last category of each chapter. Source: WHO ICD-10, version 2019, tabular list; U00-U85 are for special purposes. */
const CHAPTERS =
  `A00-B99 C00-D48 D49-D49 D50-D89 E00-E90 F00-F99 G00-G99 H00-H59 H60-H95 I00-I99 J00-J99 K00-K93 K94-K95 L00-L99
  M00-M99 N00-N99 O00-O99 O9A-O9A P00-P96 Q00-Q99 R00-R99 S00-T98 V01-Y98 Z00-Z99 U00-U85`
    .split(/\s+/)
    .map((range) => range.split('-') as [string, string])

/** Whether the first three characters of a code (upper case) lie in a chapter of ICD-10. */
export const icd10 = (value: string): boolean => {
  const category = value.slice(0, 3)
  return CHAPTERS.some(([from, to]) => category >= from && category <= to)
}
