/** `value` without the country code in front, as a VAT number is written: with it or without it. */
export const withoutPrefix = (value: string, prefix: string): string =>
  value.startsWith(prefix) ? value.slice(prefix.length) : value
