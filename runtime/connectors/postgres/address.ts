/** What a URL of a PostgreSQL database says, for the driver. The URL itself is never shown: it may hold a password. */
import { readFileSync } from 'node:fs'
import type { ClientConfig } from 'pg'
import { SystemError } from '../../ports.ts'

const connectMs = 10_000

export interface Address {
  readonly config: ClientConfig
  /** For messages: host, port and database. */
  readonly shown: string
}

/** @throws SystemError where it is no such URL */
export function addressOf(system: string, url: string): Address {
  const misfit = (detail: string, wayOut: string) => new SystemError('misfit', 'url', system, detail, wayOut)
  const form = 'write it as postgres://user:password@host:5432/database?sslmode=verify-full; in a password @ is %40, / is %2F, # is %23'
  const said = URL.canParse(url) ? new URL(url) : null
  if (said === null || !['postgres:', 'postgresql:'].includes(said.protocol))
    throw misfit(`the address of ${system} is no URL of a PostgreSQL database`, form)
  const parameter = (name: string) => said.searchParams.get(name)
  const host = parameter('host') ?? decodeURIComponent(said.hostname)
  const user = decodeURIComponent(said.username)
  const database = decodeURIComponent(said.pathname.slice(1))
  if (host === '' || user === '' || database === '') throw misfit(`the URL of ${system} names no host, no user or no database`, form)
  const port = Number(said.port || 5432)
  const ssl = tls(system, parameter('sslmode') ?? 'disable', parameter('sslrootcert'))
  return {
    shown: `${host}:${port}/${database}`,
    config: {
      host,
      port,
      user,
      database,
      ...(said.password !== '' && { password: decodeURIComponent(said.password) }),
      ssl,
      application_name: parameter('application_name') ?? 'thalweg',
      connectionTimeoutMillis: connectMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    },
  }
}

/** As libpq takes the modes: `require` encrypts, `verify-ca` knows who signed, `verify-full` also for which host. */
function tls(system: string, mode: string, rootFile: string | null): ClientConfig['ssl'] {
  const ca = rootFile === null ? {} : { ca: read(system, rootFile) }
  switch (mode) {
    case 'disable':
      return false
    case 'require':
      return rootFile === null ? { rejectUnauthorized: false } : { ...ca, checkServerIdentity: () => undefined }
    case 'verify-ca':
      return { ...ca, checkServerIdentity: () => undefined }
    case 'verify-full':
      return ca
    default:
      throw new SystemError(
        'misfit',
        'url',
        system,
        `sslmode=${mode} in the URL of ${system} is not known here`,
        'write disable, require, verify-ca or verify-full',
      )
  }
}

function read(system: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new SystemError(
      'misfit',
      'url',
      system,
      `the file that sslrootcert names for ${system} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'name the file with the certificates that signed that of the server',
    )
  }
}
