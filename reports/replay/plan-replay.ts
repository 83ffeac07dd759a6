import type { CheckResult, Exchange, RehearsalResult } from '../model/result.ts'
import { baseReplacements, runNameOf, spellingsOf } from './base-replacements.ts'
import { capturesOf } from './captures.ts'
import { checksum } from './checksum.ts'
import { judgementOf, membersOf, wayToJudge } from './judgement.ts'
import { liveSteps } from './live-steps.ts'
import { credentialOf, headerOf, withSecrets } from './masked-secrets.ts'
import type { ReplayPlan, Step } from './replay-plan.ts'
import { type Replacement, type Template, templateOf, variablesOf } from './template.ts'

/**
 * Plans from the exchanges of a check how its finding is reproduced; undefined if it is about no exchange. Pure;
 * never throws.
 */
export function planReplay(
  check: CheckResult,
  exchanges: readonly Exchange[],
  run: Pick<RehearsalResult, 'target'>,
  discovery: readonly Exchange[] = [],
): ReplayPlan | undefined {
  const { baseUrl } = run.target
  const usable = exchanges.filter(
    ({ leg, request }) => leg === 'scim' && /^https?:/i.test(request.url) && URL.canParse(request.url),
  )
  const decisive = usable.find(({ id }) => id === check.decisive) ?? usable.at(-1)
  if (decisive === undefined) return undefined
  const way = wayToJudge(check, decisive, usable)
  const included = way.kind === 'recorded' && !way.isAlone ? usable : liveSteps(usable, decisive, way.reads)
  const runName = runNameOf(usable)
  const spellings = spellingsOf(included, runName)
  const base = baseReplacements(included, baseUrl, runName, spellings)
  const captures = capturesOf(included, base)
  const knownAfter = (exchange: Exchange | undefined): readonly Replacement[] =>
    exchange === undefined ? base : [...base, ...captures.knownAfter(exchange)]

  const drafts = included.map((exchange, index): Step => {
    const { request, response } = exchange
    const before = knownAfter(included[index - 1])
    // Values of the server are compared as recorded, so that their form counts; only short ids, which may be other
    // numbers by chance, are variables.
    const after = knownAfter(exchange).filter(({ within }) => within !== 'word')
    const sent = request.body === undefined ? undefined : templateOf(request.body, before, 'body')
    return {
      number: index + 1,
      exchange: exchange.id,
      role: exchange === decisive ? 'decisive' : way.reads.includes(exchange) ? 'read' : 'prepare',
      method: request.method,
      url: templateOf(request.url, before, 'url'),
      headers: request.headers.map(({ name, value }) => headerOf(name.toLowerCase(), value, before)),
      ...(sent === undefined ? {} : { body: withSecrets(sent) }),
      recorded: {
        status: response.status,
        headers: response.headers.map(({ name, value }) => ({
          name: name.toLowerCase(),
          value: templateOf(value, after, 'header'),
        })),
        body: templateOf(response.body, after, 'body'),
      },
      captures: captures.of(exchange),
    }
  })
  const at = (text: string, where: 'body'): Template => templateOf(text, knownAfter(included.at(-1)), where)
  const requested = new Set([
    ...drafts.flatMap(({ url, headers, body = [] }) =>
      [url, body, ...headers.map(({ value }) => value)].flatMap(variablesOf),
    ),
    ...membersOf(check).flatMap(({ values }) => values.flatMap((value) => variablesOf(at(String(value), 'body')))),
  ])
  const compared = new Set(
    way.kind !== 'recorded'
      ? []
      : drafts.flatMap(({ recorded }) =>
          [recorded.body, ...recorded.headers.map(({ value }) => value)].flatMap(variablesOf),
        ),
  )
  const steps = drafts.map((step) => ({
    ...step,
    captures: step.captures
      // Resources are removed by their ids.
      .filter(({ variable, at: pointer }) => requested.has(variable) || compared.has(variable) || pointer === '/id')
      .map((capture) => ({ ...capture, isNeeded: requested.has(capture.variable) })),
  }))
  const decided = steps.find(({ role }) => role === 'decisive')
  if (decided === undefined) return undefined
  return {
    check,
    baseUrl,
    steps,
    decisive: decided,
    judgement: judgementOf(check, way, steps, decided, at),
    ...(runName === undefined ? {} : { runName }),
    spellings,
    documents: way.kind === 'recorded' && !way.isAlone ? documentsOf(discovery, usable, baseUrl) : [],
    credential: credentialOf(usable),
  }
}

function documentsOf(
  discovery: readonly Exchange[],
  included: readonly Exchange[],
  baseUrl: string,
): ReplayPlan['documents'] {
  return discovery
    .filter(
      ({ request, response }) =>
        response.status === 200 &&
        !included.some((one) => one.request.url === request.url && one.request.method === 'GET'),
    )
    .map(({ request, response }) => ({
      path: request.url.slice(baseUrl.length),
      checksum: checksum(`${response.body.replaceAll(baseUrl, '@').replace(/\r?\n$/, '')}\n`),
    }))
}
