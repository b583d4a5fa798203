// node scripts/with-node24.mjs <npm script> [arguments]
//
// Installs when needed, then runs the npm script with Node 24 first in PATH. Written for Node 20. The second step is a process of its own:
// the shell that started this one has already found its `node`, and goes on with it whatever is installed meanwhile.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installWhenStale, npm } from './install.mjs'

const needed = 24
const [script, ...rest] = process.argv.slice(2)
if (script === undefined) {
  console.error('usage: node scripts/with-node24.mjs <npm script> [arguments]')
  process.exit(64)
}

installWhenStale()

const bundled = fileURLToPath(new URL(`../node_modules/node-${process.platform}-${process.arch}/bin`, import.meta.url))
if (!existsSync(bundled) && Number.parseInt(process.versions.node, 10) < needed) {
  console.error(
    `Node ${needed} or newer is needed and this is ${process.versions.node}: install it from https://nodejs.org and run this again.`,
  )
  process.exit(1)
}

const [command, first] = npm()
const child = spawn(command, [...first, 'run', '--silent', script, '--', ...rest], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: existsSync(bundled) ? { ...process.env, PATH: `${bundled}${delimiter}${process.env.PATH ?? ''}` } : process.env,
})
// Ctrl-C reaches the child by itself; this process waits for it to come to an orderly end.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('error', (error) => {
  console.error(`npm could not be started: ${error.message}`)
  process.exitCode = 1
})
child.on('exit', (code) => {
  process.exitCode = code ?? 1
})
