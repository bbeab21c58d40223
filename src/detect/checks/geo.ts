const MAX_LATITUDE = 90
const MAX_LONGITUDE = 180

/**
 * Whether `value` holds a latitude and a longitude in decimal degrees, in range, both with four or more decimals (about ten
 * metres) and not both zero. Source: ISO 6709; RFC 5870.
 */
export const geoCoordinate = (value: string): boolean => {
  const numbers = value.match(/[-+−]?\d{1,3}\.\d{4,}/g)
  if (numbers === null || numbers.length !== 2) return false
  const [latitude, longitude] = numbers.map((text) => Math.abs(Number(text.replace('−', '-')))) as [number, number]
  return latitude <= MAX_LATITUDE && longitude <= MAX_LONGITUDE && latitude + longitude > 0
}
