/** Kills at some boundaries, in every test run; `npm run test:full` kills at all of them. */
import { describeKills } from './kills.ts'

describeKills({ afterEdits: 4, firstSync: 6 })
