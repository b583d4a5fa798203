import type { ConnectorData } from '../../../dsl/data.ts'
import type { Capabilities, PlanBinding, PlanConnector } from '../schema.ts'

export type DetectKind = PlanBinding['detect']['kind']
export type BindingForm = PlanBinding['form']
/** What decides the capabilities of one binding. */
export type Bound = Pick<PlanBinding, 'detect' | 'token' | 'identity' | 'deletes'>

/** What one kind of connector can do. Rules and emitters read this, and never ask for the kind. */
export interface ConnectorFacts {
  /** The connector's name in messages. */
  readonly title: string
  readonly form: BindingForm
  /** The ways in which changes can be detected through it; `none` always can. */
  readonly detects: readonly DetectKind[]
  /** Those of them that this very connector does not have. */
  withheld?(connector: PlanConnector): readonly DetectKind[]
  /** False until the runtime can reach it. */
  readonly runs: boolean
  capabilities(bound: Bound, connector: ConnectorData): Capabilities
  /** Rows that the system numbers itself can be told by its ids. */
  readonly ownIds?: true
  /** What names of tables begin with that are kept for the database itself or for thalweg, without the case of letters. */
  readonly kept: readonly string[]
  /** Its names have no characters beyond the first 65,536, which emoji are. */
  readonly shortCharacters?: true
  /** Its columns have types that values are sent as. */
  readonly typed?: true
  /** Each record is one file, which is written whole. */
  readonly dropped?: true
  /** Where tables and triggers of ours lie; two systems in one place would take them for their own. Absent where there are none. */
  place?(connector: PlanConnector): string
}

export type Kind = PlanConnector['kind']

/** What a way of detection tells, whoever offers it. */
export const detection = {
  outbox: { seesChanges: true, seesDeletes: true, birth: true, everyChange: true, commitTime: 'field' },
  log: { seesChanges: true, seesDeletes: true, birth: true, everyChange: true, commitTime: 'field' },
  snapshot: { seesChanges: true, seesDeletes: true, birth: false, everyChange: false, commitTime: 'none' },
  updatedAt: { seesChanges: true, seesDeletes: false, birth: false, everyChange: false, commitTime: 'row' },
  changes: { seesChanges: true, seesDeletes: true, birth: false, everyChange: false, commitTime: 'row' },
  webhook: { seesChanges: true, seesDeletes: true, birth: false, everyChange: false, commitTime: 'row' },
  none: { seesChanges: false, seesDeletes: false, birth: false, everyChange: false, commitTime: 'none' },
} as const satisfies Record<DetectKind, Pick<Capabilities, 'seesChanges' | 'seesDeletes' | 'birth' | 'everyChange' | 'commitTime'>>
