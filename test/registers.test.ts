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

  it('have in each row its source, its certainty, and the consequences for an administrator', () => {
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

  it('have a reason in each row without a check', () => {
    expect(lacking(({ testable, note = '' }) => testable !== 'no' || note !== '')).to.deep.equal([])
  })

  it('have no MUST that is only assumed of Entra', () => {
    // Behaviour that is neither documented nor observed must not fail a run, unless the RFC requires it or it causes
    // plain harm.
    const grave = rows.filter(({ level, confidence }) => level === 'MUST' && confidence === 'assumed')
    expect(grave.map(({ id }) => id)).to.deep.equal([])
  })
})

describe('every register', () => {
  it('has a reason in each row without a check', async () => {
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

  it('describes in each row that a target can violate the fault, the impact, the remedy and the gravity', async () => {
    const provable = await provableRows()
    expect(provable.length).to.be.greaterThan(720)
    const sentence = (text: string | undefined): boolean => text !== undefined && /^\S.{15,}[.]$/s.test(text)
    for (const field of ['failure', 'impact', 'remedy'] as const)
      expect(
        provable.filter((row) => !sentence(row[field])).map(({ id }) => id),
        field,
      ).to.deep.equal([])
    expect(
      provable.filter(({ gravity = 0 }) => gravity < 1 || gravity > 5).map(({ id }) => id),
      'gravity',
    ).to.deep.equal([])
  })

  it('has the same remedy in two rows only if it is the same fix, and no remedy that only repeats the rule', async () => {
    const provable = await provableRows()
    const byRemedy = Map.groupBy(provable, ({ remedy = '' }) => plain(remedy))
    expect(
      [...byRemedy.values()].filter((rows) => rows.length > 1).map((rows) => rows.map(({ id }) => id)),
    ).to.deep.equal([])
    const repeating = provable.filter(({ remedy = '', statement, title, failure = '' }) =>
      [statement, title, failure].some((text) => plain(text) === plain(remedy)),
    )
    expect(repeating.map(({ id }) => id)).to.deep.equal([])
  })

  it('is written in plain English if users read it', async () => {
    const dialect =
      /\b(?:told|whoever|nobody|anew|afresh|mend(?:s|ed)?|stands? (?:on|in)|comes? back|is no (?:longer )?(?!more)[a-z]+|people|leg)\b/i
    const odd = (await provableRows()).flatMap(({ id, failure = '', impact = '', remedy = '' }) =>
      [failure, impact, remedy]
        .filter((text) => dialect.test(text.replaceAll(/`[^`]*`/g, '')))
        .map((text) => `${id}: ${text}`),
    )
    expect(odd).to.deep.equal([])
  })
})

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()

/** Rows that some check or invariant proves. */
async function provableRows(): Promise<readonly Requirement[]> {
  const folder = shippedSuites()
  const plans = [defaultSchema, jumpCloudSchema].map(
    (schema) => ({ schema, dialect: 'legacy', observe: 'jumpcloud' }) as const,
  )
  const proven = new Set(
    (await loadSuites(folder))
      .flatMap(({ checks, families, invariants }) => [
        ...checks,
        ...families.flatMap((family) => plans.flatMap((plan) => family.expand(plan))),
        ...invariants,
      ])
      .flatMap(({ requirements }) => requirements),
  )
  return [...loadRegister(`${folder}/requirements`).values()].filter(({ id }) => proven.has(id))
}
