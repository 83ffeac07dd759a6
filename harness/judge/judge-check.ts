import { decodeQuery, TransportError } from '../../mocks/transport/index.ts'
import type { Breach, CheckResult, Diagnosis, Expectation, Outcome } from '../../reports/index.ts'
import type { Check } from '../check/check.ts'
import type { CheckContext } from '../check/context.ts'
import { citedSection, type Register, type Requirement } from '../load/requirement.ts'
import { Inapplicable, Skipped } from '../outcome/early-end.ts'
import { unansweredRequest } from '../record/unanswered-request.ts'
import { ForeignResource } from '../scim/ownership.ts'
import { ForeignOrigin } from '../scim/session.ts'
import { shorten } from '../text/shorten.ts'
import { severityOf } from './severity.ts'
import { asViolation, type Violation } from './violation.ts'

/** The outcome of a check before it becomes a result. */
export interface Finding {
  readonly outcome: Outcome
  readonly reason?: string
  readonly rootCause?: string
  readonly violated: readonly string[]
  readonly violations: readonly Violation[]
  readonly notes: readonly string[]
  /** The reason why the last request got no response, if that ended the check. */
  readonly unanswered?: TransportError
  /** Remarks of the check that violate no requirement. */
  readonly warnings?: readonly string[]
}

/** The part of a context that collects findings. */
export type FindingCollector = Pick<CheckContext, 'requirement' | 'warn' | 'note' | 'inapplicable' | 'skip'>

/**
 * Runs one check and judges how it ended. Never throws: an exception that is not a finding about the target is an
 * internal error (`error`).
 */
export async function judgeCheck(
  check: Check,
  register: Register,
  makeContext: (collector: FindingCollector) => CheckContext,
  decisive: () => string | undefined = () => undefined,
): Promise<Finding> {
  const violated = new Set<string>()
  const violations: Violation[] = []
  const warnings: string[] = []
  const notes: string[] = []
  let unanswered: TransportError | undefined

  const located = (violation: Violation): Violation => {
    const exchange = violation.exchange ?? decisive()
    return exchange === undefined ? violation : { ...violation, exchange }
  }
  const collector: FindingCollector = {
    requirement: async (id, assertion) => {
      if (!check.requirements.includes(id))
        throw new Error(`the check judges ${id} but does not list it among its requirements`)
      try {
        await assertion()
      } catch (error) {
        const violation = asViolation(error)
        if (violation === undefined) throw error
        violated.add(id)
        violations.push(located(violation))
      }
    },
    warn: (message) => void warnings.push(message),
    note: (message) => void notes.push(message),
    inapplicable: (reason) => {
      throw new Inapplicable(reason)
    },
    skip: (reason, rootCause = reason) => {
      throw new Skipped(reason, rootCause)
    },
  }

  const finding = (outcome: Outcome, reason?: string, rootCause?: string): Finding => ({
    outcome,
    violated: [...violated],
    violations,
    notes,
    ...(unanswered === undefined ? {} : { unanswered }),
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(reason === undefined ? {} : { reason }),
    ...(rootCause === undefined ? {} : { rootCause }),
  })
  const blameTarget = (violation: Violation): void => {
    violations.push(located(violation))
    const unjudged = check.requirements.filter((id) => !violated.has(id))
    for (const id of violations.length > 1 ? [] : unjudged) violated.add(id)
  }

  try {
    await check.run(makeContext(collector))
  } catch (error) {
    if (error instanceof Inapplicable && violations.length === 0) return finding('inapplicable', error.message)
    if (error instanceof Skipped && violations.length === 0) return finding('skip', error.message, error.rootCause)
    const violation = asViolation(error)
    if (violation !== undefined) blameTarget(violation)
    else if (error instanceof TransportError) {
      if (error.fault === 'aborted') return finding('skip', 'the run was interrupted', 'interrupted')
      unanswered = error
      blameTarget(unansweredViolation(error))
    } else if (error instanceof ForeignResource || error instanceof ForeignOrigin) {
      blameTarget({ message: error.message })
    } else if (!(error instanceof Inapplicable || error instanceof Skipped)) {
      return finding(
        'error',
        `internal error in scim-rehearsal: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      )
    }
  }
  if (violations.length > 0) {
    // A violation seen in two responses is reported once.
    const reason = [...new Set(violations.map(({ message }) => message))].join('; ')
    return finding(severityOf([...violated], register), reason)
  }
  return warnings.length > 0 ? finding('warn', warnings.join('; ')) : finding('pass')
}

/** Describes which request got no response, and why. */
function unansweredViolation(error: TransportError): Violation {
  const { request, exchange } = unansweredRequest(error) ?? {}
  const subject = request === undefined ? 'a request' : `${request.method} ${pathOf(request.url)}`
  return {
    message: `${subject} got no answer: ${error.message}`,
    expected: 'an HTTP response',
    actual: error.fault,
    ...(exchange === undefined ? {} : { exchange }),
  }
}

function pathOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return `${pathname}${decodeQuery(search)}`
}

/** A request that got no response. */
export interface UnansweredRequest {
  /** The method and the endpoint, with what distinguishes the request: `GET /Users with parentheses in \`filter\``. */
  readonly what: string
  /** Findings with the same group have one cause. */
  readonly group: string
}

/** Converts a finding to the result of a check. */
export function asCheckResult(
  judged: {
    readonly id: string
    readonly title: string
    readonly requirements: readonly string[]
  },
  suite: string,
  finding: Finding,
  register: Register,
  proof: {
    readonly durationMs: number
    readonly evidence: readonly string[]
    readonly replay?: string
    readonly curl?: string
    readonly diagnosis?: Diagnosis
    /** The request, for a finding without a response. */
    readonly unanswered?: UnansweredRequest
    readonly expectation?: Expectation
  },
): CheckResult {
  const isFinding = finding.outcome === 'fail' || finding.outcome === 'warn'
  const expected = [
    ...new Set(finding.violations.flatMap(({ expected: value }) => (value === undefined ? [] : [value]))),
  ]
  const actual = finding.violations.find(({ actual: value }) => value !== undefined)?.actual
  const row = isFinding
    ? (silenceOf(
        finding,
        proof.unanswered?.what,
        judged.requirements.map((id) => register.get(id)),
      ) ??
      gravestRow(finding.violated, register) ??
      toleratedRow(finding, judged.requirements, register))
    : undefined
  const rootCause = isFinding && proof.unanswered !== undefined ? noAnswerTo(proof.unanswered.group) : finding.rootCause
  const decisive = finding.violations.find(({ exchange }) => exchange !== undefined)
  const expectation = decisive?.expectation ?? proof.expectation
  return {
    id: judged.id,
    suite,
    title: judged.title,
    outcome: finding.outcome,
    ...(finding.reason === undefined ? {} : { reason: finding.reason }),
    requirements: judged.requirements.map((id) => cite(id, register)),
    ...(finding.violated.length === 0 ? {} : { violated: finding.violated }),
    ...(expected.length === 0 ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...(row?.failure === undefined ? {} : { failure: row.failure }),
    ...(row?.impact === undefined ? {} : { impact: row.impact }),
    ...(row?.remedy === undefined ? {} : { remedy: row.remedy }),
    ...(row?.gravity === undefined ? (isFinding ? { gravity: 5 as const } : {}) : { gravity: row.gravity }),
    ...(proof.diagnosis === undefined ? {} : { diagnosis: proof.diagnosis }),
    ...(isFinding && decisive?.exchange !== undefined ? { decisive: decisive.exchange } : {}),
    ...(isFinding && expectation !== undefined ? { expectation } : {}),
    ...(isFinding ? { verdict: breachOf(finding) } : {}),
    ...(rootCause === undefined ? {} : { rootCause }),
    ...(finding.notes.length === 0 ? {} : { notes: finding.notes }),
    durationMs: Math.round(proof.durationMs * 10) / 10,
    evidence: proof.evidence,
    ...(proof.replay === undefined ? {} : { replay: proof.replay }),
    ...(isFinding && proof.curl !== undefined ? { curl: proof.curl } : {}),
  }
}

/**
 * Returns the words for a finding about a target that did not respond: the requirements of the check are about
 * responses, and there was none. Its gravity is that of the requirements, because everything that depends on the
 * request is lost.
 */
function silenceOf(
  { unanswered }: Finding,
  kind: string | undefined,
  requirements: readonly (Requirement | undefined)[],
): Pick<Requirement, 'failure' | 'impact' | 'remedy' | 'gravity'> | undefined {
  if (unanswered === undefined) return undefined
  const { failure, impact, remedy } = unanswered.fault === 'timeout' ? SILENCES.timeout : SILENCES.closed
  const gravest = Math.min(LEAST_GRAVITY, ...requirements.map((row) => row?.gravity ?? LEAST_GRAVITY))
  const gravity = Math.max(GRAVEST, gravest) as 2 | 3 | 4
  return {
    failure: `${failure} ${kind ?? 'this request'}.`,
    impact: impact[gravity === GRAVEST ? 'grave' : 'less'],
    remedy,
    gravity,
  }
}

/** A user whose request gets no response is not provisioned. */
const GRAVEST = 2
/** A crash concerns also other requests. */
const LEAST_GRAVITY = 4

/** Returns the common cause of findings without a response to one kind of request. */
const noAnswerTo = (kind: string): string => `no answer to ${kind}`

const SILENCES = {
  closed: {
    failure: 'The target closes the connection without an answer to',
    impact: {
      grave:
        'The client gets no status and no reason. Entra counts a failed operation and sends the same request again in the next cycle.',
      less: 'The client gets no status and no reason. If the process ends, other requests that are under way fail, too.',
    },
    remedy:
      'Search the server log for a crash or an uncaught exception at the time of this request. Add an error handler around all SCIM routes that answers 500 with a SCIM error instead of closing the connection.',
  },
  timeout: {
    failure: 'The target does not answer in time:',
    impact: {
      grave:
        'The client waits and then gives up. Entra counts a failed operation and sends the same request again in the next cycle.',
      less: 'The client waits and then gives up; meanwhile the request can hold a connection or a lock.',
    },
    remedy:
      'Search the handler of this request for a branch that never sends a response, and for a lock or a slow query. Answer each request, also where it fails.',
  },
} as const

/**
 * Returns the violated requirement that is worst for the target's users; the finding gets its failure, impact and
 * remedy.
 */
function gravestRow(violated: readonly string[], register: Register): Requirement | undefined {
  const rows = violated.flatMap((id) => register.get(id) ?? [])
  return rows.reduce<Requirement | undefined>(
    (worst, row) => ((row.gravity ?? 5) < (worst?.gravity ?? 6) ? row : worst),
    undefined,
  )
}

/**
 * Returns the words for a warning that violates no requirement, because a correct server may behave like that. Its
 * failure is the observation of the check: the requirement's own failure would accuse the server.
 */
function toleratedRow(
  { reason, warnings = [] }: Finding,
  requirements: readonly string[],
  register: Register,
): Pick<Requirement, 'failure' | 'impact' | 'remedy' | 'gravity'> {
  const usual = requirements.flatMap((id) => register.get(id)?.remedy ?? [])[0]
  return {
    ...(reason === undefined ? {} : { failure: sentenceOf(titleOf(reason, warnings)) }),
    impact:
      'No requirement is violated: correct servers differ here. A client that expects the usual behaviour can fail.',
    remedy: usual === undefined ? 'Optional: follow the requirements of this check.' : `Optional. ${usual}`,
    gravity: 5,
  }
}

/** The maximum number of characters of a title that quotes an observation. */
const MAX_TITLE = 240

/** Shortens an observation to a title: the first of several warnings, and their number. */
function titleOf(reason: string, warnings: readonly string[]): string {
  const [first = reason, ...more] = new Set(warnings)
  const title = shorten(first, MAX_TITLE)
  return more.length === 0 ? title : `${title} (and ${more.length} more)`
}

/**
 * Capitalises the first letter of a sentence, unless it begins with the name of an attribute, a URN or a list of
 * values, and ends it with a full stop, unless it is shortened.
 */
function sentenceOf(text: string): string {
  const begun = /^(?:an?|the|[a-z]+(?= [a-z])) /.test(text) ? `${text.slice(0, 1).toUpperCase()}${text.slice(1)}` : text
  return begun.endsWith('…') ? begun : `${begun}.`
}

function cite(id: string, register: Register): CheckResult['requirements'][number] {
  const row = register.get(id)
  if (row === undefined) return { id, level: 'MUST', section: 'not in a register', url: '' }
  const { level, url, title, statement, basis } = row
  return {
    id,
    level,
    section: citedSection(row),
    url,
    title,
    statement,
    ...(basis === undefined ? {} : { basis }),
  }
}

function breachOf({ violated }: Finding): Breach {
  if (violated.length === 0) return 'tolerated'
  if (violated.some((id) => id.startsWith('rfc'))) return 'breaks-rfc'
  return violated.some((id) => id.startsWith('jumpcloud')) ? 'breaks-jumpcloud' : 'breaks-entra'
}
