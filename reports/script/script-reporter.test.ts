import { expect } from 'chai'
import fc from 'fast-check'
import { expectGolden } from '../fixtures/expect-golden.ts'
import { replayResult, replayTape } from '../fixtures/replay-result.ts'
import { runReporter } from '../fixtures/run-reporter.ts'
import type { Exchange } from '../model/index.ts'
import { planReplay } from '../replay/plan-replay.ts'
import { renderScript } from './render-script.ts'
import { scriptReporter, withScripts } from './script-reporter.ts'

const origin = { version: '0.1.0', startedAt: '2026-11-23T08:00:00.000Z' }

describe('scripts of findings', () => {
  it('are one file per finding, which only the owner can access', async () => {
    const modes: Record<string, number | undefined> = {}
    const written: Record<string, string> = {}
    await runReporter(scriptReporter, {
      result: replayResult,
      tape: replayTape,
      environment: {
        writeFile: async (path, content, options) => {
          written[path] = content
          modes[path] = options?.mode
        },
      },
    })
    expect(modes).to.deep.equal({
      'scripts/entra.disable.sh': 0o700,
      'scripts/scim.delete.sh': 0o700,
      'scripts/scim.list.sh': 0o700,
    })
    for (const [path, content] of Object.entries(written)) expectGolden(path, content)
  })

  it('are in a result only for its causes, at most forty', async () => {
    const tape = async function* (): AsyncIterable<Exchange> {
      yield* replayTape
    }
    const many = Array.from({ length: 60 }, (_, place) => ({ ...replayResult.checks[1], id: `scim.delete.${place}` }))
    const [first] = replayResult.checks
    const follows = { ...first, id: 'follows', cause: 'entra.disable' }
    const checks = [...replayResult.checks, follows, ...many] as typeof replayResult.checks
    const result = await withScripts({ ...replayResult, checks }, tape)
    expect(result.checks.filter(({ script }) => script !== undefined)).to.have.lengthOf(40)
    expect(result.checks.find(({ id }) => id === 'follows')).to.not.have.property('script')
  })

  it('have no credential, and the scheme that was sent', () => {
    const [check] = replayResult.checks
    const plan = check === undefined ? undefined : planReplay(check, replayTape.slice(0, 3), replayResult)
    const script = plan === undefined ? '' : renderScript(plan, origin)
    expect(script).to.include('-H "authorization: Basic ${SCIM_TOKEN}"').and.not.include('***"\n')
  })

  it('can be planned from any tape', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('{"id":"7"}', '{"id":7,"meta":{"version":"W/\\"1\\""}}', '[', ''),
    )
    const url = fc.oneof(
      fc.webUrl(),
      fc.string(),
      fc.string().map((path) => `https://host.example/scim/${path}`),
    )
    const header = fc.record({ name: fc.string(), value: fc.string() })
    const some = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'HEAD', "'; ls"),
      url,
      headers: fc.array(header, { maxLength: 3 }),
      sent: fc.option(text, { nil: undefined }),
      status: fc.integer({ min: 0, max: 599 }),
      answered: text,
    })
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 6 }), fc.boolean(), (drawn, isStatus) => {
        const tape = drawn.map(
          ({ method, url: address, headers, sent, status, answered }, place): Exchange => ({
            id: `x${place}`,
            cause: 'c',
            leg: 'scim',
            startedDateTime: '',
            time: 0,
            request: { method, url: address, httpVersion: '', headers, ...(sent === undefined ? {} : { body: sent }) },
            response: { status, headers, body: answered },
          }),
        )
        const [first] = replayResult.checks
        if (first === undefined) return
        const { expectation: _none, ...plain } = first
        const check = {
          ...plain,
          id: 'c',
          decisive: `x${drawn.length - 1}`,
          ...(isStatus ? { expectation: { statuses: ['2xx'] } } : {}),
        }
        const plan = planReplay(check, tape, replayResult)
        if (plan !== undefined) expect(renderScript(plan, origin)).to.match(/^#!\/bin\/sh\n/)
      }),
    )
  })
})
