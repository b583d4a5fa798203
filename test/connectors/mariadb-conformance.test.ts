import { describe } from 'vitest'
import { hasMariadb, noMariadb } from '../servers/mariadb.ts'
import { conformsToSystem } from './conformance.ts'
import { mariadbSetting, mariadbTables } from './mariadb-setting.ts'
import { conformsToOwnIds } from './own-ids-conformance.ts'
import { conformsToSource } from './source-conformance.ts'

describe.skipIf(!hasMariadb())(`MariaDB${hasMariadb() ? '' : `: ${noMariadb}`}`, () => {
  const make = mariadbSetting(mariadbTables())
  conformsToSystem('a MariaDB database', make, 12)
  conformsToOwnIds('a MariaDB database', make)
  conformsToSource('a MariaDB database', make)
})
