/** What real systems and networks do. Every probability is that of one occasion: a reading of changes, a delivery, an effect. */
export interface Quirks {
  /** Hints that were reported already come again. */
  readonly duplicate: number
  /** The newest hints come with a later reading only. */
  readonly delay: number
  /** A user's change draws its outbox number and commits later; its row is locked meanwhile. */
  readonly lateCommit: number
  /** A write lands and its answer is lost. */
  readonly lostAnswer: number
  /** A write times out and lands later, if it still may. */
  readonly lateLanding: number
  /** The system does not answer; nothing was written. */
  readonly unreachable: number
  /** Between two effects the process dies. */
  readonly crash: number
  /** A user edits between two effects. */
  readonly race: number
  /** A reviewer decides while it is not known yet what an earlier run has written. */
  readonly haste: number
}
export type Quirk = keyof Quirks

export const calm: Quirks = {
  duplicate: 0,
  delay: 0,
  lateCommit: 0,
  lostAnswer: 0,
  lateLanding: 0,
  unreachable: 0,
  crash: 0,
  race: 0,
  haste: 0,
}
export const allQuirks = Object.keys(calm) as readonly Quirk[]

/** Everything at once, often enough that a run of some dozen steps meets several. */
export const rough: Quirks = {
  duplicate: 0.2,
  delay: 0.15,
  lateCommit: 0.1,
  lostAnswer: 0.06,
  lateLanding: 0.04,
  unreachable: 0.03,
  crash: 0.04,
  race: 0.1,
  haste: 0.3,
}
