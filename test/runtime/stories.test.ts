/**
 * The protocol's rules, told in stories: what settle, plan and people's decisions make of each step. A rule that changes changes the text:
 * `npx vitest run test/runtime/stories.test.ts -u` writes it anew, to be read like any other change.
 */
import { describe, expect, test } from 'vitest'
import { told } from './stories.ts'
import { all } from './story-table.ts'

describe.each(all)('$name', ({ of, stories }) => {
  test.each(stories)('%s', (story) => expect(told(of, story)).toMatchSnapshot())
})
