import type { Emitter } from './emitter.ts'

/** The plan itself: what `diff`, the docs and other repositories read. */
export const planFile: Emitter = ({ plan }) => [{ path: 'plan.json', text: `${JSON.stringify(plan, null, 2)}\n` }]
