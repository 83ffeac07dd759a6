import { config, expect } from 'chai'
import type { CheckResult } from '../../reports/index.ts'
import { defineInvariant, type Invariant } from '../check/invariant.ts'
import type { Register } from '../load/requirement.ts'
import type { ObservedExchange } from '../observe/observed-exchange.ts'
import { createInvariantJudge, judgeExchange, KEPT_FAULTS } from './judge-invariants.ts'

const exchange = (id: string, status: number, query = ''): ObservedExchange => ({
  id,
  method: 'GET',
  url: `https://host/scim/Users${query}`,
  path: '/Users',
  query: new URLSearchParams(query),
  requestHeaders: {},
  requestText: '',
  requestBody: undefined,
  status,
  headers: {},
  text: '',
  body: undefined,
})
const rule = (overrides: Partial<Invariant> = {}): Invariant =>
  defineInvariant({
    id: 'rule',
    title: 'answers 200',
    requirements: ['should'],
    when: ({ status }) => status !== 404,
    holds: ({ status }, expected) => void expected(status, 'status').to.equal(200),
    ...overrides,
  })
const register: Register = new Map([
  [
    'should',
    {
      id: 'should',
      level: 'SHOULD',
      spec: 'RFC 7644',
      section: '1',
      title: 'a rule',
      statement: 'a rule',
      testable: 'black-box',
      url: 'https://example.com',
    },
  ],
])

function judged(exchanges: readonly ObservedExchange[], invariant: Invariant = rule()): CheckResult {
  const judge = createInvariantJudge([{ suite: 'suite', invariant }], register, (id) => `replay ${id}`)
  for (const one of exchanges) judge.observe(one)
  const [result] = judge.results()
  if (result === undefined) throw new Error('there is no result')
  return result
}

const broken: Invariant = rule({
  holds: () => {
    throw new TypeError('a fault of the rule')
  },
})

describe('a rule about one exchange', () => {
  it('does not apply, passes, is violated, or has an internal error', () => {
    expect(judgeExchange(rule(), exchange('x1', 404))).to.deep.equal({ kind: 'silent' })
    expect(judgeExchange(rule(), exchange('x1', 200))).to.deep.equal({ kind: 'holds' })
    expect(judgeExchange(rule(), exchange('x1', 500)).kind).to.equal('broken')
    const fault = judgeExchange(broken, exchange('x1', 200))
    expect(fault.kind).to.equal('fault')
    expect(fault).to.have.property('message').that.includes('a fault of the rule')
  })

  it("is judged without chai's guard, which is restored afterwards", () => {
    const guarded: boolean[] = []
    const watching = rule({ holds: () => void guarded.push(config.useProxy) })
    for (const one of [watching, broken]) judgeExchange(one, exchange('x1', 200))
    expect(guarded).to.deep.equal([false])
    expect(config.useProxy).to.equal(true)
  })
})

describe('a rule about all exchanges', () => {
  it('is skipped if it applies to no exchange', () => {
    const skip = {
      outcome: 'skip',
      reason: 'the run had no exchange to which this rule applies',
      rootCause: 'no-such-traffic',
    }
    for (const exchanges of [[], [exchange('x1', 404)]]) expect(judged(exchanges)).to.include(skip)
  })

  it('passes with the number of responses that satisfy it', () => {
    expect(judged([exchange('x1', 200), exchange('x2', 404)])).to.deep.include({
      id: 'rule',
      suite: 'suite',
      outcome: 'pass',
      notes: ['true in 1 response'],
      durationMs: 0,
      evidence: [],
      replay: 'replay rule',
    })
    expect(judged([exchange('x1', 200), exchange('x2', 200)]).notes).to.deep.equal(['true in 2 responses'])
  })

  it('has no replay command if the run has none', () => {
    const judge = createInvariantJudge([{ suite: 'suite', invariant: rule() }], register)
    expect(judge.results()[0]).to.not.have.property('replay')
  })

  it('cites the responses that violate it, and quotes the first', () => {
    const one = judged([exchange('x1', 200), exchange('x2', 500)])
    expect(one).to.deep.include({
      outcome: 'warn',
      violated: ['should'],
      evidence: ['x2'],
      decisive: 'x2',
      expected: ['200'],
      actual: '500',
    })
    expect(one.reason).to.match(/^1 of 2 responses violates this rule; it is GET \/Users \(x2\): status/)
    const two = judged([exchange('x2', 500), exchange('x3', 501)])
    expect(two.reason).to.match(/^2 of 2 responses violate this rule; the first is GET \/Users \(x2\): /)
    expect(two.evidence).to.deep.equal(['x2', 'x3'])
  })

  it('counts all responses that violate it, and cites a limited number', () => {
    const many = Array.from({ length: KEPT_FAULTS + 3 }, (_, index) => exchange(`x${index}`, 500))
    const result = judged(many)
    expect(result.evidence).to.have.lengthOf(KEPT_FAULTS)
    expect(result.reason).to.match(new RegExp(`^${KEPT_FAULTS + 3} of ${KEPT_FAULTS + 3} responses`))
  })

  it('quotes the parameters of SCIM, but no other parameter, which may be a credential', () => {
    const scim =
      'attributes=a&excludedAttributes=b&filter=c eq "d"&count=1&startIndex=2&sortBy=e&sortOrder=ascending&cursor=f'
    expect(judged([exchange('x1', 500, `?key=abc&${scim}&token=def`)]).reason).to.include(`GET /Users?${scim} (x1): `)
    expect(judged([exchange('x1', 500, '?key=abc')]).reason).to.include('GET /Users (x1): ')
  })

  it('reports its own exceptions as an internal error, only the first', () => {
    let count = 0
    const faulty = rule({
      holds: () => {
        count += 1
        throw new TypeError(`fault ${count}`)
      },
    })
    const result = judged([exchange('x1', 200), exchange('x2', 200)], faulty)
    expect(result.outcome).to.equal('error')
    expect(result.reason).to.match(/^internal error in scim-rehearsal: TypeError: fault 1/)
    expect(result).to.not.have.property('violated')
  })
})
