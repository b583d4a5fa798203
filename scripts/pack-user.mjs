// node scripts/pack-user.mjs
//
// Builds the package that users install: JavaScript and declarations of the five stages in dist/, the files that lie beside them, a
// manifest of its own, and a tarball. Prints the tarball's path as its last line. The repository's own manifest stays private: it carries
// a Node for development, and exports TypeScript, which Node does not run inside node_modules.
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { npm } from './install.mjs'
import { userManifest } from './user-manifest.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const stages = ['dsl', 'codegen', 'runtime', 'sim', 'cli']
const documents = ['README.md', 'LICENSE', 'NOTICE', 'CHANGELOG.md'].filter((name) => existsSync(join(root, name)))

rmSync(dist, { recursive: true, force: true })
run(process.execPath, ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.build.json'])
// Templates, SQL files, the command's entry: whatever the compiler does not write.
for (const stage of stages) {
  const filter = (path) => statSync(path).isDirectory() || extname(path) !== '.ts'
  cpSync(join(root, stage), join(dist, stage), { recursive: true, filter })
}
for (const name of documents) copyFileSync(join(root, name), join(dist, name))

const manifest = userManifest(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), dist, [...stages, ...documents])
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)

const { messages } = await publint({ pkgDir: dist, strict: true, pack: false })
for (const message of messages) console.error(formatMessage(message, manifest))
if (messages.length > 0) process.exit(1)

const [command, first] = npm()
run(command, [...first, 'pack', '--silent', '--pack-destination', dist], dist)
console.log(join(dist, `${manifest.name}-${manifest.version}.tgz`))

/** What the command prints goes to stderr: stdout holds the tarball's path alone. */
function run(command, args, cwd = root) {
  try {
    execFileSync(command, args, { cwd, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  } catch {
    process.exit(1)
  }
}
