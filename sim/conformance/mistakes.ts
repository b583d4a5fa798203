/** What connectors get wrong, and what follows from it: wording only, what happened is found by the checks. */

export interface Sentence {
  readonly what: string
  readonly follows: string
  readonly wayOut: string
}

/** By name; `%` stands for what was found. */
export const mistakes = {
  rowsLost: {
    what: 'list leaves out % where pages are short',
    follows: 'rows that no page holds are never brought over, and a scan takes them for deleted',
    wayOut: 'let next begin right after the last row that was given',
  },
  rowsTwice: {
    what: 'list gives % on more than one page',
    follows: 'counts and comparisons of the systems never agree',
    wayOut: 'let next begin right after the last row that was given',
  },
  endless: {
    what: 'list comes to no end: %',
    follows: 'a first load never gets past this page',
    wayOut: 'give another next for every page, and null after the last one',
  },
  unstableOrder: {
    what: 'list gives other rows for the same page when it is asked twice: % and %',
    follows: 'rows move from page to page while they are read, and some are never seen',
    wayOut: 'order by the key, or by anything else that does not change',
  },
  pagesShift: {
    what: 'list loses % when a row of an earlier page is deleted between two pages',
    follows: 'a row that users delete hides another one, which is then taken for deleted as well',
    wayOut: 'page after the last key (a cursor), not by counting rows (an offset)',
  },
  columnMissing: {
    what: '% gives a row without the column %',
    follows: 'nobody can tell an empty column from one that is not read; the runtime refuses the row',
    wayOut: 'give every column, and null where it is empty',
  },
  absentThrows: {
    what: 'get of a row that is not there throws: %',
    follows: 'a system with one deleted row counts as one that does not answer',
    wayOut: 'give null where there is no row, as for HTTP 404',
  },
  absentFound: {
    what: 'get of a key that no row has gives a row: %',
    follows: 'rows are taken for others, and overwritten',
    wayOut: 'look for exactly this key: whole, with capitals and spaces as they are, and encoded in the URL',
  },
  getDiffers: {
    what: 'get and list give % differently for one row: % and %',
    follows: 'every scan finds an edit that nobody made',
    wayOut: 'make both from the same representation',
  },
  valueAltered: {
    what: '% is stored as % where % was written',
    follows: 'it comes back as an edit of the users, and overwrites the value that it was made of',
    wayOut: 'send and read it without loss; what the service itself does to it is declared in the binding, by stores',
  },
  nullAltered: {
    what: '% is stored as % where it was emptied',
    follows: 'an emptied field fills itself again',
    wayOut: 'send null as null: a value that is left out is often left as it is',
  },
  createOverwrites: {
    what: 'create writes over the row that has the key already',
    follows: 'what users of this system entered is gone, and nobody is asked',
    wayOut: 'have the service refuse it (POST, If-None-Match: *), and throw stale',
  },
  createNotStale: {
    what: 'create of a key that is taken throws % instead of stale',
    follows: 'two systems that create one record end in a dead letter, or in a question, instead of one record',
    wayOut: "throw new Failure('stale', …) where the key is taken (HTTP 409)",
  },
  tokenMissing: {
    what: 'get gives no token, and the connector says that its condition is the row',
    follows: 'no write can depend on what was read: edits of users are overwritten',
    wayOut: "give the ETag or row version of the row as token, or declare condition: 'none'",
  },
  tokenStays: {
    what: 'the token of a row is the same after %',
    follows: 'a write on top of an edit that nobody has seen is let through',
    wayOut: 'take a token that changes with every write: a strong ETag or a row version, not a time in seconds',
  },
  tokenIgnored: {
    what: '% with a token that is not the row’s any more is carried out',
    follows: 'edits of users are overwritten, with no conflict and no audit',
    wayOut: "send the token along (If-Match), and throw stale when it does not fit; or declare condition: 'none'",
  },
  notStale: {
    what: '% throws % instead of stale',
    follows: 'a row that has moved is never looked at again: the write fails, or ends as a dead letter',
    wayOut: "throw new Failure('stale', …) where the token does not fit (HTTP 412), or the row is gone (404)",
  },
  otherColumns: {
    what: 'update touches %, which it was not given',
    follows: 'what another writer has put there is gone',
    wayOut: 'send the given columns only (PATCH, not PUT)',
  },
  updateCreates: {
    what: 'update of a row that is gone makes it again',
    follows: 'what users delete comes back, with half of its columns',
    wayOut: 'have the service refuse it, and throw stale',
  },
  answerDiffers: {
    what: 'the answer to % has % as %, and the row has it as %',
    follows: 'the next look finds an edit that nobody made',
    wayOut: 'answer with the row as the service has stored it, not as it was sent, or with nothing',
  },
  answerToken: {
    what: 'the answer to % has another token than the row',
    follows: 'the next write is refused once for nothing',
    wayOut: 'give the token of the row as it is after the write, or answer with nothing',
  },
  removeStays: {
    what: 'remove leaves the row where it was, for %',
    follows: 'a deleted record is found again and deleted again, with every pass',
    wayOut: 'have get and list leave out what counts as deleted',
  },
  staleConnection: {
    what: 'a second connection does not see what the first one wrote: %',
    follows: 'decisions are made on rows as they were',
    wayOut: 'keep no rows in memory between calls',
  },
  feedStarts: {
    what: 'changes(null) tells of changes: %',
    follows: 'they are lost, since only the position counts there',
    wayOut: 'with null give no change, and the position that stands for now',
  },
  changesLost: {
    what: 'changes does not tell of % where little is asked for at once',
    follows: 'an edit of the users is never brought over',
    wayOut: 'let position stand for the last change that was given, and not for the newest there is; break ties of times by a number',
  },
  changesConsumed: {
    what: 'changes tells of nothing when it is asked again from the same position',
    follows: 'what was read and not yet carried out when a run was killed is lost',
    wayOut: 'let the position alone decide what is told',
  },
  deletesUntold: {
    what: 'changes does not tell of a row that was deleted, and the connector says that it does',
    follows: 'what users delete lives on everywhere else',
    wayOut: "tell of deletes, or declare changes: 'rows'",
  },
  feedRestless: {
    what: 'the position moves where nothing has changed: from % to %',
    follows: 'every pass writes to the ledger',
    wayOut: 'give the same position again where nothing has changed',
  },
  timesWrong: {
    what: 'a change has the time %, and the connector says that it tells times',
    follows: 'the later of two edits is taken for the earlier one',
    wayOut: 'give epoch milliseconds, or declare times: false',
  },
  downIsAbsent: {
    what: '% of a service that does not answer gives %',
    follows: 'every row of it is taken for deleted, and deleted everywhere else',
    wayOut: 'let the error through',
  },
  throttleUntold: {
    what: '% throws % where the service asks to wait',
    follows: 'a busy hour of the service ends in dead letters or in an outage',
    wayOut: "throw new Failure('throttled', …, { retryAfterMs }) for HTTP 429 (httpFailure does it)",
  },
  lostIsDone: {
    what: '% whose answer was lost counts as done',
    follows: 'what never arrived is taken for written, and nobody looks again',
    wayOut: 'let the error through, or throw uncertain; the runtime looks at the row before it tries again',
  },
  lostIsRefused: {
    what: '% whose answer was lost throws %, as if nothing had been written',
    follows: 'what has arrived after all is taken for an edit of the users',
    wayOut: "let the error through, or throw new Failure('uncertain', …)",
  },
  neverRecovers: {
    what: '% throws % once the service is in order again',
    follows: 'one short outage stops the flow until somebody starts the process anew',
    wayOut: 'keep nothing of a failed call: connect anew for the next one',
  },
  keptOver: {
    what: 'after trouble % gives % as %, and the service has %',
    follows: 'a write that has landed is taken for one that has not, and an edit for none',
    wayOut: 'ask the service each time, and keep no rows between calls',
  },
  secretTold: {
    what: 'an error tells the value of the setting %',
    follows: 'it ends up in logs and tickets',
    wayOut: 'leave request headers and URLs with secrets out of messages',
  },
} as const satisfies Record<string, Sentence>

export type MistakeName = keyof typeof mistakes

/** A connector does something that its flows would suffer from. */
export class Mistake extends Error {
  override readonly name = 'Mistake'
  readonly mistake: MistakeName
  constructor(mistake: MistakeName, ...found: readonly string[]) {
    const { what, follows, wayOut }: Sentence = mistakes[mistake]
    let at = 0
    super(`${what.replaceAll('%', () => found[at++] ?? '')}: ${follows}. ${wayOut[0]!.toUpperCase()}${wayOut.slice(1)}.`)
    this.mistake = mistake
  }
}
