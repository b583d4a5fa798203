/** A test per flow, for the engineer's own test run: the properties themselves are the testing door's. */
import type { Emitter } from './emitter.ts'
import { text } from './print.ts'
import { render } from './template.ts'

export const convergence: Emitter = ({ settled: plan, header, flowFolder }) =>
  Object.keys(plan.flows).map((name) => ({
    path: `flows/${flowFolder.get(name)!}/convergence.test.ts`,
    text: render('convergence.test.ts', { header, title: text(`flow ${name}`), flow: text(name) }),
  }))
