import type { Emitter } from './emitter.ts'

/** The plan itself: what `diff`, the docs and other repositories read. */
export const planFile: Emitter = ({ planText }) => [{ path: 'plan.json', text: planText }]
