/** From a flow file to findings and a plan: what the command, the generator and the tools call. */
export { loadPortfolio, type Loaded } from './load/load.ts'
export { buildPlan, type BuildOptions } from './plan/build.ts'
export { planJson, PlanError, readPlan } from './plan/json.ts'
export { check } from './check/check.ts'
export type { Finding } from './check/finding.ts'
export { renderFindings, type RenderOptions } from './check/render.ts'
