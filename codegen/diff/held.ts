/** What becomes of what the ledger holds of a flow, by what a change leads to. The runtime does this; here it is only said. */

export type Effect =
  | 'kept'
  | 'newTerms'
  | 'readAgain'
  | 'notRead'
  | 'compared'
  | 'forgotten'
  | 'newBases'
  | 'otherLedger'
  | 'unwatched'
  | 'begins'
  | 'asked'
  | 'lines'

/** Every kind of thing that a ledger holds of a flow. */
export const parts = ['decisions', 'bases', 'tombstones', 'reviews', 'deadLetters', 'pending'] as const
export type Part = (typeof parts)[number]

export interface Held extends Readonly<Record<Part, string>> {
  /** All of it in one sentence. */
  readonly whole: string
}

const stays = 'stay as they are'
const asTheyAre = {
  decisions: stays,
  bases: stays,
  tombstones: stays,
  reviews: 'stay open',
  deadLetters: stays,
  pending: 'are delivered as they were decided',
} as const

export const held: Readonly<Record<Effect, Held>> = {
  kept: { whole: 'what the ledger holds stays', ...asTheyAre },
  newTerms: {
    whole: 'what is decided stands; edits from now on, and those that were not read yet, go by the new terms',
    decisions: 'stand until the next edit, which goes by the new terms',
    bases: stays,
    tombstones: 'stay: what is deleted stays deleted, whoever deleted it',
    reviews: 'stay open until a person decides, or all systems hold the same',
    deadLetters: 'stay, and are tried by the new terms',
    pending: 'in doubt: are resolved first; not delivered yet: are planned anew by the new terms',
  },
  readAgain: {
    whole:
      'the next run reads every row of the system again, within the caps on changes and deletes; what differs from its base is an edit',
    decisions: 'stand until a row that is read again differs from its base',
    bases: 'stay, and every row of the system is compared with them',
    tombstones: stays,
    reviews: 'stay open',
    deadLetters: 'are tried again where their row is read',
    pending: 'in doubt: are resolved first; then what is read comes before what is written',
  },
  notRead: {
    whole: 'no run reads the system by itself: `thalweg reconcile` shows what differs, and `--repair` mends it',
    ...asTheyAre,
    pending: 'are planned anew',
  },
  compared: {
    whole: 'the flow waits for `thalweg match --accept`, which compares what came; all else stays',
    decisions: 'stay; of what came there is none until it is compared',
    bases: 'stay; of what came there is none until it is compared',
    tombstones: stays,
    reviews: 'stay open',
    deadLetters: stays,
    pending: stays,
  },
  forgotten: {
    whole: 'the next run forgets what it knew of that; all else stays, and nothing is written',
    decisions: 'of that are forgotten, all others stay',
    bases: 'of that are forgotten, all others stay',
    tombstones: stays,
    reviews: 'of that are closed',
    deadLetters: stays,
    pending: 'stay without it',
  },
  newBases: {
    whole: 'all of it is forgotten but the audit, and the flow waits for `thalweg match --accept`, which takes new bases',
    decisions: 'are forgotten; the audit stays',
    bases: 'are forgotten',
    tombstones: 'are forgotten: a row that some system still holds comes back',
    reviews: 'are closed',
    deadLetters: 'are forgotten',
    pending: 'are forgotten',
  },
  otherLedger: {
    whole: 'the ledger is that of another landscape: no command opens it',
    decisions: 'are in the other ledger',
    bases: 'are in the other ledger',
    tombstones: 'are in the other ledger',
    reviews: 'are in the other ledger',
    deadLetters: 'are in the other ledger',
    pending: 'are in the other ledger',
  },
  unwatched: {
    whole: 'what the ledger holds stays, and nobody runs it; should the flow come back, it goes on from there',
    ...asTheyAre,
    pending: 'stay undelivered',
  },
  asked: { whole: 'what the ledger holds stays where it is the same system; a run asks it, and stops where it is another', ...asTheyAre },
  lines: {
    whole: 'the ledger holds how far the log has come, which stays',
    decisions: 'none: the flow settles nothing',
    bases: 'none',
    tombstones: 'none',
    reviews: 'none',
    deadLetters: 'none',
    pending: 'none',
  },
  begins: {
    whole: 'there is nothing yet: the flow only shows what it would do until `thalweg match --accept`',
    decisions: 'none yet',
    bases: 'none yet',
    tombstones: 'none yet',
    reviews: 'none yet',
    deadLetters: 'none yet',
    pending: 'none yet',
  },
}
