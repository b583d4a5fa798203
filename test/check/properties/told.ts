/** What is said of a damaged portfolio: something with a place in its files, in whole sentences, whatever is wrong with it. */
import { generate } from '../../../codegen/generate.ts'
import type { Finding } from '../../../codegen/check/finding.ts'
import { renderFindings } from '../../../codegen/check/render.ts'
import { sentenceOf } from '../../../codegen/check/wording/index.ts'
import { failureFinding } from '../../../codegen/load/failure.ts'
import { planJson, readPlan } from '../../../codegen/plan/json.ts'
import path from 'node:path'
import { checked, errorsOf } from './checked.ts'
import type { Draft } from './draft.ts'
import { functionsText } from './text.ts'

/** What is not as it should be of one damaged portfolio. */
export async function untold(draft: Draft, folder: string): Promise<readonly string[]> {
  const { text, plan, findings, thrown } = await checked(draft, folder)
  const file = path.join(folder, 'flows.ts')
  const all = thrown === undefined ? findings : [failureFinding(thrown, { file, folder })]
  const lines = { 'flows.ts': text.split('\n'), 'functions.ts': functionsText.split('\n') }
  const wrong = all.flatMap((finding) => [...misplaced(finding, lines), ...garbled(finding)])
  if (wrong.length > 0 || plan === undefined || errorsOf({ findings }).length > 0) return wrong
  const outDir = path.join(folder, 'generated')
  generate(readPlan(planJson(plan)), { outDir, flowsDir: folder })
  return []
}

function misplaced({ code, at, also = [] }: Finding, lines: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return [at, ...also].flatMap(({ file, line, column }) => {
    const text = lines[file]?.[line - 1]
    return text !== undefined && column >= 1 && column <= text.length + 1 ? [] : [`${code} is at ${file}:${line}:${column}`]
  })
}

function garbled(finding: Finding): readonly string[] {
  const { message, wayOut } = sentenceOf(finding)
  renderFindings([finding], { json: true })
  return [message, wayOut].flatMap((said) =>
    /\[object |\bNaN of|function \(/.test(said) || said.trim() === '' ? [`${finding.code} says ${said}`] : [],
  )
}
