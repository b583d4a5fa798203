import { connector } from './connector.ts'
import { entitySet } from './entity-set.ts'
import { customParts } from './custom-parts.ts'
import { fileParts } from './file-parts.ts'
import { stopFlow } from './stop-flow.ts'
import { token } from './token.ts'
import { webhook } from './webhook.ts'

/** What the language says already and the runtime does not yet carry out. */
export const notYetRules = [token, connector, webhook, entitySet, fileParts, customParts, stopFlow] as const
