// Written for Node 20: it runs before the Node that everything else needs is installed.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The npm that runs this script, or the one in PATH, as `[command, first arguments]`. */
export function npm() {
  const running = process.env.npm_execpath
  return running !== undefined && basename(running) === 'npm-cli.js' ? [process.execPath, [running]] : ['npm', []]
}

/**
 * Runs `npm ci` when what lies in node_modules is not what package-lock.json asks for. npm keeps a list of what it installed, written
 * last, so an installation that was broken off or made from another lock file is seen as well as a missing one.
 */
export function installWhenStale() {
  if (!stale()) return
  console.error('Installing the dependencies (once, about half a minute)')
  const [command, first] = npm()
  const options = { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }
  const { status } = spawnSync(command, [...first, 'ci', '--include=dev', '--include=optional', '--loglevel=error'], options)
  if (status !== 0) {
    console.error('npm ci failed: see its message above. It needs the npm registry, and about 500 MB of disk.')
    process.exit(1)
  }
}

function stale() {
  const wanted = packages('package-lock.json')
  const installed = packages('node_modules/.package-lock.json')
  return Object.entries(wanted).some(([path, entry]) => {
    if (path === '') return false
    const found = installed[path]
    // Packages for other platforms are optional and stay away without anything being wrong.
    if (found === undefined) return entry.optional !== true
    return found.version !== entry.version || found.integrity !== entry.integrity
  })
}

function packages(path) {
  try {
    return JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).packages
  } catch {
    return {}
  }
}
