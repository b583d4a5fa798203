import type { LoadingFacts } from '../rules/index.ts'
import { byKind, list, many, type Sentence } from './sentence.ts'

const onlyDescribe =
  'let the flow files only describe: tsc --noEmit shows calls that the language refuses, and env("…") stands where a value is known at run time only'

export const loadingWording = {
  TW001: ({ file }) => ({
    message: `there is no flow file ${file}`,
    wayOut: 'name the file whose default export is the portfolio, as in thalweg check flows.ts, or start one with thalweg init',
  }),
  TW002: ({ message }) => ({
    message: `this is no TypeScript: ${message}`,
    wayOut: 'mend the syntax here; tsc --noEmit shows the same place',
  }),
  TW003: byKind<LoadingFacts['TW003']>({
    error: ({ name, message }) => ({ message: `${name} while the file was loaded: ${message}`, wayOut: onlyDescribe }),
    value: ({ message }) => ({ message: `what is no error was thrown while the file was loaded: ${message}`, wayOut: onlyDescribe }),
    circle: ({ message, modules }) => ({
      message: `${message}: ${list(modules)} ${many(modules.length, 'imports itself', 'import each other')}`,
      wayOut: 'move what they both need into a module that imports none of them',
    }),
    unreadable: ({ reason }) => ({
      message: `the file is there and cannot be read: ${reason}`,
      wayOut: 'let the user that runs thalweg read it: its rights, and those of its folder, are shown by ls -l',
    }),
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
  TW006: byKind<LoadingFacts['TW006']>({
    exits: () => ({
      message: 'the flow file ends the process with process.exit()',
      wayOut: 'take the call out: throw an error where the file cannot go on',
    }),
    waits: () => ({
      message: 'the flow file waits here for something that never comes',
      wayOut: 'take the await out: flow files only describe, and env("…") stands where a value is known at run time only',
    }),
    ends: () => ({
      message: 'the process that loaded the flow file ended before the file did',
      wayOut: 'take out what ends it or uses up its memory: flow files only describe',
    }),
    slow: ({ withinMs }) => ({
      message: `the flow file was still loading after ${withinMs / 1000} s`,
      wayOut: 'take out what it waits for or computes: flow files only describe',
    }),
  }),
  TW007: byKind<LoadingFacts['TW007']>({
    value: ({ what, path, given, meant }) => ({ message: `${what} has ${given} for ${path}`, wayOut: `write ${meant}` }),
    unknown: ({ what, path }) => ({
      message: `${what} was given ${path}, which it does not take`,
      wayOut: 'take it out, or correct its name: tsc --noEmit shows what can stand there',
    }),
    noDirection: ({ record }) => ({
      message: `the flow of ${record} has no direction`,
      wayOut: `go on with .oneWay({ from: '…', to: '…' }) or .twoWay()`,
    }),
    refused: ({ place, found, write }) => ({ message: `${place} is ${found}`, wayOut: `write ${write}` }),
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
