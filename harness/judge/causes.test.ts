import { expect } from 'chai'
import fc from 'fast-check'
import { type CheckResult, OUTCOMES } from '../../reports/index.ts'
import type { CauseRow } from '../load/cause-table.ts'
import { withCauses } from './causes.ts'
import { rankedCauses } from './ranked-causes.ts'

const result = (id: string, overrides: Partial<CheckResult> = {}): CheckResult => ({
  id,
  suite: 'rfc7644',
  title: id,
  outcome: 'pass',
  requirements: [],
  durationMs: 1,
  evidence: [],
  ...overrides,
})
const failed = (id: string, overrides: Partial<CheckResult> = {}): CheckResult =>
  result(id, { outcome: 'fail', ...overrides })
const skipped = (id: string, rootCause: string): CheckResult => result(id, { outcome: 'skip', rootCause })
const causes = (
  results: readonly CheckResult[],
  deciders: Record<string, readonly string[]> = {},
  table: readonly CauseRow[] = [],
) =>
  Object.fromEntries(
    withCauses(results, { table, deciders: new Map(Object.entries(deciders)) }).map(({ id, cause }) => [id, cause]),
  )

const TABLE: readonly CauseRow[] = [
  { ability: 'read', decidedBy: ['a#must'], explains: ['*'] },
  { ability: 'patch', dependsOn: ['read'], decidedBy: ['b', 'c'], explains: ['c', 'd', 'e'] },
]

describe('causes', () => {
  it('fold a finding below the most basic finding that decides an ability that it needs', () => {
    expect(causes([failed('b'), failed('d')], {}, TABLE)).to.deep.equal({ b: undefined, d: 'b' })
    const basic = failed('a', { violated: ['must'] })
    expect(causes([basic, failed('b'), failed('d')], {}, TABLE)).to.deep.equal({ a: undefined, b: 'a', d: 'a' })
    expect(causes([failed('a'), failed('d')], {}, TABLE)['d']).to.equal(undefined)
  })

  it('lead from no rejected write, no missing endpoint and no stored value to a fault of queries', () => {
    const table: readonly CauseRow[] = [{ ability: 'filter', decidedBy: ['a'], explains: ['*'], queries: true }]
    const causeOf = (reason: string): string | undefined =>
      causes([failed('a'), failed('b', { reason })], {}, table)['b']
    for (const reason of [
      'the DELETE was answered 404 (HTML: "Error"); expected 2xx',
      'DELETE /scim/v2/Users/1 answered 405; expected 204',
      'Entra\'s PATCH with `Replace active "False"` was answered 403 "Operation Not Supported"; expected 2xx',
      'POST /scim/v2/Users got no answer: the target did not answer within 1500 ms',
      'GET /scim/v2/Schemas answered 404 (HTML: "Error"); expected 200',
      'the second POST, with the userName in capitals was answered 201; expected 409',
      '`active` after a POST with active false is the string "false"; expected false',
    ])
      expect(causeOf(reason), reason).to.equal(undefined)
    for (const reason of [
      'users found: expected ["1"], got an empty list',
      'GET /scim/v2/Users?filter=userName eq "x" answered 404 (HTML: "Error"); expected 200',
      'the POST was answered 409 uniqueness: "taken"; expected 2xx',
      "Entra's GET before the POST was answered 400 invalidFilter; expected 2xx",
      '`totalResults` of the probe is absent; expected 0',
    ])
      expect(causeOf(reason), reason).to.equal('a')
  })

  it('fold checks that decide the same ability below the first of them', () => {
    expect(causes([failed('c'), failed('b')], {}, TABLE)).to.deep.equal({ b: undefined, c: 'b' })
  })

  it('lead from a skip to the check or the ability that it names, and from another name nowhere', () => {
    expect(causes([failed('b'), skipped('d', 'b')], {}, TABLE)['d']).to.equal('b')
    expect(causes([failed('b'), skipped('d', 'patch')], {}, TABLE)['d']).to.equal('b')
    expect(causes([failed('b'), skipped('d', 'unstable-order')], {}, TABLE)['d']).to.equal(undefined)
  })

  it('lead from a skip for an attribute that is not stored to the check that reports this attribute', () => {
    const all = failed('entra.create.all-attributes', {
      reason: '`emails[type eq "work"].value` after the POST is absent; expected "a"; `title` after the POST is absent',
    })
    const causeOf = (label: string): string | undefined => causes([all, skipped('d', label)], {}, TABLE)['d']
    expect(causeOf('keeps-emails')).to.equal(all.id)
    expect(causeOf('keeps-title')).to.equal(all.id)
    expect(causeOf('keeps-email'), 'another attribute').to.equal(undefined)
    expect(causeOf('keeps-roles'), 'an attribute that is not reported').to.equal(undefined)
  })

  it('fold nothing below a decider whose reason is about something else', () => {
    const table: readonly CauseRow[] = [{ ability: 'x', decidedBy: ['b'], explains: ['d'], decidedWhen: '^meta' }]
    expect(causes([failed('b', { reason: 'meta is absent' }), failed('d')], {}, table)['d']).to.equal('b')
    expect(causes([failed('b', { reason: 'the filter is rejected' }), failed('d')], {}, table)['d']).to.equal(undefined)
  })

  it('fold only findings that violate the same requirement, if the row says so', () => {
    const table: readonly CauseRow[] = [{ ability: 'all', decidedBy: ['a#is-200'], explains: ['b'], alike: true }]
    const a = failed('a', { violated: ['is-200'] })
    expect(causes([a, failed('b', { violated: ['is-200'] })], {}, table)['b']).to.equal('a')
    expect(causes([a, failed('b', { violated: ['is-a-list'] })], {}, table)['b']).to.equal(undefined)
  })

  it('never fold a failure below a warning, nor anything below an ability that the probes saw working', () => {
    expect(causes([result('b', { outcome: 'warn' }), failed('d')], {}, TABLE)['d']).to.equal(undefined)
    const [, follower] = withCauses([failed('b'), failed('d')], { table: TABLE, stateOf: () => 'yes' })
    expect(follower?.outcome).to.equal('fail')
  })

  it('turn a finding that follows into a skip that still has its reason', () => {
    const [, follower] = withCauses([failed('b'), failed('d', { reason: 'title is gone' })], { table: TABLE })
    expect(follower).to.include({ outcome: 'skip', rootCause: 'b', reason: 'follows from b ("b"): title is gone' })
  })

  it('fold findings about an attribute that the target does not store', () => {
    const all = failed('entra.create.all-attributes')
    const about = failed('x', { reason: 'title after the PATCH: "a"' })
    const results = withCauses([all, about, failed('y', { reason: 'subtitle' })], { table: [], lost: ['title'] })
    expect(results.map(({ cause }) => cause)).to.deep.equal([undefined, 'entra.create.all-attributes', undefined])
  })

  it('do not fold findings that name such an attribute only by chance', () => {
    const all = failed('entra.create.all-attributes')
    const reasons = [
      'attributes in the response that the request did not name: expected none, got "title"',
      'PATCH /Users/1 answered 200 with {"title":"x"}; expected 4xx',
      'answer to the POST in capitals: {"title":"x"}: expected 201 to equal 409',
      'the body: expected a body that is not HTML, got "<html><title>405 Method Not Allowed</title>"',
    ]
    const others = reasons.map((reason, index) => failed(`x${index}`, { reason }))
    const results = withCauses([all, ...others], { table: [], lost: ['title'] })
    expect(results.map(({ cause }) => cause)).to.deep.equal(results.map(() => undefined))
  })

  it('fold a rule below the first of several findings, if each violating exchange decides one of them', () => {
    const rule = failed('rule', { evidence: ['x1', 'x5'] })
    const one = failed('one', { evidence: ['x1', 'x2'], decisive: 'x1' })
    const causeOf = (decisive: string): string | undefined =>
      withCauses([rule, one, failed('other', { evidence: ['x5', 'x6'], decisive })], {
        table: [],
        rules: new Set(['rule']),
      })[0]?.cause
    expect(causeOf('x5')).to.equal('one')
    const again = failed('rule', { evidence: ['x1', 'x2', 'x5'] })
    const [rule2] = withCauses([again, one, failed('other', { evidence: ['x5'], decisive: 'x5' })], {
      table: [],
      rules: new Set(['rule']),
    })
    expect(rule2?.cause, 'a request that was sent again').to.equal('one')
    expect(causeOf('x6'), 'it failed for another response').to.equal(undefined)
  })

  it('fold a rule that only the requests of one finding violated below that finding', () => {
    const rule = (evidence: string[]): CheckResult => failed('rule', { evidence })
    const own = failed('own', { evidence: ['x1', 'x2'] })
    const causeOf = (broken: string[], provoker = own): string | undefined =>
      withCauses([rule(broken), provoker], { table: [], rules: new Set(['rule']) })[0]?.cause
    expect(causeOf(['x2'])).to.equal('own')
    expect(causeOf(['x2', 'x9']), 'another request broke it, too').to.equal(undefined)
    expect(causeOf([]), 'nothing is cited').to.equal(undefined)
    const many = Array.from({ length: 12 }, (_, index) => `x${1 + (index % 2)}`)
    expect(causeOf(many), 'more may be broken than is cited').to.equal(undefined)
    expect(causeOf(['x2'], result('own', { outcome: 'warn', evidence: ['x2'] })), 'a warning').to.equal(undefined)
  })

  it('fold findings without a response to one kind of request below the first', () => {
    const silent = (id: string, kind: string): CheckResult => failed(id, { actual: 'reset', rootCause: kind })
    const results = [silent('a', 'PATCH'), silent('b', 'POST'), silent('c', 'PATCH'), failed('d')]
    expect(causes(results)).to.deep.equal({ a: undefined, b: undefined, c: 'a', d: undefined })
  })

  it('leave aside a decider of an independent ability that follows from another finding', () => {
    const table: readonly CauseRow[] = [
      { ability: 'or', decidedBy: ['or'], explains: ['parentheses'] },
      { ability: 'parentheses', decidedBy: ['parentheses'], explains: ['not'], independent: true },
    ]
    const causeOf = (...ids: readonly string[]) =>
      withCauses(
        ids.map((id) => failed(id)),
        { table },
      ).at(-1)?.cause
    expect(causeOf('parentheses', 'not')).to.equal('parentheses')
    expect(causeOf('or', 'parentheses', 'not')).to.equal(undefined)
  })

  it('do not fold a request that a handler rejects below a request without a handler', () => {
    const table: readonly CauseRow[] = [
      { ability: 'patch', decidedBy: ['users'], explains: ['members', 'active'], routed: true },
    ]
    const refused = (id: string, answer: string): CheckResult =>
      failed(id, { reason: `PATCH of ${id} was answered ${answer}; expected 2xx` })
    const causeOf = (why: string, answer: string): string | undefined =>
      withCauses([refused('users', why), refused('members', answer)], { table })[1]?.cause
    expect(causeOf('405 (HTML: "Method Not Allowed")', '405')).to.equal('users')
    expect(causeOf('405', '400 "Cannot add members"'), 'another rejection').to.equal(undefined)
    expect(causeOf('501', '405 or 501')).to.equal(undefined)
    expect(causeOf('500', '400'), 'a fault of the handler').to.equal('users')
    const lost = failed('active', { reason: 'active is true; expected false' })
    expect(withCauses([refused('users', '405'), lost], { table })[1]?.cause, 'no rejection').to.equal('users')
  })

  it('do not fold a request of another method below a request without a handler, unless it is a successful read', () => {
    const table: readonly CauseRow[] = [{ ability: 'patch', decidedBy: ['users'], explains: ['x'], routed: true }]
    const users = failed('users', { reason: 'PATCH /Users/1 answered 405 (HTML: "Method Not Allowed"); expected 2xx' })
    const causeOf = (reason: string): string | undefined =>
      withCauses([users, failed('x', { reason })], { table })[1]?.cause
    expect(causeOf('the PATCH of userName was answered 405; expected 2xx')).to.equal('users')
    expect(causeOf('the DELETE was answered 405; expected 2xx'), 'another method').to.equal(undefined)
    expect(causeOf('the same POST again was answered 201; expected 409'), 'another method').to.equal(undefined)
    expect(causeOf('scimType of POST /Users → 400 "no userName": got no value'), 'another method').to.equal(undefined)
    expect(causeOf('GET /Users/1 answered 200 without title'), 'the effect of the request').to.equal('users')
    expect(causeOf('GET /Users/1 answered 404; PATCH /Users/1 answered 405'), 'both').to.equal('users')
  })

  it('fold findings that the target explains in the same words, if these name something', () => {
    const refused = (id: string, detail: string) =>
      failed(id, { reason: `PATCH /Users/1 answered 428 "${detail}"; expected 200` })
    const same = [
      refused('x', 'If-Match is required'),
      refused('y', 'If-Match is required'),
      refused('z', 'ETag is stale'),
    ]
    expect(causes(same)).to.deep.equal({ x: undefined, y: 'x', z: undefined })
    expect(causes([refused('x', 'bad request'), refused('y', 'bad request')])).to.deep.equal({
      x: undefined,
      y: undefined,
    })
  })

  it('lead from a skip to the finding that it names, also through other skips', () => {
    expect(causes([failed('a'), skipped('b', 'a'), skipped('c', 'b')])).to.deep.equal({ a: undefined, b: 'a', c: 'a' })
  })

  it('lead from an ability to the first finding that decides it', () => {
    const results = [result('x'), failed('y'), skipped('b', 'patch')]
    expect(causes(results, { patch: ['x', 'y'] })['b']).to.equal('y')
  })

  it('are absent if no finding explains a skip', () => {
    expect(causes([result('a'), skipped('b', 'a'), skipped('c', 'no-schemas')])).to.deep.equal({
      a: undefined,
      b: undefined,
      c: undefined,
    })
  })

  it('are ranked by gravity, then by the number of followers; failures before warnings, closed connections first', () => {
    const results = withCauses(
      [
        failed('rfc', { gravity: 5 }),
        result('hint', { outcome: 'warn', gravity: 1 }),
        failed('less', { gravity: 2 }),
        failed('more', { gravity: 2 }),
        failed('closed', { gravity: 3, actual: 'reset' }),
        skipped('s', 'more'),
      ],
      { table: [], deciders: new Map() },
    )
    expect(rankedCauses(results)).to.deep.equal(['closed', 'more', 'less', 'rfc', 'hint'])
  })

  it('never form a cycle, and never name a result that is not a finding', () => {
    const ids = ['a', 'b', 'c', 'd', 'e']
    const anyResult = fc.record({
      id: fc.constantFrom(...ids),
      outcome: fc.constantFrom(...OUTCOMES),
      rootCause: fc.constantFrom(...ids, 'patch'),
    })
    fc.assert(
      fc.property(fc.uniqueArray(anyResult, { selector: ({ id }) => id }), fc.subarray(ids), (rows, deciders) => {
        const results = withCauses(
          rows.map(({ id, ...rest }) => result(id, rest)),
          { table: TABLE, deciders: new Map([['patch', deciders]]) },
        )
        const ranked = rankedCauses(results)
        for (const { cause } of results) if (cause !== undefined) expect(ranked).to.include(cause)
      }),
    )
  })
})
