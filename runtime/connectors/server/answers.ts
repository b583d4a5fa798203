/** What the rows of a delivery are now, and what became of each write. */
import type { TableAdapter } from '../../door.ts'
import type { Answer, Image, Write } from '../../ports.ts'
import { absent, noDeath } from '../look-row.ts'
import type { Asked, ServerLook } from './look.ts'
import type { Session } from './session.ts'
import type { Item } from './writes.ts'

/** @param whyNot tries an insert again that was left out although nothing has its key */
export async function answersOf(
  session: Session,
  adapter: TableAdapter,
  look: ServerLook,
  items: readonly Item[],
  marks: boolean,
  whyNot: (item: Item) => Promise<void>,
): Promise<readonly Answer[]> {
  const images = await imagesOf(session, look, items, marks)
  const leftOut = items.filter((item) => isLeftOut(item, images.get(item)!))
  for (const item of leftOut) await whyNot(item)
  if (leftOut.length > 0) for (const [item, image] of await imagesOf(session, look, leftOut, marks)) images.set(item, image)
  const notRekeyed = items.filter(({ write, written, rejected }) => write.kind === 'rekey' && !written && rejected === null)
  const others = await look.images(
    session,
    notRekeyed.map(({ to }) => ({ parts: to, seen: noDeath })),
    marks,
  )
  const underNewKey = new Map(notRekeyed.map((item, i) => [item, others[i]!]))
  return items.map((item) => answer(adapter, item, images.get(item)!, underNewKey.get(item)))
}

async function imagesOf(session: Session, look: ServerLook, items: readonly Item[], marks: boolean): Promise<Map<Item, Image>> {
  const keyed = items.filter(({ parts }) => parts !== null)
  const found = await look.images(session, keyed.map(askedOf), marks)
  const images = new Map<Item, Image>(items.map((item) => [item, absent]))
  for (const [i, item] of keyed.entries()) images.set(item, found[i]!)
  return images
}

function askedOf({ write, parts, to, written }: Item): Asked {
  if (written) return { parts: write.kind === 'rekey' ? to : parts!, seen: noDeath }
  // What is to be linked was not seen under this key.
  const id = write.kind === 'link' ? undefined : write.id
  return { parts: parts!, seen: write.seen, ...(id !== undefined && { id }) }
}

function isLeftOut({ write, written, rejected }: Item, image: Image): boolean {
  return write.kind === 'insert' && !written && rejected === null && !image.present && image.unclear === undefined
}

function answer(adapter: TableAdapter, { write, written, rejected }: Item, image: Image, underNewKey: Image | undefined): Answer {
  if (written) return { outcome: 'done', image }
  if (underNewKey !== undefined) return notRekeyed(adapter, write, image, underNewKey)
  if (rejected === null) return { outcome: 'stale', image }
  if (rejected.taken && write.kind === 'rekey') return taken(adapter, write, image)
  if (rejected.taken && write.kind === 'insert' && image.present) return { outcome: 'stale', image }
  return { outcome: 'rejected', reason: rejected.reason, detail: rejected.detail, image }
}

/** Another row may have the key; and where none is there under the old one, the row itself may have got it already. */
function notRekeyed(adapter: TableAdapter, write: Write, image: Image, other: Image): Answer {
  if (image.present && other.present) return taken(adapter, write, image)
  const gone = !image.present && image.left !== true && image.elsewhere === undefined
  return { outcome: 'stale', image: gone && other.present ? { ...other, underOwnKey: true } : image }
}

/** Another row has the key that this one is to have. */
function taken({ system, place }: TableAdapter, { key, to }: Write, image: Image): Answer {
  return {
    outcome: 'rejected',
    reason: 'constraint',
    detail: `${key} is ${to!} now, and another row of ${place} at ${system} has that key: take it away or give it another key`,
    image,
  }
}
