import { expect } from 'chai'
import { type RehearsalOptions, rehearse } from '../harness/index.ts'
import { jumpCloudSchema } from '../mocks/entra/index.ts'
import {
  type Around,
  deviating,
  listenScimServer,
  memoryStore,
  type ScimServerOptions,
} from '../mocks/scim-server/index.ts'
import type { CheckResult, RehearsalResult } from '../reports/index.ts'
import { type ConformantVariant, conformantVariants } from './conformant-variants/index.ts'

const SUITES = ['rfc7643', 'rfc7644', 'rfc9865', 'rfc9967']
const TOKEN = 'rehearsal'

async function judge(
  options: ScimServerOptions,
  selection: RehearsalOptions['selection'] = { suites: SUITES },
): Promise<RehearsalResult> {
  await using server = await listenScimServer({ store: memoryStore(), token: TOKEN, ...options })
  const { result } = await rehearse({
    target: { url: server.url, token: TOKEN },
    schema: jumpCloudSchema,
    dialect: 'flagged',
    seed: 1,
    timeout: 5000,
    ...(selection === undefined ? {} : { selection }),
  })
  return result
}

const accusations = ({ checks }: RehearsalResult): CheckResult[] =>
  checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'error' || outcome === 'warn')
const lineOf = ({ id, outcome, reason }: CheckResult): string => `${id} ${outcome}: ${reason}`

/**
 * Combines one variant of each topic: variants of different topics hardly affect each other, and real servers have
 * several.
 */
function stacks(): ConformantVariant[][] {
  const topics = Object.values(conformantVariants)
  const most = Math.max(...topics.map((topic) => topic.length))
  return Array.from({ length: most }, (_, place) => topics.flatMap((topic) => topic[place] ?? []))
}

/** Calls back when a rewriter changes a request or a response. */
function watched(around: Around, onChange: () => void): Around {
  return async (request, serve) => {
    let asIs: unknown
    try {
      const answer = await around(request, async (passed) => {
        const served = await serve(passed)
        if (passed === request) asIs = served
        return served
      })
      if (answer !== asIs) onChange()
      return answer
    } catch (error) {
      onChange()
      throw error
    }
  }
}

describe('fair treatment', () => {
  for (const stack of stacks()) {
    it(`does not accuse a server that ${stack.map(({ says }) => says).join('; ')}`, async () => {
      const untouched = new Set(stack.filter(({ around }) => around !== undefined))
      const result = await judge({
        ...Object.assign({}, ...stack.map(({ options }) => options)),
        deviation: stack.map((variant) => ({
          name: 'variant',
          caughtBy: [],
          ...variant,
          ...(variant.around === undefined ? {} : { around: watched(variant.around, () => untouched.delete(variant)) }),
        })),
      })
      const advised = stack.flatMap((variant) => variant.advised ?? [])
      const isAdvice = ({ id, outcome }: CheckResult): boolean =>
        outcome === 'warn' &&
        advised.some((known) => (known.endsWith('*') ? id.startsWith(known.slice(0, -1)) : id === known))
      expect(
        accusations(result)
          .filter((check) => !isAdvice(check))
          .map(lineOf),
      ).to.deep.equal([])
      expect(
        [...untouched].map(({ says }) => says),
        'conformantVariants that made no difference to anything',
      ).to.deep.equal([])
    })
  }

  it('lets a server require what JumpCloud does not', async () => {
    const demanding = Object.values(conformantVariants)
      .flat()
      .find(({ says }) => says.startsWith('demands more attributes'))
    const result = await judge({ ...demanding?.options }, { checks: ['jumpcloud.validation.*-optional'] })
    expect(accusations(result).map(lineOf)).to.deep.equal([])
    expect(result.checks.map(({ id }) => id)).to.include('jumpcloud.validation.displayname-optional')
  })

  it('reports missing discovery, and judges the rest', async () => {
    const isDiscovery: deviating.When = ({ path }) => /^\/(?:ServiceProviderConfig|ResourceTypes|Schemas)\b/.test(path)
    const result = await judge({
      deviation: {
        name: 'bare',
        says: 'bare',
        caughtBy: [],
        around: deviating.refusing(isDiscovery, 404, 'no such endpoint'),
      },
    })
    expect(accusations(result).map(({ id }) => id)).to.have.members(['scim.discovery.service-provider-config'])
    expect(result.counts.pass).to.be.above(100)
    const silent = result.checks.filter(({ outcome, reason }) => outcome !== 'pass' && (reason ?? '') === '')
    expect(silent.map(lineOf)).to.deep.equal([])
  })
})
