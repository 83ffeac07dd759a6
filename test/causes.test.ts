import { matchesGlob } from 'node:path'
import { expect } from 'chai'
import { ABILITIES } from '../harness/abilities/ability.ts'
import { type Check, loadSuites, shippedSuites } from '../harness/index.ts'
import { loadCauseTable } from '../harness/load/cause-table.ts'
import { defaultSchema, jumpCloudSchema } from '../mocks/entra/index.ts'

const table = loadCauseTable(shippedSuites())
const suites = await loadSuites(shippedSuites())
const checks: readonly Check[] = suites.flatMap((suite) => [
  ...suite.checks,
  ...suite.families.flatMap((family) =>
    [defaultSchema, jumpCloudSchema].flatMap((schema) =>
      (['legacy', 'flagged'] as const).flatMap((dialect) => family.expand({ schema, dialect, observe: 'scim' })),
    ),
  ),
])
const invariants = suites.flatMap((suite) => suite.invariants)
const ids = [...new Set([...checks, ...invariants].map(({ id }) => id))]
const rowsOf = new Map([...checks, ...invariants].map(({ id, requirements }) => [id, requirements]))
const abilities = new Set(table.map(({ ability }) => ability))

describe('the table of causes', () => {
  it('has one row per ability', () => {
    expect(table.length).to.be.above(50)
    expect(abilities.size).to.equal(table.length)
  })

  it('names checks that exist: each glob matches at least one', () => {
    const globs = table.flatMap(({ ability, explains = [], except = [] }) =>
      [...explains, ...except].map((glob) => ({ ability, glob })),
    )
    const idle = globs.filter(({ glob }) => !ids.some((id) => matchesGlob(id, glob)))
    expect(idle.map(({ ability, glob }) => `${ability}: ${glob}`)).to.deep.equal([])
  })

  it('names deciders that exist, and requirements that they prove', () => {
    const wrong = table.flatMap(({ ability, decidedBy = [] }) =>
      decidedBy
        .map((decider) => decider.split('#'))
        .filter(([id = '', requirement]) => {
          const rows = rowsOf.get(id)
          return rows === undefined || (requirement !== undefined && !rows.includes(requirement))
        })
        .map((decider) => `${ability}: ${decider.join('#')}`),
    )
    expect(wrong).to.deep.equal([])
  })

  it('depends on abilities of the table, and never on itself', () => {
    const unknown = table.flatMap(({ ability, dependsOn = [] }) =>
      dependsOn.filter((name) => !abilities.has(name)).map((name) => `${ability}: ${name}`),
    )
    expect(unknown).to.deep.equal([])
    const basics = new Map(table.map(({ ability, dependsOn = [] }) => [ability, dependsOn]))
    const reaches = (from: string, wanted: string, seen = new Set<string>()): boolean =>
      (basics.get(from) ?? []).some((next) => {
        if (next === wanted) return true
        if (seen.has(next)) return false
        seen.add(next)
        return reaches(next, wanted, seen)
      })
    expect([...abilities].filter((ability) => reaches(ability, ability))).to.deep.equal([])
  })
})

describe('abilities that checks name', () => {
  it('never depend on themselves', () => {
    const basics = new Map<string, readonly string[]>(
      ABILITIES.map((ability) => [ability.id, 'dependsOn' in ability ? ability.dependsOn : []]),
    )
    const isCircular = (id: string, path: readonly string[] = []): boolean =>
      path.includes(id) || (basics.get(id) ?? []).some((next) => isCircular(next, [...path, id]))
    expect([...basics.keys()].filter((id) => isCircular(id))).to.deep.equal([])
    for (const [id, needed] of basics)
      for (const each of needed) expect([...basics.keys()], `${id} depends on ${each}`).to.include(each)
  })

  it('exist', () => {
    const known = new Set<string>(ABILITIES.map(({ id }) => id))
    const unknown = checks.flatMap(({ id, dependsOn = [], decides }) =>
      [...dependsOn, ...(decides === undefined ? [] : [decides.ability])]
        .filter((ability) => !known.has(ability))
        .map((ability) => `${id}: ${ability}`),
    )
    expect(unknown).to.deep.equal([])
  })

  it('are decided by a requirement that the check proves', () => {
    const wrong = checks.filter(
      ({ requirements, decides }) => decides?.requirement !== undefined && !requirements.includes(decides.requirement),
    )
    expect(wrong.map(({ id }) => id)).to.deep.equal([])
  })
})
