import { createServer } from 'node:http'
import { expect } from 'chai'
import { exitCodeOf } from '../harness/cli/exit-code-of.ts'
import { rehearse, seededRandom } from '../harness/index.ts'
import { defaultSchema } from '../mocks/entra/index.ts'
import type { RehearsalResult } from '../reports/index.ts'
import { type FailingTarget, startFailingTarget, WAYS_TO_GO, type WayToGo } from './support/failing-target.ts'

const SUITES = ['entra', 'rfc7644']

async function rehearseAt(target: FailingTarget, patience = 300, suites = SUITES): Promise<RehearsalResult> {
  const { result } = await rehearse({
    target: { url: target.url, token: 'rehearsal' },
    schema: defaultSchema,
    seed: 1,
    timeout: 3000,
    patience,
    diagnose: false,
    selection: { suites },
  })
  return result
}

/** These differ only in the reason, so they run with one suite. */
const ENCODED: readonly WayToGo[] = ['moved', 'wrong-length', 'long-headers', 'byte-order-mark', 'utf-16', 'gzip']

/** Statuses that single requests get from a correct server too. */
const USUAL: readonly WayToGo[] = ['not-found', 'bad-request', 'other-server']

/** The requests after which a target stops responding, from a seed. */
const random = seededRandom(4711)
const MIXED = WAYS_TO_GO.filter((way) => !ENCODED.includes(way))
const RUNS = Number(process.env['GONE_RUNS'] ?? MIXED.length)
const cases = Array.from({ length: RUNS }, (_, index) => ({
  way: MIXED[index % MIXED.length] ?? 'killed',
  after: 120 + Math.floor(random() * 600),
}))

/** Patterns of the reason for ways whose cause the run must name. */
const NAMED: Readonly<Partial<Record<WayToGo, RegExp>>> = {
  unauthorized: /is answered 401/,
  forbidden: /is answered 403/,
  'too-many-requests': /is answered 429/,
  'server-error': /is answered 503/,
  'gateway-page': /a page of HTML/,
  moved: /is answered 308/,
  'wrong-length': /Content-Length header that is wrong/,
  'long-headers': /response headers of more than 16 KiB/,
  'byte-order-mark': /starts with a byte order mark/,
  'utf-16': /is UTF-16/,
  'not-found': /is answered 404/,
  'bad-request': /is answered 400/,
  'other-server': /is answered 404/,
  gzip: /is compressed \(Content-Encoding: gzip\)/,
}

describe('a target that stops responding in the middle of a run', () => {
  it('is not called unreachable if the first write ends it before any check', async () => {
    const server = createServer((request, response) => {
      if (request.method !== 'GET') {
        // The search of discovery is a POST, too.
        if (request.url === '/Users') server.close()
        if (request.url === '/Users') server.closeAllConnections()
        else response.destroy()
        return
      }
      const isList = request.url?.startsWith('/Users') === true || request.url?.startsWith('/Groups') === true
      response.writeHead(isList ? 200 : 404, { 'content-type': 'application/scim+json' })
      response.end(isList ? '{"totalResults":0,"Resources":[]}' : '{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the server has no port')
    const { result } = await rehearse({
      target: { url: `http://127.0.0.1:${address.port}` },
      schema: defaultSchema,
      seed: 1,
      patience: 0,
      selection: { checks: ['entra.create'] },
    })
    expect(result.verdict, result.summary).to.equal('incomplete')
    expect(result.run.interruption?.unanswered).to.deep.equal(['POST /Users/.search', 'POST /Users'])
  })

  for (const { way, after, suites } of [
    ...cases.map((one) => ({ ...one, suites: SUITES })),
    ...ENCODED.map((way) => ({ way, after: 150, suites: ['rfc7644'] })),
  ])
    it(`${way} after ${after} requests: the run is incomplete, and lists the resources that it leaves`, async () => {
      await using target = await startFailingTarget(way, after)
      const result = await rehearseAt(target, 300, suites)
      expect(result.verdict).to.equal('incomplete')
      expect(exitCodeOf(result, 'must')).to.equal(3)
      const { interruption } = result.run
      expect(interruption?.reason).to.match(NAMED[way] ?? /./)
      expect(interruption?.notRun, 'checks that were not run').to.be.greaterThan(0)
      expect(interruption?.requests, 'requests until then').to.be.within(after - 40, after + 40)
      expect(result.summary).to.match(
        /^The target stopped working after \d+ requests \(.+\); \d+ of \d+ checks were not run\./,
      )
      if (USUAL.includes(way)) expect(interruption?.lastAnswer).to.match(/ was answered (?:2\d\d|304)$/)
      const failed = result.checks.filter(
        ({ outcome }) => outcome === 'fail' || outcome === 'warn' || outcome === 'error',
      )
      expect(
        failed.map(({ id, reason }) => `${id}: ${reason}`),
        'findings about a right server',
      ).to.deep.equal([])
      // Each resource that it could not remove is listed.
      expect(result.leftovers?.length ?? 0).to.be.at.least(await target.left())
    })

  for (const [way, isEmptied] of [
    ['killed', false],
    ['killed', true],
    ['server-error', false],
    ['server-error', true],
    ['gateway-page', false],
    ['hung', false],
  ] as const)
    it(`${way}, and returns soon${isEmptied ? ' without its data' : ''}: the run waits for it, and has no finding because of that`, async () => {
      await using target = await startFailingTarget(way, 400, { returnsAfter: way === 'hung' ? 10 : 20, isEmptied })
      const result = await rehearseAt(target, 20_000)
      expect(result.run.interruption).to.equal(undefined)
      expect(result.verdict, result.summary).to.equal('conformant')
      expect(result.leftovers ?? []).to.deep.equal([])
      expect(await target.left()).to.equal(0)
    })
})
