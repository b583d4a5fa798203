/** All emitters. Adding an artefact is adding a file and its line here. */
import { adapters } from './adapters.ts'
import { convergence } from './convergence.ts'
import { editable } from './editable.ts'
import type { Emitter } from './emitter.ts'
import { events } from './events.ts'
import { flow } from './flow.ts'
import { landscape } from './landscape.ts'
import { planFile } from './plan-file.ts'
import { policies } from './policies.ts'
import { portfolio } from './portfolio.ts'
import { reconcile, scripts } from './scripts.ts'
import { rows } from './rows.ts'
import { settle } from './settle.ts'
import { system } from './system.ts'

export const emitters = {
  planFile,
  landscape,
  settle,
  adapters,
  flow,
  events,
  convergence,
  system,
  rows,
  scripts,
  reconcile,
  editable,
  policies,
  portfolio,
} satisfies Readonly<Record<string, Emitter>>
