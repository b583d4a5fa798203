import { absent } from './absent.ts'
import { endless } from './endless.ts'
import { imported } from './imported.ts'
import { noPortfolio } from './no-portfolio.ts'
import { syntax } from './syntax.ts'
import { thrown } from './thrown.ts'
import { wrongValue } from './wrong-value.ts'
import type { Facts as AbsentFacts } from './absent.ts'
import type { Facts as EndlessFacts } from './endless.ts'
import type { Facts as ImportedFacts } from './imported.ts'
import type { Facts as NoPortfolioFacts } from './no-portfolio.ts'
import type { Facts as SyntaxFacts } from './syntax.ts'
import type { Facts as ThrownFacts } from './thrown.ts'
import type { Facts as WrongValueFacts } from './wrong-value.ts'

/** What can be wrong before there is a plan; the loader finds these. */
export const loading = [absent, syntax, thrown, noPortfolio, imported, endless, wrongValue] as const

export interface LoadingFacts {
  readonly TW001: AbsentFacts
  readonly TW002: SyntaxFacts
  readonly TW003: ThrownFacts
  readonly TW004: NoPortfolioFacts
  readonly TW005: ImportedFacts
  readonly TW006: EndlessFacts
  readonly TW007: WrongValueFacts
}
