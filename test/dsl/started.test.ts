import { expect, test } from 'vitest'
import { data } from '../../dsl/data.ts'
import { smallLandscape } from './small-landscape.ts'

const settledOf = ({ flow }: ReturnType<typeof smallLandscape>) => flow('orders').oneWay({ from: 'A', to: 'B' })

test('the last state of every started flow is known to the portfolio, put into it or not', () => {
  const estate = smallLandscape()
  const put = settledOf(estate).every('1h')
  const forgotten = estate.flow('orders').twoWay().owner('text', 'A')
  const newest = forgotten.because('nobody put me in')
  const { started, flows } = estate.portfolio({ put })[data]

  expect(started).toEqual([put[data], newest[data]])
  expect(started[0]!.id).toBe(flows['put']!.id)
  expect(started.filter(({ id }) => !Object.values(flows).some((flow) => flow.id === id))).toEqual([newest[data]])
})

test('derived flows share their id, and each that no call was made on stands for itself', () => {
  const estate = smallLandscape()
  const start = settledOf(estate)
  const hourly = start.every('1h')
  const daily = start.every('1d')
  expect(new Set([start, hourly, daily].map((flow) => flow[data].id)).size).toBe(1)
  expect(estate.portfolio({ hourly })[data].started).toEqual([hourly[data], daily[data]])
})

test('two flows that begin alike are two flows', () => {
  const estate = smallLandscape()
  const ordersFlow = estate.flow('orders')
  const [first, second] = [ordersFlow.oneWay({ from: 'A', to: 'B' }), ordersFlow.oneWay({ from: 'A', to: 'C' })]
  expect(second[data].id).not.toBe(first[data].id)
  expect(estate.portfolio({ first, second })[data].started).toHaveLength(2)
})

test('a flow that is started after the portfolio was made is missing from it as well', () => {
  const estate = smallLandscape()
  const portfolio = estate.portfolio({ put: settledOf(estate) })
  const late = estate.flow('orders').oneWay({ from: 'A', to: 'C' })
  expect(portfolio[data].started.at(-1)).toBe(late[data])
})

test('a direction makes a flow; naming a record does not', () => {
  const estate = smallLandscape()
  estate.flow('orders')
  expect(estate.portfolio({})[data].started).toEqual([])
})

test('landscapes do not know the flows of one another', () => {
  const [one, other] = [smallLandscape(), smallLandscape()]
  settledOf(one)
  expect(other.portfolio({})[data].started).toEqual([])
})
