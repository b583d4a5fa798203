#!/usr/bin/env -S node --max-semi-space-size=8
// The command's entry, in syntax that Node 20 reads: a file that is started directly runs on whatever `node` is first in PATH.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as modules from 'node:module'
import { join, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const needed = 24
/** Records come and go by the thousand: a small nursery (MB) keeps a run's memory flat where the default lets it grow to twice as much. */
const flags = ['--max-semi-space-size=8']

if (Number.parseInt(process.versions.node, 10) >= needed) await runHere()
else runOn(bundledNode())

async function runHere() {
  keepCompiled()
  quietExperimentalWarnings()
  // `thalweg explain … | head` closes our stdout early: that is no failure.
  process.stdout.on('error', (error) => {
    if (error.code === 'EPIPE') process.exit()
    throw error
  })
  // The repository holds main.ts, which Node runs by stripping its types; what users install holds main.js.
  const source = new URL('main.ts', import.meta.url)
  const { main } = await import(existsSync(source) ? source.href : new URL('main.js', import.meta.url).href)
  process.exitCode = await main(process.argv.slice(2))
}

/** What was compiled once is kept in the system's folder for temporary files: commands start a third faster. NODE_DISABLE_COMPILE_CACHE=1 turns it off. */
function keepCompiled() {
  modules.enableCompileCache?.()
  const folder = modules.getCompileCacheDir?.()
  // Flow files are loaded in a process of their own.
  if (folder !== undefined) process.env.NODE_COMPILE_CACHE ??= dirname(folder)
}

/** Stable enough for us, and nothing that the user of the command could act on. Every other warning is shown. */
function quietExperimentalWarnings() {
  const emit = process.emitWarning
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === 'object' ? rest[0]?.type : rest[0]
    const name = warning instanceof Error ? warning.name : type
    const text = warning instanceof Error ? warning.message : String(warning)
    if (name === 'ExperimentalWarning' && /sqlite|type stripping/i.test(text)) return
    Reflect.apply(emit, process, [warning, ...rest])
  }
}

/** The Node that an npm package beside us carries, where one is installed. */
function bundledNode() {
  try {
    const manifest = modules.createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`)
    const node = join(dirname(manifest), 'bin', 'node')
    return existsSync(node) ? node : undefined
  } catch {
    return undefined
  }
}

function runOn(node) {
  if (node === undefined) {
    console.error(
      `thalweg needs Node ${needed} or newer and this is ${process.versions.node}: install it from https://nodejs.org, or put it first in PATH.`,
    )
    process.exitCode = 1
    return
  }
  const child = spawn(node, [...flags, fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // Whoever ends this process means the one that does the work. A terminal sends its Ctrl-C to both, and once is enough.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  child.on('error', (error) => {
    console.error(`thalweg could not start ${node}: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1)
  })
}
