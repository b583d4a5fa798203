/** Many findings for a person: what is wrong in a hundred places in the same way is told once. */
import type { Finding } from './finding.ts'
import { renderFindings } from './render.ts'

/** As many as a person reads one by one. */
export const screenful = 20
/** Of the other places of one kind, as many as are named. */
const namedPlaces = 12

/** The first finding of each code whole, with the places of the others; errors first. Ends in a newline. */
export function renderGrouped(findings: readonly Finding[], folder: string): string {
  const groups = [...Map.groupBy(findings, ({ code }) => code).values()].sort(([a], [b]) => rank(a!) - rank(b!))
  return groups.map(([first, ...others]) => renderFindings([first!], { folder }) + restOf(others)).join('\n')
}

function rank({ severity }: Finding): number {
  return severity === 'error' ? 0 : 1
}

/** `  and 3 more: flows.ts:4:11, 5:11, landscape.ts:9:13`, a file's name once. */
function restOf(others: readonly Finding[]): string {
  if (others.length === 0) return ''
  const places = others.slice(0, namedPlaces).map(({ at }, index) => {
    const place = `${at.line}:${at.column}`
    return others[index - 1]?.at.file === at.file ? place : `${at.file}:${place}`
  })
  const more = others.length - places.length
  return `  and ${others.length.toLocaleString('en')} more: ${places.join(', ')}${more > 0 ? ', …' : ''}\n`
}
