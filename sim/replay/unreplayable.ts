/** Why the history of a record is not decided again. Nothing is guessed: what the ledger does not tell, or tells otherwise than the flow decides, is left out and counted. */
export const reasons = {
  older: 'the audit has them from before it kept what was seen, or they were taken over as they were',
  renumbered: 'they were given another key, or were paired with a row that had none',
  reshaped: 'the record had other fields then',
  person: 'a person decided whether they live, or left systems apart',
  otherFlow: 'an earlier version of the flow decided them, and the flow of now would have decided otherwise',
  review: 'they were in review, and what users entered meanwhile is not in the audit',
  otherwise: 'something happened that the audit does not tell, such as a write that failed',
  time: 'the proposed policy asks which edit was later, and the audit has no time of one of them: a write of ours met it before its change was read',
  value: 'a value of theirs cannot be stored by the proposed mapping, or the proposed policy makes none of it',
} as const
export type Reason = keyof typeof reasons

export class Unreplayable extends Error {
  override readonly name = 'Unreplayable'
  readonly reason: Reason
  constructor(reason: Reason, detail = '') {
    super(detail)
    this.reason = reason
  }
}
