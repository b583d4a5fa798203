/** From a flow file to findings and a plan: what the command, the generator and the tools call. */
export { loadPortfolio } from './load/load.ts'
export { planGuarded } from './load/guarded.ts'
export { buildPlan } from './plan/build.ts'
export { planJson, readPlan } from './plan/json.ts'
export { judge } from './check/check.ts'
export type { Finding } from './check/finding.ts'
export { renderFindings } from './check/render.ts'
