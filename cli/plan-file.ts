/** A plan.json that somebody names. */
import { readFileSync } from 'node:fs'
import type { Plan } from '../codegen/plan/schema.ts'
import { Failure } from './failure.ts'
import { shown } from './shown.ts'
import { plain } from './text.ts'

/** @param wayOut What to name in place of a file that cannot be read */
export function planFileText(file: string, wayOut: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Failure('noPlan', `${plain(shown(file))} cannot be read`, wayOut)
  }
}

/** @param name What the text is called in messages @param wayOut What to name in place of what is no plan, or one of another version */
export async function planIn(text: string, name: string, wayOut: string): Promise<Plan> {
  const { readPlan } = await import('../codegen/plan/json.ts')
  try {
    return readPlan(text)
  } catch (error) {
    throw new Failure('plan', `${plain(name)}: ${(error as Error).message}`, wayOut)
  }
}
