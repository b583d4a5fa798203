/** One change of a flow's terms. Its text is how people name it: in code (`.accepts`), on the command line, in the audit. */
export interface TermsChange {
  readonly kind: TermsKind
  /** The unit, where it is about one. */
  readonly unit?: string
  /** What changed, before and after, in words. */
  readonly what: string
  readonly before: string
  readonly after: string
  /** The owner that goes was handing the field over to the one that comes: accepted where the ledger says that this is finished. */
  readonly handedOver?: true
}

export type TermsKind =
  | 'key'
  | 'direction'
  | 'owner'
  | 'policy'
  | 'preferred'
  | 'foreignWrite'
  | 'answers'
  | 'blank'
  | 'creates'
  | 'deletes'
  | 'foreignCreate'
  | 'foreignDelete'
  | 'againstUpdate'
  | 'onDelete'
  | 'whenRowLeaves'
  | 'guard'

/** As in `owner of status: EAM → ERP`. */
export function changeText({ what, before, after }: Pick<TermsChange, 'what' | 'before' | 'after'>): string {
  return `${what}: ${before} → ${after}`
}

/** Two texts that name the same change: spaces mean nothing, and `->` is as good as an arrow. */
export function sameChange(a: string, b: string): boolean {
  return plainly(a) === plainly(b)
}

function plainly(text: string): string {
  return text.replaceAll('->', '→').replaceAll(/\s+/g, ' ').replaceAll(/ ?→ ?/g, ' → ').trim()
}
