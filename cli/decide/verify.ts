/** What the checker says of a flow file that is not written yet. */
import { rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { Finding } from '../../codegen/check/finding.ts'
import { checked, errorsOf } from '../plan.ts'
import type { Project } from '../project.ts'

/** The errors that the text would bring, of which the file has none now. The text stands beside the file while it is read, since its imports count from there. */
export async function newErrors(project: Project, text: string, before: readonly Finding[]): Promise<readonly Finding[]> {
  const file = join(dirname(project.flows), `.decide-${process.pid}${extname(project.flows)}`)
  writeFileSync(file, text, { flag: 'wx' })
  try {
    const { findings } = await checked({ ...project, flows: file })
    const known = new Set(errorsOf(before).map(identity))
    const named = findings.map((finding) => inPlace(finding, basename(file), basename(project.flows)))
    return errorsOf(named).filter((finding) => !known.has(identity(finding)))
  } finally {
    rmSync(file, { force: true })
  }
}

function identity({ code, flow, facts }: Finding): string {
  return JSON.stringify([code, flow, facts])
}

/** With the places that it will have. */
function inPlace(finding: Finding, from: string, to: string): Finding {
  const moved = (at: Finding['at']) => (at.file === from ? { ...at, file: to } : at)
  return { ...finding, at: moved(finding.at), ...(finding.also && { also: finding.also.map(moved) }) }
}
