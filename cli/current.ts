import { existsSync } from 'node:fs'
import type { Project } from './project.ts'

/**
 * The hash of the plan that the flow file gives now; null where there is none to be had. What runs is the generated code: a flow file that does not
 * load is no reason to stop.
 */
export async function currentHash(project: Project): Promise<string | null> {
  if (!existsSync(project.flows)) return null
  const { buildPlan, loadPortfolio, planJson } = await import('../codegen/index.ts')
  const { planHash } = await import('../codegen/emit/plan-hash.ts')
  const loaded = await loadPortfolio(project.flows)
  if (!('portfolio' in loaded)) return null
  return planHash(planJson(await buildPlan(loaded.portfolio, { folder: project.folder })))
}
