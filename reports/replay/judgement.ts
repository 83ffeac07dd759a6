import type { CheckResult, Exchange, ExpectedMember } from '../model/result.ts'
import { memberPattern } from './member-pattern.ts'
import type { Judgement, SoughtMember, Step } from './replay-plan.ts'
import type { Template } from './template.ts'

/** The maximum number of requests in a comparison with recorded responses. */
const MAX_COMPARED_STEPS = 60
/** The maximum number of characters of recorded responses in a replay. */
const MAX_RECORDED = 90_000
const MAX_READS = 3

/** The way in which a replay is judged, and the requests that it needs for that. */
export interface Way {
  readonly kind: 'status' | 'members' | 'answer' | 'recorded'
  /** True if only the decisive response is compared. */
  readonly isAlone: boolean
  /** The reads after the decisive request. */
  readonly reads: readonly Exchange[]
}

/**
 * Chooses how a replay recognizes a finding: by the expectation of the check, otherwise by the responses that the run
 * recorded.
 */
export function wayToJudge(check: CheckResult, decisive: Exchange, exchanges: readonly Exchange[]): Way {
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
  // The finding of an invariant is about one exchange, which another check sent.
  const isInvariant =
    check.decisive !== undefined &&
    exchanges.every(({ cause }) => cause !== check.id) &&
    !exchanges.some(({ cause }) => cause.startsWith('story:'))
  return { kind: 'recorded', isAlone: isInvariant, reads: isInvariant ? [] : reads.slice(0, MAX_READS) }
}

/** Returns plain reads of the resource, or the list, that the decisive request was about. */
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

/** Returns the members that a check expects; empty if one of them has a path that cannot be searched. */
export function membersOf({ expectation }: CheckResult): readonly ExpectedMember[] {
  const members = expectation?.members ?? []
  return members.every(({ path }) => memberPattern(path) !== undefined) ? members : []
}

/** Converts the way to the judgement of the responses of the steps. */
export function judgementOf(
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
