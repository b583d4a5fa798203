/** What real systems and networks do. Every probability is that of one occasion: a reading of changes, a delivery, an effect, an act of a user. */
export interface Quirks {
  /** Hints that were reported already come again. */
  readonly duplicate: number
  /** The newest hints come with a later reading only. */
  readonly delay: number
  /** Hints come in another order than that in which things happened. */
  readonly reorder: number
  /** A user's change draws its outbox number and commits later; its row is locked meanwhile. */
  readonly lateCommit: number
  /** A change bears the same time as the one before it. */
  readonly sharedTime: number
  /** The clock of a system is set wrong, by more than is tolerated, or right again. */
  readonly skewedClock: number
  /** A system trims, rounds or folds the case of what it is given; drawn once for every field that it does not write itself. */
  readonly altered: number
  /** A write lands and its answer is lost. */
  readonly lostAnswer: number
  /** A write times out and lands later, if it still may. */
  readonly lateLanding: number
  /** The system does not answer; nothing was written. */
  readonly unreachable: number
  /** The system does not answer for a long time. */
  readonly outage: number
  /** The system takes no more for now, and says when it will. */
  readonly throttle: number
  /** A rule of the system refuses one row, from now until somebody lifts it; some are never lifted. */
  readonly reject: number
  /** A program writes one value into a field that is not that system's, in every row. */
  readonly foreignProgram: number
  /** Rows are deleted where nothing tells of it. */
  readonly silentDelete: number
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
  reorder: 0,
  lateCommit: 0,
  sharedTime: 0,
  skewedClock: 0,
  altered: 0,
  lostAnswer: 0,
  lateLanding: 0,
  unreachable: 0,
  outage: 0,
  throttle: 0,
  reject: 0,
  foreignProgram: 0,
  silentDelete: 0,
  crash: 0,
  race: 0,
  haste: 0,
}
export const allQuirks = Object.keys(calm) as readonly Quirk[]

/** Everything at once, often enough that a run of some dozen steps meets several. */
export const rough: Quirks = {
  duplicate: 0.2,
  delay: 0.15,
  reorder: 0.2,
  lateCommit: 0.1,
  sharedTime: 0.2,
  skewedClock: 0.05,
  altered: 0.05,
  lostAnswer: 0.06,
  lateLanding: 0.04,
  unreachable: 0.03,
  outage: 0.005,
  throttle: 0.03,
  reject: 0.015,
  foreignProgram: 0.02,
  silentDelete: 0.3,
  crash: 0.04,
  race: 0.1,
  haste: 0.3,
}
