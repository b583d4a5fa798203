/** What the exhaustive search looks at, by the word that a finding begins with. */
const checks = {
  DIVERGED: 'systems agree at rest',
  WRONGVALUE: 'a field holds what its writer typed last',
  SUM: 'a quantity is the sum of all differences',
  UNION: 'an element is in a collection, or out, as who saw all of it left it',
  SILENT: 'nothing is lost without a line in the audit',
  RESURRECTED: 'what was deleted stays deleted',
  VANISHED: 'nothing goes that nobody deleted',
  APART: 'a row stands apart only where the flow says so',
  PHANTOM: 'the audit blames nobody for what the hub wrote',
  UNSEEN: 'nothing is taken for made on top of what its user never saw',
  WRONGINCARNATION: 'a delete ends the row that its user saw',
  UNTRUE: 'the audit keeps the value that was lost',
  INVENTED: 'what is decided is what somebody typed',
  MISJUDGED: 'an edit wins over what it was made on top of',
  WRONGWINNER: 'the one wins that the policy prefers',
  LOOP: 'writes come to an end',
  LEFT: 'a row that is carried no longer is not written',
  UNWANTED: 'copies stay where the flow keeps them',
  WIPED: 'a blank takes nothing from others',
  LANDED: 'the ledger stores of a landed write what the entry says',
  STALE: 'an answer comes only to what was asked',
  HELDBACK: 'an answer to what was asked is not held back',
  FAILED: 'settle and plan take every state',
} as const

/** @param why as a check says it: the word, a colon, what was found */
export function checkOf(why: string): { readonly check: string; readonly what: string } {
  const [word] = /^[A-Z]+/.exec(why)!
  return { check: checks[word as keyof typeof checks], what: why.slice(word.length + 2) }
}
