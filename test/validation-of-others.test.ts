import { expect } from 'chai'
import { rehearse } from '../harness/index.ts'
import { jumpCloudSchema } from '../mocks/entra/index.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import type { RehearsalResult } from '../reports/index.ts'

const selection = { suites: ['jumpcloud'], checks: ['jumpcloud.validation.*'] }

async function rehearseOther(): Promise<RehearsalResult> {
  await using server = await listenScimServer({ token: 'any' })
  const target = { url: server.url, token: 'any' }
  return (await rehearse({ schema: jumpCloudSchema, seed: 3, target, selection })).result
}

describe('validation of a server that is not a bridge', () => {
  let result: RehearsalResult
  before(async () => {
    result = await rehearseOther()
  })

  it('reports what JumpCloud would reject as information, neither as a pass nor as a failure', () => {
    const { validation } = result
    const accepted = validation.filter(
      ({ expected, actual }) => expected === 'refused' && actual.startsWith('accepted'),
    )
    expect(accepted.length, 'inputs that the server accepts and JumpCloud rejects').to.be.above(5)
    for (const { input, outcome, note } of accepted) {
      expect(outcome, input).to.equal('inapplicable')
      expect(note, input).to.match(/^JumpCloud would reject this/)
    }
    for (const { input, outcome, note, actual } of validation.filter((row) => !accepted.includes(row))) {
      expect(outcome, `${input}, ${actual}`).to.be.oneOf(['pass', 'inapplicable'])
      if (outcome === 'pass') expect(note, input).to.equal(undefined)
    }
  })

  it('passes a rule only if the server rejects what JumpCloud rejects', () => {
    const rules = Map.groupBy(result.validation, ({ rule }) => rule)
    for (const { id, outcome, reason } of result.checks) {
      const rows = rules.get(id.replace('jumpcloud.validation.', '')) ?? []
      const differs = rows.some((row) => row.outcome === 'inapplicable')
      if (rows.length > 0) expect(outcome, `${id}: ${reason}`).to.equal(differs ? 'inapplicable' : 'pass')
    }
    expect(result.checks.some(({ outcome }) => outcome === 'pass')).to.equal(true)
  })

  it('has a verdict that does not depend on it', () => {
    expect(result.verdict).to.equal('conformant')
  })
})
