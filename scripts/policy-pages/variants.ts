/** The flows of an example as they would be with another choice: generated from its plan with that choice, and loaded. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatedAside } from '../../cli/timeline/aside.ts'
import { readPlan } from '../../codegen/plan/json.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { Choice } from './scenario.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

export class Variants {
  readonly #plan: Plan
  readonly #flowsDir: string
  readonly #made = new Map<string, Promise<GeneratedLandscape>>()

  constructor(example: string) {
    this.#plan = readPlan(readFileSync(join(root, `generated/${example}/plan.json`), 'utf8'))
    this.#flowsDir = join(root, `examples/${example}`)
  }

  async with(flow: string, choice: Choice): Promise<GeneratedLandscape> {
    const name = JSON.stringify([flow, choice])
    let made = this.#made.get(name)
    if (made === undefined) this.#made.set(name, (made = this.#make(flow, choice)))
    return made
  }

  async #make(name: string, choice: Choice): Promise<GeneratedLandscape> {
    const flow = this.#plan.flows[name]!
    const { foreignWrite, ...life } = choice
    const units = flow.units.map((unit) => ({ ...unit, foreignWrite: foreignWrite ?? unit.foreignWrite }))
    const chosen = { ...flow, units, lifecycle: { ...flow.lifecycle, ...life } }
    return generatedAside({ ...this.#plan, flows: { ...this.#plan.flows, [name]: chosen } }, this.#flowsDir)
  }
}
