import { expect } from 'chai'
import { redResult } from '../../reports/fixtures/red-result.ts'
import type { CheckResult } from '../../reports/index.ts'
import { conclude } from './conclude.ts'
import { FindingError } from './finding-error.ts'

const [fixture] = redResult.checks
const accepted = { id: 'x', reason: 'known\nsince May' }

/** Ends a test like its check; returns its title and how it ended. */
function ended(check: Partial<CheckResult>, isCounted = false): { readonly title: string; readonly how: unknown } {
  if (fixture === undefined) throw new Error('the fixture has no check')
  let how: unknown = 'passed'
  const test = {
    title: 'title',
    skip: (): never => {
      throw 'skipped'
    },
  }
  try {
    conclude({ check: { ...fixture, reason: 'seen\u001b[31m', ...check }, isCounted }, test)
  } catch (error) {
    how = error
  }
  return { title: test.title, how }
}

describe('the end of a test of mocha', () => {
  for (const [name, check, title, how] of [
    ['a pass', { outcome: 'pass' }, 'title', 'passed'],
    ['a warning', { outcome: 'warn' }, 'title: warning: seen [31m', 'passed'],
    ['a skip', { outcome: 'skip' }, 'title: skipped: seen [31m', 'skipped'],
    ['an inapplicable check', { outcome: 'inapplicable', reason: '' }, 'title: inapplicable', 'skipped'],
    ['a failure that does not count', { outcome: 'fail' }, 'title: not counted: seen [31m', 'skipped'],
    ['an accepted failure', { outcome: 'fail', accepted }, 'title: accepted: known since May', 'skipped'],
    ['an accepted warning', { outcome: 'warn', accepted }, 'title: accepted: known since May', 'passed'],
  ] as const)
    it(`for ${name}`, () => {
      expect(ended(check)).to.deep.equal({ title, how })
    })

  it('for an internal error is a failure that names the responsible program', () => {
    const { title, how } = ended({ outcome: 'error' })
    expect(title).to.equal('title')
    expect(how)
      .to.be.an('error')
      .with.property('message', 'internal error in scim-rehearsal, please report it: seen [31m')
  })

  it('for a finding that counts is its message, without control characters of the server', () => {
    for (const outcome of ['fail', 'warn'] as const) {
      const { how } = ended(
        { outcome, failure: 'The op\u0007 is ignored.', expected: ['201', '204'], actual: '400' },
        true,
      )
      expect(how).to.be.instanceOf(FindingError)
      expect(how).to.include({ expected: '201; 204', actual: '400' })
      expect(String(how)).to.match(/^Finding: The op is ignored\.\n/)
      expect(String(how)).to.include('\nSeen: seen [31m\n')
      expect(how).to.have.property('stack', String(how))
    }
  })
})
