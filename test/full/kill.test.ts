/** Kills at every boundary. */
import { describeKills } from '../runtime/kills.ts'

describeKills({ afterEdits: Number.MAX_SAFE_INTEGER, firstSync: Number.MAX_SAFE_INTEGER })
