// node scripts/generate-examples.mjs [--check]
//
// Generates every example's landscape into the repository's own generated/ folder, where the code is committed and reviewed; with --check
// it only says whether anything there is stale (exit 2).
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const flowFiles = readdirSync(`${root}examples`)
  .map((name) => `examples/${name}/flows.ts`)
  .filter((path) => existsSync(`${root}${path}`))

for (const path of flowFiles) {
  const command = ['cli/bin.mjs', 'generate', path, '--out', 'generated', ...process.argv.slice(2)]
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exitCode = status ?? 1
}
