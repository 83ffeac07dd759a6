import type { CheckResult, Exchange, ExpectedMember, RehearsalResult } from '../model/result.ts'
import { type Capture, capturesOf } from './captures.ts'
import { checksum } from './checksum.ts'
import { liveSteps } from './live-steps.ts'
import { type MemberPattern, memberPattern } from './member-pattern.ts'
import { type Replacement, type Template, templateOf, variablesOf } from './template.ts'

/** One request of a replay, with the answer that the run recorded. */
export interface Step {
  /** Its number in the replay, from 1. */
  readonly number: number
  readonly exchange: string
  readonly role: 'prepare' | 'decisive' | 'read'
  readonly method: string
  readonly url: Template
  /** Lower-case names; a credential is the variable `token`, behind its scheme. */
  readonly headers: readonly { readonly name: string; readonly value: Template }[]
  readonly body?: Template
  readonly recorded: {
    /** 0 where no answer came. */
    readonly status: number
    readonly headers: readonly { readonly name: string; readonly value: Template }[]
    readonly body: Template
  }
  /** Values of the answer that later requests need. */
  readonly captures: readonly Capture[]
}

/** A member that must be shown, as a replay looks for it. */
interface SoughtMember {
  readonly path: string
  readonly pattern: MemberPattern
  readonly relation: ExpectedMember['relation']
  readonly values: readonly Template[]
}

/** How a replay finds out whether the fault shows. */
export type Judgement =
  /** The status (and error type) of the decisive answer must be one of these. */
  | { readonly kind: 'status'; readonly statuses: readonly string[]; readonly scimTypes: readonly string[] }
  /** The answer of a step must show members. */
  | { readonly kind: 'members'; readonly step: number; readonly members: readonly SoughtMember[] }
  /** The decisive request must be answered. */
  | { readonly kind: 'answer' }
  /** The answers of these steps are compared with the recorded ones, which are wrong. */
  | { readonly kind: 'recorded'; readonly steps: readonly number[] }
  /** Nothing that a program can judge. */
  | { readonly kind: 'none' }

/** How a finding is seen again: requests in order, and how their answers are judged. */
export interface ReplayPlan {
  readonly check: CheckResult
  readonly baseUrl: string
  readonly steps: readonly Step[]
  readonly decisive: Step
  readonly judgement: Judgement
  /** The run's own part of every name, which each execution replaces; undefined where no request has one. */
  readonly runName?: string
  /** Spellings of that part that are neither in lower nor in upper case, each a variable. */
  readonly spellings: readonly { readonly variable: string; readonly pattern: string }[]
  /** The header that holds the credential, with its scheme. */
  /** Documents of the target that a check may have judged by: where they are others, equal answers show nothing. */
  readonly documents: readonly { readonly path: string; readonly checksum: number }[]
  readonly credential: { readonly name: string; readonly scheme: string }
}

/** Requests that a comparison with recorded answers may need. */
const MAX_COMPARED_STEPS = 60
/** Characters of recorded answers that a replay may carry. */
const MAX_RECORDED = 90_000
const MAX_READS = 3

/** Plans how a finding is seen again from the exchanges of its check; undefined where it is about no exchange. Pure; never throws. */
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
    // The form of what the server gave is compared as well: only short ids, which may be other numbers by chance, are filled in.
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
      // What was made is removed by its id.
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

type Way = {
  readonly kind: 'status' | 'members' | 'answer' | 'recorded'
  /** Only the decisive answer is compared. */
  readonly isAlone: boolean
  /** What is read after the decisive request. */
  readonly reads: readonly Exchange[]
}

function wayToJudge(check: CheckResult, decisive: Exchange, exchanges: readonly Exchange[]): Way {
  const reads = readsAfter(decisive, exchanges)
  const { statuses, shownBy } = check.expectation ?? {}
  if (membersOf(check).length > 0 && (shownBy !== 'read' || reads.length > 0))
    return {
      kind: 'members',
      isAlone: false,
      reads: shownBy === 'read' ? reads.slice(0, 1) : reads.slice(0, MAX_READS),
    }
  if (decisive.response.status === 0) return { kind: 'answer', isAlone: false, reads: [] }
  if (statuses !== undefined) return { kind: 'status', isAlone: false, reads: reads.slice(0, MAX_READS) }
  // An invariant judges one exchange; the check that sent it is another.
  const isInvariant =
    check.decisive !== undefined &&
    exchanges.every(({ cause }) => cause !== check.id) &&
    !exchanges.some(({ cause }) => cause.startsWith('story:'))
  return { kind: 'recorded', isAlone: isInvariant, reads: isInvariant ? [] : reads.slice(0, MAX_READS) }
}

/** Plain reads of the resource, or the list, that the decisive request was about. */
function readsAfter(decisive: Exchange, exchanges: readonly Exchange[]): readonly Exchange[] {
  const place = exchanges.indexOf(decisive)
  if (decisive.request.method === 'GET') return []
  const paths = new Set([pathOf(decisive.request.url), ...locationsOf(decisive)])
  return exchanges.slice(place + 1).filter(({ request }) => request.method === 'GET' && paths.has(pathOf(request.url)))
}

function locationsOf({ request, response }: Exchange): readonly string[] {
  const location = response.headers.find(({ name }) => name.toLowerCase() === 'location')?.value
  const id = /"id"\s*:\s*"([^"\\]+)"/.exec(response.body)?.[1]
  return [
    ...(location !== undefined && URL.canParse(location) ? [pathOf(location)] : []),
    ...(id === undefined ? [] : [`${pathOf(request.url)}/${encodeURIComponent(id)}`]),
  ]
}

const pathOf = (url: string): string => new URL(url).pathname

function membersOf({ expectation }: CheckResult): readonly ExpectedMember[] {
  const members = expectation?.members ?? []
  return members.every(({ path }) => memberPattern(path) !== undefined) ? members : []
}

function judgementOf(
  check: CheckResult,
  way: Way,
  steps: readonly Step[],
  decisive: Step,
  at: (text: string, where: 'body') => Template,
): Judgement {
  if (way.kind === 'answer') return { kind: 'answer' }
  const { statuses, scimTypes = [], shownBy } = check.expectation ?? {}
  if (way.kind === 'members') {
    const step = shownBy === 'read' ? steps.find(({ role }) => role === 'read') : decisive
    if (step === undefined) return { kind: 'none' }
    const members = membersOf(check).flatMap(({ path, relation, values }): SoughtMember[] => {
      const pattern = memberPattern(path)
      if (pattern === undefined) return []
      return [{ path, pattern, relation, values: values.map((value) => at(String(value), 'body')) }]
    })
    return { kind: 'members', step: step.number, members }
  }
  if (way.kind === 'status' && statuses !== undefined) return { kind: 'status', statuses, scimTypes }
  const compared = way.isAlone ? [decisive] : steps
  const size = compared.reduce((sum, { recorded }) => sum + lengthOf(recorded.body), 0)
  if (size > MAX_RECORDED || compared.length > MAX_COMPARED_STEPS) return { kind: 'none' }
  return { kind: 'recorded', steps: compared.map(({ number }) => number) }
}

const lengthOf = (template: Template): number =>
  template.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 20), 0)

/** `Bearer ***` of a tape: the scheme is kept, the rest is each user's own. */
function headerOf(
  name: string,
  value: string,
  replacements: readonly Replacement[],
): { name: string; value: Template } {
  const [, scheme = '', masked] = /^(?:([A-Za-z][\w-]*) )?(\*\*\*)$/.exec(value) ?? []
  if (masked === undefined) return { name, value: templateOf(value, replacements, 'header') }
  const written = scheme === '' && name === 'authorization' ? 'Bearer' : scheme
  const slot = { variable: 'token', encoding: 'plain' } as const
  return { name, value: written === '' ? [slot] : [`${written} `, slot] }
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

function credentialOf(exchanges: readonly Exchange[]): ReplayPlan['credential'] {
  for (const { request } of exchanges)
    for (const { name, value } of request.headers) {
      const [, scheme = '', masked] = /^(?:([A-Za-z][\w-]*) )?(\*\*\*)$/.exec(value) ?? []
      if (masked === undefined) continue
      const lower = name.toLowerCase()
      return { name: lower, scheme: scheme === '' && lower === 'authorization' ? 'Bearer' : scheme }
    }
  return { name: 'authorization', scheme: 'Bearer' }
}

/** A masked password is replaced by one that a server accepts, and the token by the token where it is a part of another word. */
function withSecrets(template: Template): Template {
  return template.flatMap((piece): Template => {
    if (typeof piece !== 'string') return [piece]
    const parts = piece
      .replaceAll(/("password"\s*:\s*)"\*\*\*"/gi, '$1"Rehearsal-4711-Password"')
      .split(/(?<!")\*{3}|\*{3}(?!")/)
    return parts.flatMap((part, index) =>
      index === 0 ? [part] : [{ variable: 'token', encoding: 'json' as const }, part],
    )
  })
}

const UNIQUE_NAME = /rh[0-9a-z]{8}(?=x[0-9a-z]{4})/gi

/** The part that all names of a run have in common. */
function runNameOf(exchanges: readonly Exchange[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { request } of exchanges)
    for (const [found] of `${request.url} ${request.body ?? ''}`.matchAll(UNIQUE_NAME))
      counts.set(found.toLowerCase(), (counts.get(found.toLowerCase()) ?? 0) + 1)
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0]
}

function spellingsOf(exchanges: readonly Exchange[], runName: string | undefined): ReplayPlan['spellings'] {
  if (runName === undefined) return []
  const found = new Set<string>()
  for (const { request, response } of exchanges)
    for (const [one] of `${request.url} ${request.body ?? ''} ${response.body}`.matchAll(new RegExp(runName, 'gi')))
      if (one !== runName && one !== runName.toUpperCase()) found.add(one)
  return [...found].slice(0, 9).map((pattern, index) => ({ variable: `name_spelt_${index + 1}`, pattern }))
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

function baseReplacements(
  exchanges: readonly Exchange[],
  baseUrl: string,
  runName: string | undefined,
  spellings: ReplayPlan['spellings'],
): readonly Replacement[] {
  const { origin } = new URL(baseUrl)
  const names =
    runName === undefined
      ? []
      : [
          { literal: runName, variable: 'name', within: 'anywhere' as const },
          { literal: runName.toUpperCase(), variable: 'NAME', within: 'anywhere' as const },
          ...spellings.map(({ variable, pattern }) => ({ literal: pattern, variable, within: 'anywhere' as const })),
        ]
  const answered = new Set<string>()
  const invented = new Set<string>()
  for (const { request, response } of exchanges) {
    for (const [uuid] of `${request.url} ${request.body ?? ''}`.matchAll(UUID))
      if (!answered.has(uuid)) invented.add(uuid)
    for (const [uuid] of `${response.body} ${JSON.stringify(response.headers)}`.matchAll(UUID)) answered.add(uuid)
  }
  return [
    { literal: baseUrl, variable: 'SCIM_URL', within: 'anywhere' },
    { literal: origin, variable: 'origin', within: 'anywhere' },
    ...names,
    // Only the end differs, so that different identifiers stay different.
    ...[...invented].map((uuid) => ({
      literal: uuid,
      variable: `uuid:${uuid.slice(0, 24)}`,
      within: 'anywhere' as const,
    })),
  ]
}
