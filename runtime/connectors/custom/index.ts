/** Systems that an engineer's own connector reaches. Nothing of ours is kept there: a doubtful write is told by the row that it was to write. */
import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Adapter } from '../../door.ts'
import type { System } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import { CustomBound } from './bound.ts'
import { Calls } from './calls.ts'
import type { ConnectorDefinition, SettingKinds } from './definition.ts'
import type { Scope } from './shape.ts'

export interface CustomOptions {
  readonly name: string
  readonly definition: ConnectorDefinition
  /** As the environment gave them. */
  readonly settings: Readonly<Record<string, string>>
  /** For scopes by environment. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now?: () => number
  readonly sleep?: (ms: number) => Promise<void>
}

/** Nothing is reached before it is asked. */
export function openCustom(options: CustomOptions): System {
  const { name, definition, settings, env, now = () => Date.now(), sleep = async (ms) => setTimeout(ms) } = options
  const kinds: SettingKinds = definition.settings
  const secrets = Object.entries(settings).flatMap(([setting, value]) => (kinds[setting] === 'secret' ? [value] : []))
  const calls = new Calls({ system: name, secrets, sleep })
  return {
    name,
    identity: async () => {
      const identity =
        definition.identity === undefined ? placeOf(settings, kinds) : await calls.read(async () => definition.identity!(settings))
      return { identity, ledger: null, opHigh: 0, opKnown: 0, clock: now(), unmarked: true }
    },
    claim: async () => undefined,
    bind: async (adapter, peers = []) => {
      if (adapter.form !== 'custom')
        throw new Error(`${name} is reached by a custom connector, and ${adapter.place} is bound as ${adapter.form}`)
      const rows = definition.open(settings, adapter.place)
      return new CustomBound(adapter, { rows, calls, scope: scopeOf(adapter, name, env), peers, now, atOnce: definition.atOnce ?? 1 })
    },
    resolve: async () => {
      throw new Error(`a write at ${name} is resolved by its row`)
    },
    landed: async () => {
      throw new Error(`a write at ${name} is resolved by its row`)
    },
    prune: async () => undefined,
    close: async () => undefined,
  }
}

/** What is no secret says where the system is. */
function placeOf(settings: Readonly<Record<string, string>>, kinds: SettingKinds): string {
  const open = Object.entries(settings).filter(([setting]) => kinds[setting] !== 'secret')
  return createHash('sha256')
    .update(JSON.stringify(open.toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')
    .slice(0, 16)
}

function scopeOf(adapter: Extract<Adapter, { readonly form: 'custom' }>, system: string, env: CustomOptions['env']): Scope {
  const named = new Map(adapter.scope.map(({ param, value }) => [param, value]))
  return Object.fromEntries(
    adapter.within.map(({ column, is }) => {
      if (typeof is !== 'object') return [column, is]
      const name = named.get(is.param)!
      const found = env[name.env] ?? name.default
      if (found !== undefined) return [column, found]
      throw new SystemError(
        'misfit',
        'environment',
        system,
        `${name.env} is not set`,
        'set it, in the environment or in .env beside the flow file',
      )
    }),
  )
}
