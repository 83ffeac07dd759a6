/** The outcomes of a check. `error` is an internal error of the harness and never counts against the target. */
export const OUTCOMES = ['pass', 'fail', 'warn', 'skip', 'inapplicable', 'error'] as const
/** One of the six outcomes. */
export type Outcome = (typeof OUTCOMES)[number]

/** The key words of RFC 2119, which say how binding a requirement is. */
export const LEVELS = ['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY'] as const
/** One of the levels. */
export type Level = (typeof LEVELS)[number]

/** The level from which on findings cause exit code 1. */
export type FailOn = 'must' | 'should' | 'never'

/** What a finding breaks: the RFC, Entra or JumpCloud; `warning` breaks none of them. */
export type Breach = 'breaks-rfc' | 'breaks-entra' | 'breaks-jumpcloud' | 'tolerated'

/** The verdict on a whole run. */
export type Verdict = 'conformant' | 'nonconformant' | 'untestable' | 'incomplete'

/** A requirement as a result cites it. */
export interface CitedRequirement {
  readonly id: string
  readonly level: Level
  /** The specification and section for a reader: `RFC 7644 §3.5.2`, `Entra: provisioning logs`. */
  readonly section: string
  readonly url: string
  readonly title?: string
  readonly statement?: string
  /** The form of the requirement in its source: a key word of RFC 2119, declarative prose, a table or an erratum. */
  readonly basis?: string
}

/**
 * The gravity of a finding. 1: access is not removed, or is given wrongly. 2: users are not provisioned, or are
 * duplicated. 3: values are lost or wrong. 4: noise, retries, a later quarantine. 5: violates the standard, but
 * affects no known client.
 */
export type Gravity = 1 | 2 | 3 | 4 | 5

/** The result of one variant of a request. */
export interface TriedVariant {
  /** The only difference from the failed request: "op in lower case". */
  readonly variant: string
  readonly works: boolean
  /** The target's response, and whether the value arrived. */
  readonly answer: string
  /** The id of its exchange on the tape. */
  readonly exchange?: string
}

/** A failing request sent again in variants that differ in one point each. */
export interface Diagnosis {
  /** One sentence: "`replace` works, `Replace` is ignored". */
  readonly summary: string
  readonly tried: readonly TriedVariant[]
  /** The form of the request that was sent. */
  readonly wrong?: string
  /** The form of the variant that works. */
  readonly right?: string
}

/** One ability of the target, as probes before the first check found it. */
export interface AbilityRow {
  /** A stable id: `patch.op-capitalised`. */
  readonly id: string
  /** The behaviour of a target with the ability: "PATCH applies op `Replace` with a capital R". */
  readonly title: string
  /** `unknown` if an ability that it depends on is missing, or if nothing could be tried. */
  readonly state: 'yes' | 'no' | 'unknown'
  /** The evidence: the request and its response in short. */
  readonly shown: string
  /** Ids of the exchanges on the tape. */
  readonly evidence: readonly string[]
}

/** When and why the target stopped responding for the rest of the run. */
export interface Interruption {
  readonly reason: string
  /** The time of the last good response. */
  readonly since: string
  /** The number of requests until then. */
  readonly requests: number
  /** The target's last response. */
  readonly lastAnswer?: string
  /** The requests that reached the target after its last good response, but got none: one of them may have ended it. */
  readonly unanswered?: readonly string[]
  /** The number of checks that did not run because of it. */
  readonly notRun: number
}

/** A finding that is known and accepted for a while. */
export interface AcceptedFinding {
  /** The id of the check. */
  readonly id: string
  readonly reason: string
  /** The last day on which it is accepted, `2026-12-31`; without limit if absent. */
  readonly until?: string
}

/** One member that a resource must have. */
export interface ExpectedMember {
  /** The path as a PATCH names it: `active`, `emails[type eq "work"].value`. */
  readonly path: string
  /**
   * The condition on the values at the path. `is` and `includes`: one of them is equal; `excludes`: none is equal;
   * `only`: exactly these; `empty`: there is no value.
   */
  readonly relation: 'is' | 'includes' | 'excludes' | 'only' | 'empty'
  /** The expected strings, numbers or booleans; several for `only`. */
  readonly values: readonly (string | number | boolean)[]
}

/** The expectation of an assertion on the decisive exchange, for a program that judges another response. */
export interface Expectation {
  /** The correct statuses: `201`, or a class such as `2xx`. */
  readonly statuses?: readonly string[]
  /** The correct error types, if the body must have one. */
  readonly scimTypes?: readonly string[]
  /** The members that the resource must have. */
  readonly members?: readonly ExpectedMember[]
  /** The response that must contain the members: that of the request itself, or that of the first read after it. */
  readonly shownBy?: 'answer' | 'read'
}

/** The result of one check. */
export interface CheckResult {
  readonly id: string
  readonly suite: string
  readonly title: string
  readonly outcome: Outcome
  /** One sentence with the values: why the check failed, was skipped or does not apply. */
  readonly reason?: string
  /** The fault of the target in one short sentence; from the violated requirement. */
  readonly failure?: string
  /** All requirements that the check proves. */
  readonly requirements: readonly CitedRequirement[]
  /** The ids of the violated ones. */
  readonly violated?: readonly string[]
  readonly expected?: readonly string[]
  readonly actual?: string
  /** The consequence of the violation in production; from the violated requirement. */
  readonly impact?: string
  /** How to fix it; from the violated requirement. */
  readonly remedy?: string
  /** The gravity of the finding; absent if there is no finding. */
  readonly gravity?: Gravity
  /** The id of the check whose finding explains this one; absent in a cause. */
  readonly cause?: string
  /** The variants of the failing request that work, if it was sent again. */
  readonly diagnosis?: Diagnosis
  /** What the finding breaks; unlike the verdict of the run, it is about one finding. */
  readonly verdict?: Breach
  /** The id of the check from which this one's skip follows, or the name of the shared cause. */
  readonly rootCause?: string
  /** Observations that do not change the outcome. */
  readonly notes?: readonly string[]
  readonly durationMs: number
  /** Ids of the exchanges on the tape. */
  readonly evidence: readonly string[]
  /** The id of the exchange that the first failed assertion was about. */
  readonly decisive?: string
  /** The expectation of that assertion; absent if it is not about a status or a member. */
  readonly expectation?: Expectation
  /**
   * A POSIX shell script that reproduces the fault: exit code 1 if the fault occurs, 0 if it does not, 2 if it cannot
   * decide.
   */
  readonly script?: string
  /** The command that reruns only this check. */
  readonly replay?: string
  /** The decisive request as a curl line, which reads the token from `$SCIM_TOKEN`. */
  readonly curl?: string
  /** The reason why the finding is accepted and does not count; absent if it counts. */
  readonly accepted?: Omit<AcceptedFinding, 'id'>
}

/** The values of one user's attribute in each step; a missing value is absent. */
export interface MappingSample {
  readonly subject?: string
  readonly entra?: unknown
  readonly sent?: unknown
  readonly echoed?: unknown
  readonly stored?: unknown
  readonly expected?: unknown
  readonly outcome: Outcome
  readonly evidence?: readonly string[]
}

/** One row of the mapping report. */
export interface MappingRow {
  readonly row: string
  /**
   * False if no row of the mapping writes the attribute: the samples show the values that arrive if an administrator
   * maps it.
   */
  readonly isMapped?: false
  readonly source: string
  readonly scim: string
  readonly jumpcloud: string | null
  readonly outcome: Outcome
  readonly samples: readonly MappingSample[]
}

/** One input on one side of a limit. */
export interface ValidationRow {
  readonly rule: string
  readonly field: string
  readonly input: string
  readonly expected: string
  readonly actual: string
  readonly reachedJumpCloud: boolean
  /** `inapplicable` with a note if the server is not a bridge. */
  readonly outcome: Outcome
  readonly note?: string
  readonly evidence?: readonly string[]
}

/** One request and its response on the tape (HAR 1.2 entry shape, credentials masked). */
export interface Exchange {
  /**
   * The id. A call of the target to JumpCloud has the id of the exchange that it belongs to, with a dot and a number:
   * `x12.1`.
   */
  readonly id: string
  /** The check or story that sent it. */
  readonly cause: string
  /** The step: Entra to the target, or the target to JumpCloud. */
  readonly leg: 'scim' | 'jumpcloud'
  readonly startedDateTime: string
  /** Milliseconds. */
  readonly time: number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly httpVersion: string
    readonly headers: readonly { readonly name: string; readonly value: string }[]
    readonly body?: string
  }
  readonly response: {
    /** 0 if there was no response; `error` then says why. */
    readonly status: number
    readonly headers: readonly { readonly name: string; readonly value: string }[]
    readonly body: string
    readonly error?: string
  }
  /** The numbers of characters of bodies of which only the beginning was recorded. */
  readonly cut?: { readonly request?: number; readonly response?: number }
}

/** The state of a requirement after a run: the worst outcome of its checks, or why there is none. */
export type RequirementState = Outcome | 'unplayed' | 'unchecked' | 'unseen'

/** One requirement on the map of coverage. */
export interface CoveredRequirement {
  readonly id: string
  /** `RFC 7644`, `Entra`, `JumpCloud` … */
  readonly spec: string
  readonly section: string
  readonly level: Level
  readonly title: string
  readonly url: string
  /** `unplayed`: its check was not selected; `unchecked`: no check proves it; `unseen`: no client can observe it. */
  readonly state: RequirementState
  /** Why it was not judged. */
  readonly reason?: string
  /** The checks that judged it. */
  readonly checks?: readonly string[]
}

/** The changes since an earlier run, as ids of checks. */
export interface Comparison {
  readonly baseline: { readonly startedAt: string; readonly target: string; readonly version: string }
  readonly added: readonly string[]
  readonly mended: readonly string[]
  readonly remaining: readonly string[]
  /** Findings of the baseline whose check this run did not judge. */
  readonly unjudged: readonly string[]
}

/** One demand of Microsoft's application gallery, as a row of the checklist. */
export interface ReadinessRow {
  readonly id: string
  readonly title: string
  readonly level: 'required' | 'recommended'
  /** `untested`: the check that would show it did not run, or does not apply; `ask`: no request can show it. */
  readonly state: 'met' | 'unmet' | 'untested' | 'ask'
  readonly reason?: string
  readonly url: string
  /** The checks that judged it. */
  readonly checks?: readonly string[]
}

/** A limit on response times, and its result. */
export interface BudgetResult {
  /** The budget as the user wrote it: `p95<500ms`, `PATCH /Users/{id} p99<1.5s`. */
  readonly budget: string
  /** The number of requests by which it was judged. */
  readonly requests: number
  /** Milliseconds. */
  readonly actual: number
  readonly isMet: boolean
}

/** The number of results of each outcome, and the number of recorded exchanges. */
export interface Counts extends Record<Outcome, number> {
  readonly exchanges: number
}

/** The result of one run: the content of `result.json`, schema version 1. */
export interface RehearsalResult {
  readonly schemaVersion: 1
  readonly tool: { readonly name: 'scim-rehearsal'; readonly version: string }
  readonly run: {
    readonly startedAt: string
    readonly durationMs: number
    readonly seed: number
    readonly concurrency: number
    readonly complete: boolean
    readonly command: string
    readonly failOn?: FailOn
    readonly shard?: string
    /** Present if the target stopped responding before the run ended. */
    readonly interruption?: Interruption
  }
  readonly target: {
    readonly baseUrl: string
    readonly dialect: 'legacy' | 'flagged'
    readonly observe: 'scim' | 'jumpcloud'
    readonly capabilities: Readonly<Record<string, boolean>>
    /** The abilities that the probes before the first check found. */
    readonly abilities?: readonly AbilityRow[]
  }
  readonly verdict: Verdict
  /** One sentence: whether Entra can provision this server, and what would break. */
  readonly summary: string
  /** The reason why the target could not be tested; absent if it was. */
  readonly reason?: string
  readonly counts: Counts
  /** The ids of the checks that failed or warned and follow from no other finding, the gravest first. */
  readonly causes?: readonly string[]
  readonly checks: readonly CheckResult[]
  readonly mapping: readonly MappingRow[]
  readonly validation: readonly ValidationRow[]
  readonly coverage: {
    readonly requirements: number
    readonly blackBox: number
    readonly checked: number
    readonly played: number
    /** Every requirement of the registers, for the map. */
    readonly map?: readonly CoveredRequirement[]
  }
  /** The limits of `--budget`. */
  readonly budgets?: readonly BudgetResult[]
  /** The demands of the application gallery, if its tests ran. */
  readonly readiness?: readonly ReadinessRow[]
  /** The comparison with the baseline of the run. */
  readonly comparison?: Comparison
  /** Resources that could not be removed, each with the command that removes it. */
  readonly leftovers?: readonly { readonly location: string; readonly reason: string; readonly remove: string }[]
}
