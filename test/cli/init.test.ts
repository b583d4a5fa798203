import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { emptyFolder, json, link, thalweg } from './command.ts'

interface Manifest {
  readonly type: string
  readonly scripts: Record<string, string>
  readonly allowScripts: Record<string, boolean>
  readonly dependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
}

const read = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

it('writes a project whose types are sound, whose flows are, and whose databases are there', async () => {
  const folder = emptyFolder()
  link(folder)
  const { code, data } = await json<{ files: string[] }>(folder, 'init')
  expect(code).toBe(0)
  expect(data.files).toContain('flows.ts')
  expect(existsSync(join(folder, 'data/eam.sqlite'))).toBe(true)
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toContain('.thalweg/')
  execFileSync(process.execPath, [join(folder, 'node_modules/typescript/bin/tsc'), '--noEmit'], { cwd: folder })
  expect((await thalweg(folder, 'check')).code).toBe(0)
})

it('keeps what a package.json says, and adds what it does not', async () => {
  const folder = emptyFolder()
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'mine',
      scripts: { check: 'true', test: 'echo "Error: no test specified" && exit 1' },
      dependencies: { thalweg: 'file:x.tgz' },
    }),
  )
  expect((await thalweg(folder, 'init')).code).toBe(0)
  const { type, scripts, dependencies, allowScripts } = read(folder)
  // npm warns of install scripts that nobody has decided about; what it would install is there without it.
  expect(allowScripts).toEqual({ esbuild: false })
  expect(type).toBe('module')
  expect(scripts).toMatchObject({ check: 'true', test: 'vitest run', setup: 'node setup.ts' })
  expect(dependencies).toMatchObject({ thalweg: 'file:x.tgz' })
})

it('refuses a folder that holds anything, unless it is forced', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  const refused = await thalweg(folder, 'init')
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('notes.txt')
  expect(existsSync(join(folder, 'flows.ts'))).toBe(false)
  expect((await thalweg(folder, 'init --force')).code).toBe(0)
  expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine')
})

it('asks for the versions that are tested here', async () => {
  const folder = emptyFolder()
  await thalweg(folder, 'init')
  const root = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as Manifest
  const versions = { ...root.dependencies, ...root.devDependencies }
  const { dependencies, devDependencies } = read(folder)
  const { thalweg: own, ...others } = { ...dependencies, ...devDependencies }
  expect(own).toMatch(/^file:/)
  expect(others).toEqual(Object.fromEntries(Object.keys(others).map((name) => [name, versions[name]])))
})
