/** A place or a length in a drawing: a tenth is as fine as anybody sees. */
export function round(value: number): number {
  return Math.round(value * 10) / 10
}
