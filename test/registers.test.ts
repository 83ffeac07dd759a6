import { expect } from 'chai'
import { loadRegister, loadSuites, type Requirement, shippedSuites } from '../harness/index.ts'
import { defaultSchema, jumpCloudSchema } from '../mocks/entra/index.ts'

const CONFIDENCES = ['documented', 'observed', 'assumed']

describe('the registers of Entra and JumpCloud', () => {
  const rows = [...loadRegister(`${shippedSuites()}/requirements`).values()].filter(
    ({ spec }) => !spec.startsWith('RFC'),
  )

  const lacking = (what: (row: Requirement) => boolean): string[] =>
    rows.filter((row) => !what(row)).map(({ id }) => id)

  it('say of each row where it comes from, how sure that is, and what an administrator sees', () => {
    expect(rows.length).to.be.greaterThan(270)
    expect(
      lacking(({ url }) => URL.canParse(url)),
      'url',
    ).to.deep.equal([])
    expect(
      lacking(({ confidence = '' }) => CONFIDENCES.includes(confidence)),
      'confidence',
    ).to.deep.equal([])
    expect(
      lacking(({ impact = '' }) => impact.length > 10),
      'impact',
    ).to.deep.equal([])
    expect(
      lacking(({ title, statement }) => title !== '' && statement !== ''),
      'title and statement',
    ).to.deep.equal([])
  })

  it('say why of each row that no check proves', () => {
    expect(lacking(({ testable, note = '' }) => testable !== 'no' || note !== '')).to.deep.equal([])
  })

  it('ask nothing with the weight of MUST that is assumed of Entra', () => {
    // What nobody has documented or seen may not fail a run, unless the RFC or plain harm stands behind it.
    const grave = rows.filter(({ level, confidence }) => level === 'MUST' && confidence === 'assumed')
    expect(grave.map(({ id }) => id)).to.deep.equal([])
  })
})

describe('every register', () => {
  it('says why of each row that no check proves', async () => {
    const folder = shippedSuites()
    const suites = await loadSuites(folder)
    const plans = [defaultSchema, jumpCloudSchema].map(
      (schema) => ({ schema, dialect: 'legacy', observe: 'jumpcloud' }) as const,
    )
    const proven = new Set(
      suites
        .flatMap(({ checks, families, invariants }) => [
          ...checks,
          ...families.flatMap((family) => plans.flatMap((plan) => family.expand(plan))),
          ...invariants,
        ])
        .flatMap(({ requirements }) => requirements),
    )
    const silent = [...loadRegister(`${folder}/requirements`).values()].filter(
      ({ id, testable, note = '' }) => testable !== 'no' && note === '' && !proven.has(id),
    )
    expect(silent.map(({ id }) => id)).to.deep.equal([])
  })
})
