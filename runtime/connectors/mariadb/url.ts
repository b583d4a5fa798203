/** Where a MariaDB is, by its url: `mariadb://user:password@host:3306/database?ssl-mode=verify_identity&ssl-ca=/path/to/ca.pem`. */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { ConnectionOptions } from 'mysql2'
import { SystemError } from '../../ports.ts'
import type { Where } from './errors.ts'

const modes = ['disabled', 'required', 'verify_ca', 'verify_identity'] as const
const form = 'mariadb://user:password@host:3306/database'

export interface Address {
  readonly where: Where
  readonly options: ConnectionOptions
}

/** @throws SystemError that shows nothing of the url */
export function addressOf(system: string, url: string): Address {
  const misfit = (what: string, wayOut: string): SystemError => new SystemError('misfit', 'url', system, what, wayOut)
  let at: URL
  try {
    at = new URL(url)
  } catch {
    throw misfit('its url is none', `let it be like ${form}; odd characters of a password are written as %40 and the like`)
  }
  if (at.protocol !== 'mariadb:' && at.protocol !== 'mysql:') throw misfit('its url is not one of MariaDB', `let it be like ${form}`)
  const database = decodeURIComponent(at.pathname.slice(1))
  if (database === '') throw misfit('its url names no database', `let it be like ${form}`)
  for (const name of at.searchParams.keys())
    if (name !== 'ssl-mode' && name !== 'ssl-ca')
      throw misfit(`its url says ${name}, which means nothing here`, 'say ssl-mode and ssl-ca, or neither')
  const host = at.hostname.replace(/^\[|\]$/g, '') || 'localhost'
  const port = at.port === '' ? 3306 : Number(at.port)
  const user = decodeURIComponent(at.username)
  const ssl = tls(host, at.searchParams, misfit)
  return {
    where: { system, host: `${host}:${port}`, user, database },
    options: { host, port, user, password: decodeURIComponent(at.password), database, ...(ssl !== undefined && { ssl }) },
  }
}

function tls(host: string, said: URLSearchParams, misfit: (what: string, wayOut: string) => SystemError): ConnectionOptions['ssl'] {
  const ca = said.get('ssl-ca')
  const mode = said.get('ssl-mode')?.toLowerCase() ?? (ca === null ? 'disabled' : 'verify_identity')
  const known = modes.find((each) => each === mode)
  if (known === undefined) throw misfit(`its url says ssl-mode=${mode}`, `say one of ${modes.join(', ')}`)
  if (known === 'disabled') return undefined
  // The driver would hold the certificate against "localhost" instead.
  if (known === 'verify_identity' && isIP(host) !== 0)
    throw misfit(
      'its url names the host by an address, for which a certificate cannot be verified',
      'name the host as its certificate does, or say ssl-mode=verify_ca, which verifies who signed it and not for which host',
    )
  const authority = ca === null ? {} : { ca: read(ca, misfit) }
  return { ...authority, rejectUnauthorized: known !== 'required', verifyIdentity: known === 'verify_identity' }
}

function read(file: string, misfit: (what: string, wayOut: string) => SystemError): Buffer {
  try {
    return readFileSync(file)
  } catch {
    throw misfit(`${file}, which its url names as ssl-ca, cannot be read`, 'put the certificate of the authority there')
  }
}
