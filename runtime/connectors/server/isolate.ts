/** Finds the rows of a batch that a server refuses: what is refused together is tried again in halves. */
import type { Session } from './session.ts'
import { ServerError } from './session.ts'

export function isOfRow(error: unknown): error is ServerError {
  return error instanceof ServerError && (error.refusal === 'row' || error.refusal === 'taken')
}

/**
 * Within a transaction. Each row is in one call of `together` that went through, or alone in one of `refused`.
 *
 * @throws what is no matter of a row
 */
export async function isolate<T>(
  session: Session,
  items: readonly T[],
  together: (items: readonly T[]) => Promise<void>,
  refused: (item: T, error: ServerError) => void,
): Promise<void> {
  if (items.length === 0) return
  await session.mark()
  try {
    await together(items)
  } catch (error) {
    if (!isOfRow(error)) throw error
    await session.undo()
    if (items.length === 1) {
      refused(items[0]!, error)
      return
    }
    const half = items.length >> 1
    await isolate(session, items.slice(0, half), together, refused)
    await isolate(session, items.slice(half), together, refused)
    return
  }
  await session.keep()
}
