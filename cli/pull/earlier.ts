import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { Project } from 'ts-morph'
import { Failure } from '../failure.ts'
import { columnsPath } from './columns-file.ts'
import type { Model } from './model.ts'
import { inMemory } from './print.ts'
import type { WrittenSystem } from './written.ts'
import { writtenSystem } from './written.ts'

export interface Earlier {
  /** Holds the files that are there, by their path from the folder. */
  readonly project: Project
  readonly system: WrittenSystem
}

/** The files of an earlier pull; null: there are none. @throws Failure where the file of the system is somebody's own. */
export function earlierPull(folder: string, model: Model): Earlier | null {
  const path = `systems/${model.systemFile}.ts`
  if (!existsSync(join(folder, path))) return null
  const project = inMemory()
  const system = writtenSystem(put(project, folder, path), model.system)
  if (system === null)
    throw new Failure(
      'pull.unread',
      `${path} holds no system({ … }) with its bindings written out, and nothing was written`,
      'move it away, name another system with --system, or write it anew with --force',
    )
  const columns = columnsPath(model)
  if (existsSync(join(folder, columns))) put(project, folder, columns)
  for (const { from } of system.bindings)
    if (from !== null && existsSync(join(folder, from.path)) && project.getSourceFile(`/${from.path}`) === undefined)
      put(project, folder, posix.normalize(from.path))
  return { project, system }
}

function put(project: Project, folder: string, path: string) {
  return project.createSourceFile(`/${path}`, readFileSync(join(folder, path), 'utf8'))
}
