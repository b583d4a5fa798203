/** Every sentence that an engineer reads of a finding: one grammar, one place. */
import type { Finding } from '../finding.ts'
import type { AcrossFacts, AllowingFacts, FactsByCode, LoadingFacts } from '../rules/index.ts'
import { acrossWording } from './across.ts'
import { allowingWording } from './allowing.ts'
import { bindingWording } from './bindings.ts'
import { columnWording } from './columns.ts'
import { detectionWording } from './detection.ts'
import { flowWording } from './flows.ts'
import { loadingWording } from './loading.ts'
import { nameWording } from './names.ts'
import { namingWording } from './naming-calls.ts'
import { notYetWording } from './not-yet.ts'
import type { About, Sentence } from './sentence.ts'

type AllFacts = FactsByCode & AcrossFacts & LoadingFacts & AllowingFacts

const wording = {
  ...loadingWording,
  ...flowWording,
  ...namingWording,
  ...detectionWording,
  ...nameWording,
  ...bindingWording,
  ...columnWording,
  ...notYetWording,
  ...acrossWording,
  ...allowingWording,
} satisfies { [Code in keyof AllFacts]: (facts: AllFacts[Code], about: About) => Sentence }

/** The sentences of a finding. */
export function sentenceOf({ code, facts, flow }: Finding): Sentence {
  const worded = (wording as Readonly<Record<string, (facts: never, about: About) => Sentence>>)[code]
  if (!worded) throw new Error(`no wording for ${code}`)
  return worded(facts as never, flow === undefined ? {} : { flow })
}

export type { Sentence } from './sentence.ts'
