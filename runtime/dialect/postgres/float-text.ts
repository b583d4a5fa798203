/** Powers of ten from which on PostgreSQL prints a `double precision` with an exponent, and below which. */
const large = 15
const small = -4

/** A binary floating-point number as PostgreSQL prints it: the fewest digits that give it back. */
export function floatText(value: number): string {
  const [digits = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (value === 0 || (exponent >= small && exponent < large)) return String(value)
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}
