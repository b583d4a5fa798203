import type { Command } from '../command.ts'
import { audit } from './audit.ts'
import { check } from './check.ts'
import { deadLetters } from './dead-letters.ts'
import { decide } from './decide.ts'
import { diff } from './diff.ts'
import { doctor } from './doctor.ts'
import { explain } from './explain.ts'
import { evidence } from './evidence.ts'
import { generate } from './generate.ts'
import { handover } from './handover.ts'
import { init } from './init.ts'
import { match } from './match.ts'
import { pause, resume } from './pause.ts'
import { prepare } from './prepare.ts'
import { pull } from './pull.ts'
import { reconcile } from './reconcile.ts'
import { replay } from './replay.ts'
import { report } from './report.ts'
import { resync } from './resync.ts'
import { review } from './review.ts'
import { run } from './run.ts'
import { status } from './status.ts'
import { trace } from './trace.ts'
import { verify } from './verify.ts'

/** Every command, in the order of help. */
export const commands: readonly Command[] = [
  init,
  pull,
  check,
  generate,
  decide,
  explain,
  diff,
  verify,
  evidence,
  replay,
  doctor,
  prepare,
  match,
  run,
  reconcile,
  status,
  report,
  trace,
  deadLetters,
  review,
  resync,
  pause,
  resume,
  handover,
  audit,
]
