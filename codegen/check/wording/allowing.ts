import type { AllowingFacts } from '../rules/index.ts'
import type { About, Sentence } from './sentence.ts'

const impossible = {
  unknown: { what: 'and there is no such code', wayOut: 'write the code of a warning as the checker prints it' },
  error: { what: 'which is an error: only warnings can be allowed', wayOut: 'take it out, and mend what the error is about' },
  allows: { what: 'which is about .allows itself', wayOut: 'take it out, and the call that is no longer needed' },
} as const satisfies Record<AllowingFacts['TW130']['kind'], unknown>

/** What flows allow. */
export const allowingWording = {
  TW130: ({ kind, allowed }) => ({ message: `.allows names ${allowed}, ${impossible[kind].what}`, wayOut: impossible[kind].wayOut }),
  TW131: ({ allowed, again }, { flow }) => ({
    message: again
      ? `${allowed} is allowed twice in the flow ${flow ?? ''}`
      : `the flow ${flow ?? ''} allows ${allowed}, which is not found in it`,
    wayOut: again ? 'keep one of the two calls, with the reason that holds' : 'take the call out',
  }),
} satisfies { [Code in keyof AllowingFacts]: (facts: AllowingFacts[Code], about: About) => Sentence }
