import { expect } from 'chai'
import { loadRegister, loadSuites, shippedSuites } from '../harness/index.ts'
import { jumpCloudSchema } from '../mocks/entra/index.ts'
import { defectRows } from './support/defect-rows.ts'
import { REAL_DEFECTS } from './support/real-defects.ts'

describe('defects of real servers', () => {
  it('are expressed as deviations, except those with a reason', () => {
    const missing = defectRows().filter(({ deviations, reason }) => deviations.length === 0 && reason === undefined)
    expect(missing.map(({ title, report }) => `${title}: ${report}`)).to.deep.equal([])
    expect(new Set(REAL_DEFECTS.map(({ title }) => title)).size).to.equal(REAL_DEFECTS.length)
  })

  it('are caught by a check that describes the impact in production, except those with a reason', async () => {
    const folder = shippedSuites()
    const register = loadRegister(`${folder}/requirements`)
    const suites = await loadSuites(folder)
    const plan = { schema: jumpCloudSchema, dialect: 'legacy', observe: 'scim' } as const
    const telling = new Set(
      suites
        .flatMap(({ checks, families, invariants }) => [
          ...checks,
          ...families.flatMap((family) => family.expand(plan)),
          ...invariants,
        ])
        .filter(({ requirements }) => requirements.some((id) => register.get(id)?.impact !== undefined))
        .map(({ id }) => id),
    )
    const silent = defectRows().filter(
      ({ caughtBy, reason }) => reason === undefined && !caughtBy.some((id) => telling.has(id)),
    )
    expect(silent.map(({ title, report }) => `${title}: ${report}`)).to.deep.equal([])
  })
})
