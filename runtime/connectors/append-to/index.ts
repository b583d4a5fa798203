/** Folders whose files are only ever appended to. */
import type { System } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { Folder } from '../folders/mark.ts'
import { claimFolder, readMark } from '../folders/mark.ts'
import { AppendLog } from './log.ts'

export interface AppendToOptions extends Folder {
  readonly rotateMs?: number
  /** Epoch ms. Default: the clock of this machine, which is that of its files. */
  readonly now?: () => number
}

/** @throws SystemError where the folder is absent, or another's */
export async function openAppendTo(options: AppendToOptions): Promise<System> {
  const { path: folder, system, rotateMs, now = () => Date.now() } = options
  readMark(options)
  return {
    name: system,
    identity: async () => {
      const mark = readMark(options)
      return mark === null ? null : { identity: mark.identity, ledger: mark.ledger, opHigh: 0, opKnown: 0, clock: now() }
    },
    claim: async (ledger) => claimFolder(options, ledger),
    bind: async ({ place }) => {
      throw new SystemError('misfit', 'appendOnly', system, `${place} is only appended to: it holds no rows`, 'generate again')
    },
    log: async ({ place: name }) => {
      if (readMark(options) === null)
        throw new SystemError('misfit', 'notPrepared', system, `${folder} is not prepared`, 'run `thalweg prepare --apply`')
      return new AppendLog({ system, folder, name, ...(rotateMs === undefined ? {} : { rotateMs }) })
    },
    resolve: async () => ({ state: 'void' }),
    landed: async () => ({ state: 'void' }),
    prune: async () => undefined,
    close: async () => undefined,
  }
}
