/** What the checker passed, as it would run: emitted, loaded, and simulated with users at work in every system. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { generate, writeGenerated } from '../../../codegen/generate.ts'
import type { Plan } from '../../../codegen/plan/schema.ts'
import type { GeneratedLandscape } from '../../../runtime/door.ts'
import type { PolicyRow } from '../../../runtime/policies/table.ts'
import { simulate, type Simulated } from '../../../sim/index.ts'

const root = path.resolve(import.meta.dirname, '../../..')

export interface Emitted {
  readonly landscape: GeneratedLandscape
  readonly policies: readonly PolicyRow[]
}

/** Generated code finds thalweg and zod from this folder, as in a project of a user. */
export function workshop(folder: string): void {
  const modules = path.join(folder, 'node_modules')
  mkdirSync(modules, { recursive: true })
  for (const [name, target] of [
    ['thalweg', root],
    ['zod', path.join(root, 'node_modules/zod')],
  ] as const) {
    rmSync(path.join(modules, name), { force: true })
    symlinkSync(target, path.join(modules, name))
  }
}

/** @param folder where the flow file lies; each call needs another one, since a module is loaded once. */
export async function emitted(plan: Plan, folder: string): Promise<Emitted> {
  const outDir = path.join(folder, 'generated', plan.landscape)
  writeGenerated(outDir, generate(plan, { outDir, flowsDir: folder }))
  const load = async (file: string): Promise<unknown> => import(pathToFileURL(path.join(outDir, file)).href)
  const { landscape } = (await load('index.ts')) as { readonly landscape: GeneratedLandscape }
  const { policies } = (await load('policies.ts')) as { readonly policies: readonly PolicyRow[] }
  return { landscape, policies }
}

/** What did not hold of one simulation: what the simulator says, and what the policy table does not foresee. */
export async function broken({ landscape, policies }: Emitted, seed: number): Promise<readonly string[]> {
  const result = await simulate({ landscape, seed, steps: 25 })
  return [...result.violations.map(({ check, what }) => `${check}: ${what}`), ...undecided(result, policies)]
}

/** Conflicts that were met where the policy table has no cell, or one that says they cannot occur. */
function undecided({ conflicts }: Simulated, policies: readonly PolicyRow[]): readonly string[] {
  return conflicts.flatMap(({ flow, unit, kind }) => {
    const rows = policies.filter((row) => row.flow === flow && (unit === undefined || row.unit === unit))
    return rows.some(({ outcomes }) => outcomes[kind]?.occurs)
      ? []
      : [`no decision: ${kind} of ${unit ?? 'a record'} in ${flow} was met, and the policy table says it cannot occur`]
  })
}
