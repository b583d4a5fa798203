/** What changed in who creates and deletes records, and in what follows. */
import type { TermsChange, TermsKind } from './change.ts'
import type { LifeTerms } from './terms.ts'

type Part = keyof LifeTerms & TermsKind

const parts: Readonly<Record<Part, string>> = {
  creates: 'who creates',
  deletes: 'who deletes',
  foreignCreate: 'a create by others',
  foreignDelete: 'a delete by others',
  againstUpdate: 'a delete against an update',
  onDelete: 'copies of what is deleted',
  whenRowLeaves: 'copies of a row that leaves',
}

export function lifeChanges(before: LifeTerms, after: LifeTerms): readonly TermsChange[] {
  return (Object.entries(parts) as readonly [Part, string][]).flatMap(([kind, what]) => {
    const [was, is] = [before[kind], after[kind]]
    // A filter that comes, or goes, is no change of what follows when a row leaves it.
    if (was === undefined || is === undefined || said(was) === said(is)) return []
    return [{ kind, what, before: said(was), after: said(is) }]
  })
}

function said(value: string | readonly string[]): string {
  if (typeof value === 'string') return value
  return value.length === 0 ? 'nobody' : [...value].sort().join(', ')
}
