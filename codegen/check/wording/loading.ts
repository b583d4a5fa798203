import type { LoadingFacts } from '../rules/index.ts'
import type { Sentence } from './sentence.ts'

export const loadingWording = {
  TW001: ({ file }) => ({
    message: `there is no flow file ${file}`,
    wayOut: 'name the file whose default export is the portfolio, as in thalweg check flows.ts, or start one with thalweg init',
  }),
  TW002: ({ message }) => ({
    message: `this is no TypeScript: ${message}`,
    wayOut: 'mend the syntax here; tsc --noEmit shows the same place',
  }),
  TW003: ({ name, message }) => ({
    message: `${name} while the file was loaded: ${message}`,
    wayOut:
      'let the flow files only describe: tsc --noEmit shows calls that the language refuses, and env("…") stands where a value is known at run time only',
  }),
  TW004: ({ found }) => ({
    message:
      found === 'nothing'
        ? 'the flow file has no default export'
        : `the default export of the flow file is ${foundAs(found)}, not a portfolio`,
    wayOut: 'write export default portfolio({ … }) with the portfolio that landscape({ … }) gave',
  }),
  TW005: ({ wanted }) => ({
    message: `the import of ${wanted} leads nowhere`,
    wayOut: wanted.startsWith('.')
      ? 'write the path of the file as it is on the disk, with its extension'
      : `install it with npm install ${packageOf(wanted)}`,
  }),
} satisfies { [Code in keyof LoadingFacts]: (facts: LoadingFacts[Code]) => Sentence }

function foundAs(found: string): string {
  return found === 'null' || found === 'undefined' ? found : /^[aeiou]/.test(found) ? `an ${found}` : `a ${found}`
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
