import type { Mutant } from '../mutant.ts'

export const oldSnapshotRowWins: Mutant = {
  name: 'old-snapshot-row-wins',
  does: 'a row as a scan showed it counts though the flow has written it since: the other system’s edit is undone',
  plants: [
    {
      file: 'runtime/engine/change-cap.ts',
      text: '  const keys: KeyText[] = []\n  const seen = ',
      instead: '  const keys: any = Object.assign([], { images: new Map() })\n  const seen = ',
    },
    {
      file: 'runtime/engine/change-cap.ts',
      text: 'if (keys.length <= fewChanges) keys.push(key)',
      instead: 'if (keys.length <= fewChanges) keys.images.set(key, image), keys.push(key)',
    },
    {
      file: 'runtime/engine/reading.ts',
      text: 'const images = await this.#run.look(j, some)',
      instead: 'const images = some.map((key) => (keys as any).images.get(key))',
    },
  ],
  caughtBy: ['test/runtime/surveyed.test.ts'],
}
