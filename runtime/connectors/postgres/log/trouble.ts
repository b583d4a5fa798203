/** What a server says about its log, in the words of the ports, with the way out. */
import { SystemError } from '../../../ports.ts'

interface Told {
  readonly kind: SystemError['kind']
  readonly code: string
  readonly says: (system: string, slot: string) => string
  readonly wayOut: (slot: string) => string
}

const noRight: Told = {
  kind: 'misfit',
  code: 'noReplicationRight',
  says: (system) => `the role that reads ${system} may not read its log`,
  wayOut: () => 'give it that right, `ALTER ROLE … REPLICATION`, and let pg_hba.conf admit it; or detect changes by outbox',
}

const told: Readonly<Record<string, Told>> = {
  // insufficient_privilege
  42501: noRight,
  // object_in_use
  55006: {
    kind: 'unreachable',
    code: 'slotInUse',
    says: (system, slot) => `another process reads the log of ${system} through the slot ${slot}`,
    wayOut: (slot) => `stop the other run; \`SELECT active_pid FROM pg_replication_slots WHERE slot_name = '${slot}'\` names its session`,
  },
  // configuration_limit_exceeded
  53400: {
    kind: 'misfit',
    code: 'noFreeSlot',
    says: (system, slot) => `${system} has no free replication slot for ${slot}`,
    wayOut: () => 'drop one that is not used any more (pg_replication_slots), or raise max_replication_slots and restart the server',
  },
}

/** @param error as `pg` throws it */
export function troubleOf(error: unknown, system: string, slot: string): SystemError {
  if (error instanceof SystemError) return error
  const { code = '', message } = error as { readonly code?: string; readonly message: string }
  const known = code === '28000' && /replication|walsender/i.test(message) ? noRight : told[code]
  if (known !== undefined) return new SystemError(known.kind, known.code, system, known.says(system, slot), known.wayOut(slot))
  if (code === '53300' && /walsender|wal_sender|standby/i.test(message))
    return new SystemError(
      'unreachable',
      'noFreeSender',
      system,
      `${system} sends its log to as many readers as it may`,
      'raise max_wal_senders and restart the server, or stop another reader (pg_stat_replication)',
    )
  return new SystemError(
    'unreachable',
    'logBroken',
    system,
    `the log of ${system} cannot be read: ${message}`,
    'see the log of the server; it is tried again',
  )
}

export function notPublished(system: string, place: string, slot: string): SystemError {
  return new SystemError(
    'misfit',
    'notPublished',
    system,
    `changes of ${place} are not part of the publication ${slot}`,
    'run `thalweg prepare --apply`',
  )
}

export function noIdentity(system: string, place: string, missing: readonly string[]): SystemError {
  return new SystemError(
    'misfit',
    'noReplicaIdentity',
    system,
    `the log of ${system} does not hold ${missing.join(', ')} of a row of ${place} that is deleted`,
    'run `thalweg prepare --apply`, or `ALTER TABLE … REPLICA IDENTITY FULL`',
  )
}

export function foreignSlot(system: string, slot: string, what: string): SystemError {
  return new SystemError(
    'misfit',
    'foreignSlot',
    system,
    `the replication slot ${slot} is ${what}`,
    'slots have one name in a whole cluster: drop that one if nobody needs it, or rename the landscape or the system',
  )
}

/** What was read is not part of the server's history any more. */
export function wentBack(system: string, why: string): SystemError {
  return new SystemError(
    'misfit',
    'wentBack',
    system,
    `${why}: ${system} was restored from a backup, or is another server`,
    'take new bases with `thalweg match --accept`',
  )
}
