/** A draft through the whole of `thalweg check`: its flow file is run by the language, what the types would have refused is looked for, planned, and checked. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { compileFunction } from 'node:vm'
import { z } from 'zod'
import { check } from '../../../codegen/check/check.ts'
import type { Finding } from '../../../codegen/check/finding.ts'
import { wrongValues } from '../../../codegen/load/untyped/wrong-values.ts'
import { buildPlan } from '../../../codegen/plan/build.ts'
import type { Plan } from '../../../codegen/plan/schema.ts'
import { data, type PortfolioData } from '../../../dsl/data.ts'
import * as language from '../../../dsl/index.ts'
import type { Draft } from './draft.ts'
import { flowText, functionsText, imports } from './text.ts'

export interface Checked {
  readonly text: string
  /** Absent where the flow file does not get as far as a plan: the loader has findings then, or the file throws. */
  readonly plan?: Plan
  readonly findings: readonly Finding[]
  readonly thrown?: unknown
}

/** @param folder where the flow file is written, and what it imports: functions are looked up in the source. */
export async function checked(draft: Draft, folder: string): Promise<Checked> {
  const text = flowText(draft)
  const file = path.join(folder, 'flows.ts')
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, text)
  writeFileSync(path.join(folder, 'functions.ts'), functionsText)
  let portfolio: PortfolioData
  try {
    portfolio = run(text, file)
  } catch (error) {
    return { text, findings: [], thrown: error }
  }
  const wrong = wrongValues(portfolio, folder)
  if (wrong.length > 0) return { text, findings: wrong }
  const plan = await buildPlan(portfolio, { folder })
  return { text, plan, findings: check(plan) }
}

/** Runs the file in this process; lines and columns stay what they are in it. */
function run(text: string, file: string): PortfolioData {
  const body = text.replaceAll(/^import .*$/gm, '').replace('export default ', 'return         ')
  const known: Readonly<Record<string, unknown>> = { z, ...language, longest: (): null => null, shouting: z.string() }
  const names = Object.values(imports).flat()
  const made = compileFunction(body, names, { filename: file }) as (...values: unknown[]) => { readonly [data]: PortfolioData }
  return made(...names.map((name) => known[name]))[data]
}

export function errorsOf({ findings }: Pick<Checked, 'findings'>): readonly Finding[] {
  return findings.filter(({ severity }) => severity === 'error')
}
