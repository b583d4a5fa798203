import { exampleLandscape } from './example-estate.ts'
import { overview, pageOf } from './page.ts'
import { kinds } from './rules/index.ts'

/** Every page of `docs/rules`, by file name. */
export function rulePages(): ReadonlyMap<string, string> {
  return new Map([['README.md', overview(kinds, exampleLandscape)], ...kinds.map((kind) => [`${kind.code}.md`, pageOf(kind)] as const)])
}
