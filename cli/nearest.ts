/** Points at the name that was probably meant, or lists what there is. */
export function nearest(name: string, known: readonly string[], listed: string): string {
  const close = known
    .map((each) => ({ each, distance: distance(name.toLowerCase(), each.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0]
  const begun = known.filter((each) => name.length > 1 && each.toLowerCase().startsWith(name.toLowerCase()))
  if (begun.length === 1) return `did you mean ${begun[0]}?`
  if (close !== undefined && close.distance <= Math.max(1, Math.floor(name.length / 3))) return `did you mean ${close.each}?`
  return known.length === 0 ? `${listed}: none` : `${listed} ${known.join(', ')}`
}

/** Insertions, deletions and replacements that lead from one to the other (Levenshtein 1966). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])))
    row = next
  }
  return row[b.length]!
}
