import { expect } from 'chai'
import { TransportError } from '../../mocks/transport/index.ts'
import type { CheckResult, Diagnosis } from '../../reports/index.ts'
import type { Register, Requirement } from '../load/requirement.ts'
import { asCheckResult, type Finding } from './judge-check.ts'
import { severityOf } from './severity.ts'

const row = (id: string, overrides: Partial<Requirement> = {}): [string, Requirement] => [
  id,
  {
    id,
    level: 'MUST',
    spec: 'RFC 7644',
    section: '3.1',
    title: `title of ${id}`,
    statement: `statement of ${id}`,
    testable: 'black-box',
    url: `https://example.com/${id}`,
    ...overrides,
  },
]
const register: Register = new Map([
  row('rfc-usual', { failure: 'It fails.', impact: 'Users stay.', remedy: 'Repair it.', gravity: 3 }),
  row('rfc-grave', { failure: 'It fails gravely.', gravity: 1 }),
  row('rfc-grave-too', { failure: 'It fails later.', gravity: 1 }),
  row('rfc-plain', { level: 'SHOULD', basis: 'an example' }),
  row('entra.rule', { spec: 'Entra', section: 'logs', level: 'MUST NOT' }),
  row('jumpcloud.rule', { spec: 'JumpCloud', level: 'MAY' }),
])

type Proof = Parameters<typeof asCheckResult>[4]

const resultOf = (
  finding: Partial<Finding>,
  { requirements = ['rfc-usual'], ...proof }: Partial<Proof> & { readonly requirements?: readonly string[] } = {},
): CheckResult =>
  asCheckResult(
    { id: 'check', title: 'holds', requirements },
    'suite',
    { outcome: 'pass', violated: [], violations: [], notes: [], ...finding },
    register,
    { durationMs: 1, evidence: [], ...proof },
  )

const failed: Partial<Finding> = {
  outcome: 'fail',
  reason: 'broken',
  violated: ['rfc-usual'],
  violations: [
    { message: 'broken' },
    { message: 'broken', expected: '1', actual: '2', exchange: 'x7', expectation: { statuses: ['201'] } },
    { message: 'broken', expected: '1', actual: '3', exchange: 'x8' },
    { message: 'broken', expected: '4' },
  ],
  notes: ['seen'],
}
const diagnosis: Diagnosis = { summary: 'Replace is ignored', tried: [] }
const proof = { durationMs: 1.26, evidence: ['x7', 'x8'], replay: 'run it', curl: 'curl it', diagnosis }

describe('the row of a result', () => {
  it('of a pass has the evidence, and no member of a finding', () => {
    expect(
      resultOf(
        { notes: ['seen'] },
        { ...proof, expectation: { statuses: ['200'] }, unanswered: { what: 'GET /Users', group: 'GET /Users' } },
      ),
    ).to.deep.equal({
      id: 'check',
      suite: 'suite',
      title: 'holds',
      outcome: 'pass',
      requirements: [
        {
          id: 'rfc-usual',
          level: 'MUST',
          section: 'RFC 7644 §3.1',
          url: 'https://example.com/rfc-usual',
          title: 'title of rfc-usual',
          statement: 'statement of rfc-usual',
        },
      ],
      diagnosis,
      notes: ['seen'],
      durationMs: 1.3,
      evidence: ['x7', 'x8'],
      replay: 'run it',
    })
  })

  it('of a failure has all observations, each expectation once, and the words of its requirement', () => {
    const { requirements: _requirements, ...result } = resultOf(failed, proof)
    expect(result).to.deep.equal({
      id: 'check',
      suite: 'suite',
      title: 'holds',
      outcome: 'fail',
      reason: 'broken',
      violated: ['rfc-usual'],
      expected: ['1', '4'],
      actual: '2',
      failure: 'It fails.',
      impact: 'Users stay.',
      remedy: 'Repair it.',
      gravity: 3,
      diagnosis,
      decisive: 'x7',
      expectation: { statuses: ['201'] },
      verdict: 'breaks-rfc',
      notes: ['seen'],
      durationMs: 1.3,
      evidence: ['x7', 'x8'],
      replay: 'run it',
      curl: 'curl it',
    })
  })

  it('has no member for unknown facts', () => {
    const result = resultOf({ outcome: 'fail', violated: ['rfc-plain'] }, { requirements: ['rfc-plain'] })
    expect(Object.keys(result)).to.have.members([
      ...['id', 'suite', 'title', 'outcome', 'requirements', 'violated'],
      ...['gravity', 'verdict', 'durationMs', 'evidence'],
    ])
    expect(result.gravity, 'of a requirement without one').to.equal(5)
    const skip = { outcome: 'skip', reason: 'no user', rootCause: 'create-user' } as const
    expect(resultOf({ ...skip, violations: [{ message: 'x', exchange: 'x7' }] }))
      .to.include(skip)
      .and.not.have.any.keys('decisive', 'verdict', 'gravity', 'expectation')
  })

  it('has the expectation of the request if the violation has none', () => {
    const finding: Partial<Finding> = { ...failed, violations: [{ message: 'broken' }] }
    expect(resultOf(finding, { expectation: { statuses: ['200'] } }).expectation).to.deep.equal({ statuses: ['200'] })
  })

  it('has the words of the gravest requirement, of several the first', () => {
    const violated = ['rfc-plain', 'rfc-usual', 'rfc-grave', 'rfc-grave-too']
    expect(resultOf({ ...failed, violated })).to.include({ failure: 'It fails gravely.', gravity: 1 })
  })

  it('cites the basis of a requirement, and a requirement that is in no register', () => {
    const { requirements } = resultOf({}, { requirements: ['rfc-plain', 'entra.rule', 'unknown'] })
    expect(requirements[0]).to.include({ basis: 'an example', level: 'SHOULD' })
    expect(requirements[1]).to.include({ section: 'Entra: logs' }).and.not.have.property('basis')
    expect(requirements[2]).to.deep.equal({ id: 'unknown', level: 'MUST', section: 'not in a register', url: '' })
  })

  it('of a remark has the observation as failure, and violates no requirement', () => {
    const remark = {
      outcome: 'warn',
      reason: 'the server is lenient; late',
      warnings: ['the server is lenient', 'late'],
    }
    const result = resultOf(remark as Partial<Finding>)
    expect(result).to.include({
      failure: 'The server is lenient (and 1 more).',
      remedy: 'Optional. Repair it.',
      gravity: 5,
      verdict: 'tolerated',
    })
    expect(result.impact).to.match(/^No requirement is violated/)
    const single = resultOf({ outcome: 'warn', reason: 'userName is late' }, { requirements: ['rfc-plain'] })
    expect(single).to.include({
      failure: 'userName is late.',
      remedy: 'Optional: follow the requirements of this check.',
    })
    const article = resultOf({ outcome: 'warn', reason: 'a User without schemas is accepted' })
    expect(article.failure).to.equal('A User without schemas is accepted.')
    const long = resultOf({ outcome: 'warn', reason: `the server is ${'very '.repeat(80)}late` })
    expect(long.failure).to.match(/ very…$/)
    expect(resultOf({ outcome: 'warn' })).to.not.have.property('failure')
  })

  it('names the broken rule: of an RFC before others, of JumpCloud before that of Entra', () => {
    for (const [violated, verdict] of [
      [['rfc-usual'], 'breaks-rfc'],
      [['entra.rule', 'rfc-usual'], 'breaks-rfc'],
      [['entra.rule'], 'breaks-entra'],
      [['jumpcloud.rule'], 'breaks-jumpcloud'],
      [['entra.rule', 'jumpcloud.rule'], 'breaks-jumpcloud'],
      [[], 'tolerated'],
    ] as const)
      expect(resultOf({ outcome: 'warn', violated }).verdict, violated.join()).to.equal(verdict)
  })

  it('says that there was no response, even without a kind of request', () => {
    const unanswered = new TransportError('reset', 'closed')
    const result = resultOf({ ...failed, unanswered })
    expect(result.failure).to.equal('The target closes the connection without an answer to this request.')
    expect(result).to.not.have.property('rootCause')
  })
})

describe('the severity of violated requirements', () => {
  it('is a failure for MUST, MUST NOT or an unknown level, and a warning for all others', () => {
    for (const [violated, outcome] of [
      [['rfc-usual'], 'fail'],
      [['entra.rule'], 'fail'],
      [['rfc-plain'], 'warn'],
      [['jumpcloud.rule'], 'warn'],
      [['rfc-plain', 'rfc-usual'], 'fail'],
      [['unknown'], 'fail'],
    ] as const)
      expect(severityOf(violated, register), violated.join()).to.equal(outcome)
  })
})
