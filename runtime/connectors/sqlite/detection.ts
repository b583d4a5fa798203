/** How changes are found in one table. `head` is the position that stands for now. */
import type { Changes, Position } from '../../ports.ts'

export interface Detection {
  changes(position: Position | null, limit: number): Changes
  head(): { readonly position: Position | null; readonly seen: number }
}

/** Snapshot and none: nothing is told of changes. */
export const untold: Detection = {
  changes: (position) => ({ hints: [], position, more: false, seen: 0 }),
  head: () => ({ position: null, seen: 0 }),
}
