/** What must hold when nothing moves any more. Each check is a file; none shares code with settle. */
import { accounted } from './accounted.ts'
import { answered } from './answered.ts'
import { audited } from './audited.ts'
import { begun } from './begun.ts'
import { blamed } from './blamed.ts'
import { bounded } from './bounded.ts'
import { caused } from './caused.ts'
import { converged } from './converged.ts'
import { counted } from './counted.ts'
import { firstDay } from './first-day.ts'
import { foretold } from './foretold.ts'
import { held } from './held.ts'
import { idle } from './idle.ts'
import { lives } from './lives.ts'
import { oneWriter } from './one-writer.ts'
import { orphans } from './orphans.ts'
import { ownColumns } from './own-columns.ts'
import { predicted } from './predicted.ts'
import { recognised } from './recognised.ts'
import { restarted } from './restarted.ts'
import type { Scene } from './scene.ts'
import { stays } from './stays.ts'
import { wiped } from './wiped.ts'

export interface Check {
  readonly name: string
  /** It tells by what has happened since the last rest: so it looks at each. */
  readonly ofStretch?: true
  /** @returns what does not hold, in words */
  readonly check: (scene: Scene) => Promise<readonly string[]>
}

export const checks: readonly Check[] = [
  { name: 'convergence', check: converged },
  { name: 'life', check: lives },
  { name: 'only who may creates', check: begun },
  { name: 'what the oracle says', check: foretold, ofStretch: true },
  { name: 'answers count for what they were given for', check: answered, ofStretch: true },
  { name: 'what differs on the first day is asked', check: firstDay, ofStretch: true },
  { name: 'conflicts are counted', check: counted },
  { name: 'no lost value is missing from the audit', check: audited },
  { name: 'the audit blames nobody wrongly', check: blamed },
  { name: 'only own columns are written', check: ownColumns },
  { name: 'one flow writes a column', check: oneWriter },
  { name: 'no record before its parent', check: orphans },
  { name: 'no echo', check: caused },
  { name: 'writes are bounded', check: bounded },
  { name: 'what is held is in review', check: held },
  { name: 'the lists show what is not agreed', check: accounted },
  { name: 'kept copies stay', check: stays },
  { name: 'a blank wipes nothing', check: wiped },
  { name: 'what was restored is recognised', check: recognised },
  { name: 'a dry run says what the run does', check: predicted, ofStretch: true },
  { name: 'idempotence', check: idle },
  { name: 'a restart changes nothing', check: restarted },
]
