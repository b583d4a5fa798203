import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compile, compilers, type Compiler } from './compiler.ts'
import { project, repository } from './project.ts'

test.each(Object.keys(compilers) as Compiler[])(
  '%s takes the estate, the type tables and every refusal where it is expected',
  (compiler) => {
    const { folder, write, remove } = project()
    try {
      const options = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noUnusedLocals: true }
      write('tsconfig.json', JSON.stringify({ extends: join(repository, 'tsconfig.json'), compilerOptions: options, include: typeTests }))
      expect(compile(compiler, folder)).toBe('')
      expect(compile(compiler, folder, '--listFilesOnly')).toContain(join(repository, 'dsl/index.ts'))
    } finally {
      remove()
    }
  },
)

const typeTests = ['estate.ts', 'estate-of-types.ts', '*.test-d.ts'].map((files) => join(repository, 'test/types', files))
