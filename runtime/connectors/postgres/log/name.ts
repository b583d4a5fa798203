/** What the log of one system is read by: a replication slot and a publication of one name, and replication origins that begin with it. */
import { hash } from 'node:crypto'

/** Bytes that a name may have at a server. */
const most = 63

/** Slots take small letters, digits and `_` only: where more than the case is lost by that, or the name is too long, a hash keeps names apart. */
export function logName(landscape: string, system: string): string {
  const wanted = `thalweg_${landscape}_${system}`.toLowerCase()
  const name = wanted.replaceAll(/[^a-z0-9_]/g, '_')
  if (name === wanted && name.length <= most) return name
  const mark = hash('sha256', JSON.stringify([landscape, system]), 'hex').slice(0, 8)
  return `${name.slice(0, most - mark.length - 1)}_${mark}`
}

/** So many sessions of one system may write at once, each under an origin of its own. */
const originsMost = 8

function originName(log: string, n: number): string {
  const end = `_${n}`
  return `${log.slice(0, most - end.length)}${end}`
}

/** Every origin that our sessions write under. */
export function originNames(log: string): readonly string[] {
  return Array.from({ length: originsMost }, (_, n) => originName(log, n))
}
