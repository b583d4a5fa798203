/** The plans of other repositories that a portfolio is checked together with. */
import { resolve } from 'node:path'
import type { Plan } from '../../codegen/plan/schema.ts'
import { usage } from '../failure.ts'
import { planFileText, planIn } from '../plan-file.ts'

const wayOut = 'name a plan.json that thalweg generate wrote in the other repository'

export async function plansBeside(files: readonly string[]): Promise<readonly Plan[]> {
  return Promise.all(
    files.map(async (file) => {
      if (file.trim() === '') throw usage('--with is empty', wayOut)
      return planIn(planFileText(resolve(file), wayOut), file, wayOut)
    }),
  )
}

/** Two portfolios of one landscape are two states of the same flows, and all of them would collide. */
export function refuseSameLandscape(own: string, others: readonly Plan[]): void {
  const names = [own, ...others.map(({ landscape }) => landscape)]
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined)
    throw usage(
      twice === own ? `--with names a plan of this landscape itself, ${own}` : `--with names two plans of the landscape ${twice}`,
      'name the plan of each other landscape once; thalweg diff compares two states of one',
    )
}
