import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

const root = join(import.meta.dirname, '..')
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const system = (name: string): string => `import { env, sqlite, system, table } from 'thalweg'
import { items } from '../records/items.ts'

export const ${name} = system({ connector: sqlite({ file: env('${name}') }), holds: { items: table(items, 'items', { detect: 'outbox' }) } })
`

const texts: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "small", "private": true, "type": "module" }\n',
  'records/items.ts': `import { record } from 'thalweg'
import { z } from 'zod'

export const items = record({ key: 'id', fields: { id: z.string().max(20), name: z.string().max(200) } })
`,
  'systems/A.ts': system('A'),
  'systems/B.ts': system('B'),
  'landscape.ts': `import { landscape } from 'thalweg'
import { items } from './records/items.ts'
import { A } from './systems/A.ts'
import { B } from './systems/B.ts'

export const { flow, portfolio } = landscape({ name: 'small', records: { items }, systems: { A, B } })
`,
  'flows.ts': `import { flow, portfolio } from './landscape.ts'

export default portfolio({ items: flow('items').oneWay({ from: 'A', to: 'B' }) })
`,
}

/** A project of one record, two systems and one flow, over several files. */
export function smallProject(): { readonly folder: string; readonly flows: string } {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-small-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/thalweg'))
  symlinkSync(join(root, 'node_modules/zod'), join(folder, 'node_modules/zod'))
  return { folder, flows: join(folder, 'flows.ts') }
}
