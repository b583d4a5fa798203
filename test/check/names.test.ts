/** Names that every object has: defined by engineers, or only mentioned. */
import { flows, whole } from '../../codegen/check/example-estate.ts'
import { life, runCases, sent, shared } from './cases.ts'

const record = (fields: string, more = '') => whole({ record: `record({ key: 'tag', fields: { tag: z.string(), ${fields} }${more} })` })
const renamed = (from: string, to: string) => whole({}).replaceAll(from, to)
const noSystem = (name: string) => [['TW112', `there is no system ${name}`]] as const

runCases(
  ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].flatMap((name) => [
    { it: `a field ${name}`, flows: record(`['${name}']: z.string()`), finds: [['TW314', `a field is named ${name}`]] as const },
    {
      it: `a flow ${name}`,
      flows: flows(`['${name}']: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`),
      finds: [['TW314', `a flow is named ${name}`]] as const,
    },
    {
      it: `a record ${name}`,
      flows: renamed('{ assets }', `{ ['${name}']: assets }`)
        .replaceAll('assets: table', `['${name}']: table`)
        .replace(`flow('assets')`, `flow('${name}')`),
      finds: [['TW314', `a record is named ${name}`]] as const,
    },
    {
      it: `a system ${name}`,
      flows: renamed('EAM, ERP }', `EAM, ['${name}']: ERP }`).replace(`to: 'ERP'`, `to: '${name}'`),
      finds: [['TW314', `a system is named ${name}`]] as const,
    },
    {
      it: `a group ${name}`,
      flows: record('a: z.string(), b: z.string()', `, groups: { ['${name}']: ['a', 'b'] }`),
      finds: [['TW314', `a group is named ${name}`]] as const,
    },
    {
      it: `a system ${name} that is not there`,
      flows: sent('').replace(`'ERP'`, `'${name}' as never`),
      finds: noSystem(name),
    },
    {
      it: `a record ${name} that is not there`,
      flows: flows(`assets: flow('${name}' as never).twoWay('EAM', 'ERP').because('x')${life} as never,`),
      finds: [['TW112', `the landscape has no record ${name}`]] as const,
    },
    {
      it: `an owner ${name} that is not there`,
      flows: shared(`.owner('description', '${name}' as never).owner('status', 'ERP')${life}`),
      finds: [['TW108', `.owner names ${name}, and there is no such system`]] as const,
    },
    {
      it: `a field ${name} that is not there`,
      flows: sent(`.keepWhenBlank('${name}' as never).onForeignWrite('keep', '${name}' as never)`),
      finds: [
        ['TW103', `.keepWhenBlank names ${name}`],
        ['TW103', `.onForeignWrite names ${name}`],
      ] as const,
    },
  ]),
)
