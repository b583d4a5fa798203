import { flows, whole } from '../../example-estate.ts'

/** A one-way flow of assets with these calls at its end. */
export function oneWay(calls: string): string {
  return flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${calls},`)
}

/** One binding at the source, the rest as plain as can be. */
export function sourceBound(eam: string): string {
  return whole({ eam })
}
