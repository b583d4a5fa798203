import { existsSync } from 'node:fs'
import type { Project } from './project.ts'

/**
 * The hash of the plan that the flow file gives now; null where there is none to be had. What runs is the generated code: a flow file that does not
 * load is no reason to stop.
 */
export async function currentHash(project: Project): Promise<string | null> {
  if (!existsSync(project.flows)) return null
  const { planApart } = await import('../codegen/load/loader.ts')
  const { planJson } = await import('../codegen/plan/json.ts')
  const { planHash } = await import('../codegen/emit/plan-hash.ts')
  const planned = await planApart(project.flows)
  return 'plan' in planned ? planHash(planJson(planned.plan)) : null
}
