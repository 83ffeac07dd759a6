import { expect } from 'chai'
import fc from 'fast-check'
import { budgetSentence, judgeBudgets, parseBudget } from './budget.ts'
import type { Exchange } from './result.ts'

const exchange = (method: string, path: string, time: number, leg: Exchange['leg'] = 'scim'): Exchange => ({
  id: `x${time}`,
  cause: 'check',
  leg,
  startedDateTime: '2026-11-23T08:00:00.000Z',
  time,
  request: { method, url: `https://host.example/scim/v2${path}`, httpVersion: 'HTTP/1.1', headers: [] },
  response: { status: 200, headers: [], body: '' },
})

function judged(budgets: readonly string[], exchanges: readonly Exchange[]): string[] {
  const judge = judgeBudgets(budgets.map((text) => parseBudget(text) ?? expect.fail(`${text} is a budget`)))
  for (const one of exchanges) judge.hear(one)
  return judge.results().map(budgetSentence)
}

describe('a budget', () => {
  for (const [text, share, limit, endpoint] of [
    ['p95<500ms', 0.95, 500, undefined],
    [' p50 < 1.5s ', 0.5, 1500, undefined],
    ['max<2s', 1, 2000, undefined],
    ['p99.9<80ms', 0.999, 80, undefined],
    ['patch /Users/{id} p95<200ms', 0.95, 200, 'PATCH /Users/{id}'],
    ['GET /Users?filter p99<1s', 0.99, 1000, 'GET /Users?filter'],
  ] as const)
    it(`can be ${text}`, () => {
      const budget = parseBudget(text)
      expect(budget?.share).to.be.closeTo(share, 1e-9)
      expect(budget).to.include({ limit })
      expect(budget?.endpoint).to.equal(endpoint)
    })

  for (const text of [
    '',
    'p95',
    'p95<500',
    'p95>500ms',
    'p0<5ms',
    'p100<5ms',
    'p95<0ms',
    'q95<5ms',
    'p95<5m',
    'Users p95<5ms',
  ])
    it(`cannot be ${JSON.stringify(text)}`, () => expect(parseBudget(text)).to.equal(undefined))

  it('has one form or none, for any string', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const budget = parseBudget(text)
        if (budget !== undefined) expect(parseBudget(budget.budget)).to.deep.equal(budget)
      }),
    )
  })

  it('is judged by the requests of its endpoint, and only by those of the target', () => {
    const exchanges = [
      ...Array.from({ length: 99 }, () => exchange('GET', '/Users/1', 10)),
      exchange('PATCH', '/Users/1', 400),
      exchange('POST', '/api/systemusers', 9000, 'jumpcloud'),
    ]
    expect(
      judged(['p95<20ms', 'max<400ms', 'PATCH /Users/{id} p50<500ms', 'DELETE /Users/{id} p50<500ms'], exchanges),
    ).to.deep.equal([
      'budget p95<20ms: met, 10 ms (100 requests)',
      'budget max<400ms: exceeded, 400 ms (100 requests)',
      'budget PATCH /Users/{id} p50<500ms: met, 400 ms (1 request)',
      'budget DELETE /Users/{id} p50<500ms: no such request was sent, so it is not met',
    ])
  })
})
