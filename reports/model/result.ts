/** How a check ended. `error` is a fault of the harness and never counts against the target. */
export const OUTCOMES = ['pass', 'fail', 'warn', 'skip', 'inapplicable', 'error'] as const
/** One of the six outcomes. */
export type Outcome = (typeof OUTCOMES)[number]

/** The words of RFC 2119 that give a requirement its weight. */
export const LEVELS = ['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY'] as const
/** One of the levels. */
export type Level = (typeof LEVELS)[number]

/** The level at or above which findings let a run fail. */
export type FailOn = 'must' | 'should' | 'never'

/** What a finding breaks: the RFC, Entra, JumpCloud, or nothing, so that it is only a warning. */
export type Breach = 'breaks-rfc' | 'breaks-entra' | 'breaks-jumpcloud' | 'tolerated'

/** The verdict over a whole run. */
export type Verdict = 'conformant' | 'nonconformant' | 'untestable' | 'incomplete'

/** A requirement as a result cites it. */
export interface CitedRequirement {
  readonly id: string
  readonly level: Level
  /** For a reader: `RFC 7644 §3.5.2`, `Entra: provisioning logs`. */
  readonly section: string
  readonly url: string
  readonly title?: string
  readonly statement?: string
  /** Where the text is an RFC 2119 word, declarative prose, a table or an erratum: how heavily to weigh it. */
  readonly basis?: string
}

/**
 * How grave a finding is. 1: access is not taken away, or is given wrongly. 2: users are not provisioned, or are duplicated. 3: values are lost or
 * wrong. 4: noise, retries, quarantine sooner or later. 5: violates the standard; no known client minds.
 */
export type Gravity = 1 | 2 | 3 | 4 | 5

/** What became of one variant of a request. */
export interface TriedVariant {
  /** The one point in which it differs: "op in lower case". */
  readonly variant: string
  readonly works: boolean
  /** What the target answered, and whether the value arrived. */
  readonly answer: string
  /** The id of its exchange on the tape. */
  readonly exchange?: string
}

/** A failing request sent again in variants that differ in one point each. */
export interface Diagnosis {
  /** One sentence: "`replace` works, `Replace` is ignored". */
  readonly summary: string
  readonly tried: readonly TriedVariant[]
  /** The request's shape as it was sent. */
  readonly wrong?: string
  /** The shape of the variant that works. */
  readonly right?: string
}

/** One ability of the target: what sounding found out before the first check. */
export interface AbilityRow {
  /** Stable: `patch.op-capitalised`. */
  readonly id: string
  /** What a target with the ability does: "PATCH applies op `Replace` with a capital R". */
  readonly title: string
  /** `unknown` where what it depends on is missing, or nothing could be tried. */
  readonly state: 'yes' | 'no' | 'unknown'
  /** What showed it: the request and its answer in short. */
  readonly shown: string
  /** Ids of the exchanges on the tape. */
  readonly evidence: readonly string[]
}

/** When and why the target was gone for the rest of the run. */
export interface Interruption {
  readonly reason: string
  /** The instant of the last good answer. */
  readonly since: string
  /** Requests that were sent until then. */
  readonly requests: number
  /** What the target last answered. */
  readonly lastAnswer?: string
  /** Checks that could not be run for it. */
  readonly notRun: number
}

/** A finding that somebody knows and lives with for a while. */
export interface AcceptedFinding {
  /** The id of the check. */
  readonly id: string
  readonly reason: string
  /** The last day on which it is accepted, `2026-12-31`; for good where absent. */
  readonly until?: string
}

/** One member that a resource must show. */
export interface ExpectedMember {
  /** As a PATCH names it: `active`, `emails[type eq "work"].value`. */
  readonly path: string
  /** `is` and `includes`: some value is equal; `excludes`: none is; `only`: exactly these are; `empty`: there is no value. */
  readonly relation: 'is' | 'includes' | 'excludes' | 'only' | 'empty'
  /** Strings, numbers or booleans; several for `only`. */
  readonly values: readonly (string | number | boolean)[]
}

/** What an assertion expected of the decisive exchange, for a program that judges another answer. */
export interface Expectation {
  /** Statuses that are right: `201`, or a class such as `2xx`. */
  readonly statuses?: readonly string[]
  /** Error types that are right, where the body must have one. */
  readonly scimTypes?: readonly string[]
  /** Members that must be shown. */
  readonly members?: readonly ExpectedMember[]
  /** Whether the answer itself shows the members, or the first read of the resource after it. */
  readonly shownBy?: 'answer' | 'read'
}

/** One finding of one check. */
export interface CheckResult {
  readonly id: string
  readonly suite: string
  readonly title: string
  readonly outcome: Outcome
  /** One sentence with the values: why it failed, was skipped or does not apply. */
  readonly reason?: string
  /** What is wrong with the target, in one short sentence about it; from the violated requirement. */
  readonly failure?: string
  /** Everything the check proves. */
  readonly requirements: readonly CitedRequirement[]
  /** Of those, the ids that did not hold. */
  readonly violated?: readonly string[]
  readonly expected?: readonly string[]
  readonly actual?: string
  /** What the violation means in production; from the violated requirement. */
  readonly impact?: string
  /** How to fix it; from the violated requirement. */
  readonly remedy?: string
  /** How grave a finding is; absent where there is none. */
  readonly gravity?: Gravity
  /** The id of the check whose finding explains this one; absent in a cause. */
  readonly cause?: string
  /** Which variants of the failing request work, where it was sent again. */
  readonly diagnosis?: Diagnosis
  /** What the finding breaks; unlike the verdict of the run, it is about one finding. */
  readonly verdict?: Breach
  /** The id of the check from which this one's skip follows, or the name of the shared cause. */
  readonly rootCause?: string
  /** Observations that change no outcome. */
  readonly notes?: readonly string[]
  readonly durationMs: number
  /** Ids of the exchanges on the tape. */
  readonly evidence: readonly string[]
  /** The id of the exchange that the first failed assertion was about. */
  readonly decisive?: string
  /** What that assertion expected; absent where it is not about a status or a member. */
  readonly expectation?: Expectation
  /** A POSIX shell script that shows the fault by itself: exit 1 where it shows, 0 where it does not, 2 where it cannot tell. */
  readonly script?: string
  /** The command that plays this check alone again. */
  readonly replay?: string
  /** The decisive request as a curl line, its token left to `$SCIM_TOKEN`. */
  readonly curl?: string
  /** Why the finding is known and does not count, where that is so. */
  readonly accepted?: Omit<AcceptedFinding, 'id'>
}

/** What one person's attribute became on each leg; a value that is absent there is absent here. */
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
  /** False if no row of the mapping writes the attribute: the samples show what arrives when an administrator maps it. */
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
  /** `inapplicable` with a note where the server is not a bridge. */
  readonly outcome: Outcome
  readonly note?: string
  readonly evidence?: readonly string[]
}

/** One request and its response on the tape (HAR 1.2 entry shape, credentials masked). */
export interface Exchange {
  /** A call of the target to JumpCloud has the id of the exchange that it belongs to, with a dot and a number: `x12.1`. */
  readonly id: string
  /** The check or story that caused it. */
  readonly cause: string
  /** Which leg it was observed on. */
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
    /** 0 where no answer came; `error` then says why. */
    readonly status: number
    readonly headers: readonly { readonly name: string; readonly value: string }[]
    readonly body: string
    readonly error?: string
  }
  /** How many characters the bodies had, where only their beginning was recorded. */
  readonly cut?: { readonly request?: number; readonly response?: number }
}

/** Where a requirement stands after a run: the worst outcome of its checks, or why there is none. */
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
  /** `unplayed`: its check was not selected; `unchecked`: no check proves it; `unseen`: no client can see it. */
  readonly state: RequirementState
  /** Why it was not judged. */
  readonly reason?: string
  /** The checks that judged it. */
  readonly checks?: readonly string[]
}

/** What changed since an earlier run; ids of checks. */
export interface Comparison {
  readonly baseline: { readonly startedAt: string; readonly target: string; readonly version: string }
  readonly added: readonly string[]
  readonly mended: readonly string[]
  readonly remaining: readonly string[]
  /** Findings of the baseline whose check this run did not judge. */
  readonly unjudged: readonly string[]
}

/** One demand of Microsoft's application gallery, as a checklist shows it. */
export interface ReadinessRow {
  readonly id: string
  readonly title: string
  readonly level: 'required' | 'recommended'
  /** `untested`: what would show it did not run, or does not apply; `ask`: no request shows it. */
  readonly state: 'met' | 'unmet' | 'untested' | 'ask'
  readonly reason?: string
  readonly url: string
  /** The checks that it was judged by. */
  readonly checks?: readonly string[]
}

/** A limit on how long responses may take, and what it came to. */
export interface BudgetResult {
  /** As it was given: `p95<500ms`, `PATCH /Users/{id} p99<1.5s`. */
  readonly budget: string
  /** How many requests it was judged by. */
  readonly requests: number
  /** Milliseconds. */
  readonly actual: number
  readonly isMet: boolean
}

/** How many of each outcome, and how many exchanges were recorded. */
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
    /** Present where the target was gone before the run ended. */
    readonly interruption?: Interruption
  }
  readonly target: {
    readonly baseUrl: string
    readonly dialect: 'legacy' | 'flagged'
    readonly observe: 'scim' | 'jumpcloud'
    readonly capabilities: Readonly<Record<string, boolean>>
    /** What sounding found out. */
    readonly abilities?: readonly AbilityRow[]
  }
  readonly verdict: Verdict
  /** Whether Entra could provision this server, and what would break: one sentence. */
  readonly summary: string
  /** Why the target could not be tested, where it could not. */
  readonly reason?: string
  readonly counts: Counts
  /** Ids of the checks that failed or warn and follow from no other, the gravest first. */
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
  /** What the application gallery demands, where its tests ran. */
  readonly readiness?: readonly ReadinessRow[]
  /** Against the baseline that the run was given. */
  readonly comparison?: Comparison
  /** Resources that could not be removed, each with the command that removes it. */
  readonly leftovers?: readonly { readonly location: string; readonly reason: string; readonly remove: string }[]
}
