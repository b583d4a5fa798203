/** A certificate of a server, signed by itself, made by openssl. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { User } from './process.ts'
import { serverFolder } from './process.ts'

/** In one line where tests are left out: why. */
export const noOpenssl = 'skipped: there is no openssl on this machine'

export function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0
}

export interface Certificate {
  /** Files, which that user can read. */
  readonly certificate: string
  readonly key: string
  remove(): void
}

/** @param host for which it stands */
export function certificateOf(host: string, user: User): Certificate {
  const folder = serverFolder('thalweg-tls', user)
  const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')]
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${host}`]
  execFileSync('openssl', [...args, '-addext', `subjectAltName=DNS:${host}`, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  // A server refuses a key that others can read.
  chmodSync(key, 0o600)
  if (user.uid !== undefined) for (const file of [certificate, key]) chownSync(file, user.uid, user.gid!)
  return { certificate, key, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
