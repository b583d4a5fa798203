/** The scenarios, each a row: what is explored, and how it must come out. */
import type { ForeignWrite, Lifecycle } from '../../runtime/policies/rule.ts'
import { modelKernel } from './flow.ts'
import type { Config, Part } from './state.ts'

export interface Scenario {
  readonly want: 'HOLDS' | 'BROKEN'
  readonly config: Config
  /** Small enough for every test run. */
  readonly quick: boolean
}

export interface Shape {
  readonly name: string
  readonly systems?: number
  /** By field. */
  readonly owner?: readonly number[]
  /** Fields are one group. */
  readonly group?: boolean
  readonly foreignWrite?: ForeignWrite
  readonly life?: Partial<Lifecycle>
  readonly without?: readonly Part[]
  readonly quick?: boolean
  readonly values?: readonly number[]
  readonly edits?: number
  readonly faults?: number
  readonly start?: 'live' | 'absent'
  readonly late?: boolean
  readonly lag?: boolean
  readonly stores?: Config['stores']
  readonly readOnly?: readonly number[]
  readonly maxWrites?: number
}

export function config(shape: Shape, lives: boolean): Config {
  const systems = shape.systems ?? 2
  const owner = shape.owner ?? [0]
  const foreignWrite = shape.foreignWrite ?? 'restore'
  const everyone = Array.from({ length: systems }, (_, j) => j)
  const life: Lifecycle = { creates: everyone, foreignCreate: 'report', deletes: everyone, foreignDelete: 'restore', againstUpdate: 'deleteWins', onDelete: 'mirror', ...shape.life }
  const units = shape.group === true ? [{ fields: owner.length, owner: owner[0]!, foreignWrite }] : owner.map((each) => ({ fields: 1, owner: each, foreignWrite }))
  return {
    name: shape.name,
    kernel: modelKernel({ systems, units, life }),
    systems,
    owner,
    values: shape.values ?? (lives || owner.length > 1 ? [0, 1] : [0, 1, 2]),
    edits: shape.edits ?? 3,
    faults: shape.faults ?? 1,
    lives,
    start: shape.start ?? 'live',
    late: shape.late ?? false,
    lag: shape.lag ?? false,
    stores: shape.stores ?? null,
    readOnly: shape.readOnly ?? [],
    maxWrites: shape.maxWrites ?? 16,
    without: new Set(shape.without ?? []),
  }
}
