import { expect } from 'chai'
import type { CheckResult, Outcome } from '../../reports/index.ts'
import { readinessOf } from './readiness.ts'

const result = (id: string, outcome: Outcome, more: Partial<CheckResult> = {}): CheckResult => ({
  id,
  suite: 'entra',
  title: id,
  outcome,
  requirements: [],
  durationMs: 1,
  evidence: [],
  ...more,
})

const rowOf = (id: string, ...results: CheckResult[]) =>
  readinessOf([result('gallery.create-user-test', 'pass'), ...results], { bulk: true })?.find((row) => row.id === id)

const exchanges = (count: number): string[] => Array.from({ length: count }, (_, index) => `x${index}`)

describe('the readiness for the application gallery', () => {
  it('is present only if a test of the gallery ran', () => {
    expect(readinessOf([result('entra.create', 'pass')], {})).to.equal(undefined)
  })

  it('has an unmet rate if requests are limited, even if each gets a response in the end', () => {
    const rate = (outcome: Outcome, count: number) =>
      rowOf('rate', result('entra.recovery.burst', outcome, { evidence: exchanges(count) }))
    expect(rate('pass', 25)).to.include({ state: 'met' })
    expect(rate('pass', 30)).to.include({ state: 'unmet', reason: 'of 25 requests at once 5 were answered 429 first' })
    expect(rate('fail', 25)).to.include({ state: 'unmet' })
    expect(rate('skip', 0)).to.include({ state: 'untested' })
    expect(rowOf('rate')).to.include({ state: 'untested' })
  })

  it('requires one method of authentication, and one of removal', () => {
    const ways = (secret: Outcome, federated: Outcome) =>
      rowOf(
        'authentication',
        result('gallery.validate-credentials-test', secret, { reason: 'why' }),
        result('gallery.federated-identity-test', federated),
      )?.state
    expect([ways('skip', 'pass'), ways('fail', 'pass'), ways('skip', 'skip'), ways('fail', 'skip')]).to.deep.equal([
      'met',
      'met',
      'untested',
      'unmet',
    ])
  })

  it('requires every test of the Validator, and says why it is not met', () => {
    const row = rowOf(
      'validator',
      result('validator.a', 'pass'),
      result('validator.b', 'fail', { reason: 'it answers 200' }),
    )
    expect(row).to.deep.include({ state: 'unmet', reason: 'it answers 200', checks: ['validator.a', 'validator.b'] })
  })

  it('uses declared capabilities, and asks about what no request can show', () => {
    expect(rowOf('bulk')).to.include({ state: 'met' })
    expect(rowOf('secret-rotation')).to.include({ state: 'ask' })
  })
})
