/** The report as people see it: on a page, and on one screen. */
import pc from 'picocolors'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { page } from '../../cli/report/html/page.ts'
import { html } from '../../cli/report/html/markup.ts'
import type { EstateReport } from '../../cli/report/model.ts'
import { screen } from '../../cli/report/terminal.ts'
import { printable } from '../../cli/text.ts'
import type { Files } from '../runtime/files.ts'
import { filledEstate, hostile, report } from './estate.ts'

let files: Files
let filled: EstateReport
let text: string
beforeAll(async () => {
  files = await filledEstate()
  filled = await report(files)
  text = page(filled)
})
afterAll(() => files.end())

const plainScreen = (of: EstateReport) => screen(of, pc.createColors(false))
const nothing: EstateReport['conflicts'] = { all: 0, shown: [] }

describe('markup', () => {
  it('escapes what is put into it, unless it is markup', () => {
    expect(html`<p title="${`a"b'c`}">${'<b>&amp;'} ${html`<i>${1}</i>`}${null}${['<', html`<br />`]}</p>`.text.replaceAll(/\s/g, '')).toBe(
      '<ptitle="a&quot;b&#39;c">&lt;b&gt;&amp;amp;<i>1</i>&lt;<br/></p>',
    )
  })
  it('shows controls, marks of direction and halves of letters as what they are', () => {
    expect(html`${'a\u202Eb\u0000c\uD800d'}`.text).toBe('a\\u202eb\\u0000c\uFFFDd')
  })
})

describe('the page', () => {
  it('needs nothing else: no script, nothing from elsewhere', () => {
    expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=/i)
    expect([...text.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, to]) => to!).filter((to) => !to.startsWith('#'))).toEqual([])
    expect(text).toContain(`default-src 'none'`)
  })

  it('takes nothing that users typed for its own', () => {
    expect(text).not.toContain(hostile.script)
    expect(text).not.toContain('\u202E')
    expect(text).not.toMatch(/<u>3|<i>such|credit <control>/)
    expect(text).toContain('&lt;script&gt;alert(')
    expect(text).toContain('\\u202eשלום')
    expect(text).toContain(hostile.emoji)
    expect(text).toContain('credit &lt;control&gt;')
    expect(text).toContain('operations &amp; finance share them')
  })

  it('holds no path and no name of a file of this machine', () => {
    for (const each of [files.file('EAM'), files.ledger, process.cwd()]) expect(text).not.toContain(each)
  })

  it('is the same for the same ledger, byte for byte', async () => {
    expect(page(await report(files))).toBe(text)
  })

  it('has every part, and a way to it', () => {
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!)
    expect(new Set(ids).size).toBe(ids.length)
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!)
    expect(links).toEqual(['attention', 'map', 'timeline', 'figures', 'conflicts', 'reviews', 'dead-letters', 'drift'])
    for (const id of links) expect(ids).toContain(id)
    expect(text).toContain('[10]')
    expect(text).toContain('thalweg trace orders 1 note')
    expect(text).toContain('thalweg review show 1')
    expect(text).toContain('thalweg dead-letters retry --flow orders')
    expect(text).toContain('thalweg reconcile --flow orders')
  })

  it('is told to whoever does not see it: drawings are named, tables have captions and heads', () => {
    for (const [svg] of text.matchAll(/<svg[^>]*>/g)) expect(svg).toMatch(/aria-hidden|aria-label(?:ledby)?="/)
    for (const [table] of text.matchAll(/<table[\s\S]*?<\/table>/g)) expect(table).toMatch(/<caption>[\s\S]*<th scope="col"/)
    expect(text).toContain('orders: between EAM and ERP; EAM writes name; ERP writes code; all write note by precedence, ceiling by review')
    expect(text).toContain('parts: from EAM to ERP, SHOP, and verdict back')
  })

  it('says so where there is nothing', () => {
    const calm = page({ ...filled, attention: [], conflicts: nothing, reviews: { all: 0, shown: [] }, deadLetters: { all: 0, shown: [] } })
    for (const said of ['Nothing waits for a person', 'Nobody was in anybody', 'No review is open', 'No dead letters'])
      expect(calm).toContain(said)
    const empty = page({
      ...filled,
      period: null,
      flows: [],
      systems: [],
      timeline: { from: 0, stepMs: 20, columns: 1, lanes: [] },
      moments: { all: 0, shown: [] },
    })
    expect(empty).toContain('The ledger holds nothing yet')
    expect(empty).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('leaves out what would be too much, and says how to see it', () => {
    const many = page({ ...filled, conflicts: { ...filled.conflicts, all: 500 }, reviews: { ...filled.reviews, all: 40 } })
    expect(many).toContain('and 496 more: <code class="command">thalweg audit --kind conflict</code>')
    expect(many).toContain('and 39 more: <code class="command">thalweg review</code>')
  })

  it('draws whole numbers only where it can', () => {
    expect(text).not.toMatch(/NaN|Infinity|undefined|\d\.\d{3,}"/)
  })
})

describe('the screen', () => {
  it('says what happened, what became of it and what waits, with the commands that go on', () => {
    const told = printable(plainScreen(filled))
    for (const said of [
      '2 flows between 3 systems, 4 records; 8 decisions, 4 conflicts. 4 things want a look.',
      'EAM → ERP, SHOP  2 return path',
      'orders.note 1  bothChanged by precedence',
      '"\\u202eשלום" of ERP stood; the preferred system’s value stands; lost "<script>',
      'thalweg trace orders 1 note',
      '1 review is open, the next due',
      'thalweg dead-letters --flow orders',
    ])
      expect(told).toContain(said)
  })

  it('is one screen, however much there is', () => {
    const flows = Array.from({ length: 60 }, () => filled.flows[0]!)
    const groups = Array.from({ length: 24 }, () => filled.conflicts.shown[0]!)
    const attention = Array.from({ length: 90 }, () => filled.attention[0]!)
    const told = plainScreen({ ...filled, flows, attention, conflicts: { all: 300, shown: groups } })
    expect(told.split('\n').length).toBeLessThanOrEqual(52)
    for (const said of ['and 44 more: thalweg status', 'and 296 other kinds: thalweg audit --kind conflict', 'and 85 more'])
      expect(told).toContain(said)
  })

  it('says so where there is nothing', () => {
    const told = plainScreen({ ...filled, period: null, attention: [], conflicts: nothing, timeline: { ...filled.timeline, lanes: [] } })
    expect(told).toContain('the ledger holds nothing yet')
    expect(told).toContain('Nothing waits for a person.')
    expect(told).not.toContain('Conflicts')
  })
})
