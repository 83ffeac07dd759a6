import { config } from 'chai'
import type { CheckResult } from '../../reports/index.ts'
import { expect } from '../assertions/scim-assertions.ts'
import type { Invariant } from '../check/invariant.ts'
import type { Register } from '../load/requirement.ts'
import type { ObservedExchange } from '../observe/observed-exchange.ts'
import { shorten } from '../text/shorten.ts'
import { asCheckResult, type Finding } from './judge-check.ts'
import { severityOf } from './severity.ts'
import { asViolation, type Violation } from './violation.ts'

/** The maximum number of violating exchanges that a rule cites. */
export const KEPT_FAULTS = 12

interface Tally {
  judged: number
  broken: number
  readonly evidence: string[]
  readonly violations: Violation[]
  fault?: string
}

/** Judges exchanges as they pass, in bounded memory. */
export interface InvariantJudge {
  observe(exchange: ObservedExchange): void
  /** Returns one result for each invariant. */
  results(): CheckResult[]
}

/** Creates a judge of all invariants of the suites. */
export function createInvariantJudge(
  invariants: readonly { readonly suite: string; readonly invariant: Invariant }[],
  register: Register,
  replay?: (id: string) => string,
): InvariantJudge {
  const tallies = new Map<Invariant, Tally>()
  for (const { invariant } of invariants) tallies.set(invariant, { judged: 0, broken: 0, evidence: [], violations: [] })

  return {
    observe: (exchange) => {
      for (const [invariant, tally] of tallies) judge(invariant, tally, exchange)
    },
    results: () =>
      invariants.map(({ suite, invariant }) => {
        const tally = tallies.get(invariant) ?? { judged: 0, broken: 0, evidence: [], violations: [] }
        return asCheckResult(invariant, suite, asFinding(invariant, tally, register), register, {
          durationMs: 0,
          evidence: tally.evidence,
          ...(replay === undefined ? {} : { replay: replay(invariant.id) }),
        })
      }),
  }
}

/** The judgement of one invariant on one exchange. */
export type Judgement =
  | { readonly kind: 'silent' }
  | { readonly kind: 'holds' }
  | { readonly kind: 'broken'; readonly violation: Violation }
  /** An exception of the invariant itself. */
  | { readonly kind: 'fault'; readonly message: string }

/** Judges one exchange by one invariant. Never throws. */
export function judgeExchange(invariant: Invariant, exchange: ObservedExchange): Judgement {
  // Chai's guard against misspelt properties costs more time than the judgement itself, and the compiler finds
  // misspelt properties too.
  const { useProxy } = config
  config.useProxy = false
  try {
    if (!invariant.when(exchange)) return { kind: 'silent' }
    invariant.holds(exchange, expect)
    return { kind: 'holds' }
  } catch (error) {
    const violation = asViolation(error)
    if (violation !== undefined) return { kind: 'broken', violation }
    return { kind: 'fault', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  } finally {
    config.useProxy = useProxy
  }
}

function judge(invariant: Invariant, tally: Tally, exchange: ObservedExchange): void {
  const judged = judgeExchange(invariant, exchange)
  if (judged.kind === 'silent') return
  if (judged.kind === 'fault') {
    tally.fault ??= judged.message
    return
  }
  tally.judged += 1
  if (judged.kind === 'holds') return
  tally.broken += 1
  if (tally.evidence.length >= KEPT_FAULTS) return
  const { violation } = judged
  tally.evidence.push(exchange.id)
  tally.violations.push({
    ...violation,
    exchange: exchange.id,
    message: `${exchange.method} ${exchange.path}${queryOf(exchange)} (${exchange.id}): ${violation.message}`,
  })
}

/** The maximum number of characters of a query that a message quotes. */
const MAX_QUERY = 120

/** The parameters of SCIM; other parameters may be credentials. */
const SCIM_PARAMETERS = /^(?:attributes|excludedAttributes|filter|count|startIndex|sortBy|sortOrder|cursor)$/

/** Formats the decoded query of an exchange for a reader. */
function queryOf({ query }: ObservedExchange): string {
  const parts = [...query].filter(([name]) => SCIM_PARAMETERS.test(name)).map(([name, value]) => `${name}=${value}`)
  return parts.length === 0 ? '' : `?${shorten(parts.join('&'), MAX_QUERY)}`
}

function asFinding(invariant: Invariant, tally: Tally, register: Register): Finding {
  const base = { violated: [], violations: [], notes: [] }
  if (tally.fault !== undefined)
    return { ...base, outcome: 'error', reason: `internal error in scim-rehearsal: ${tally.fault}` }
  if (tally.judged === 0)
    return {
      ...base,
      outcome: 'skip',
      reason: 'the run had no exchange to which this rule applies',
      rootCause: 'no-such-traffic',
    }
  if (tally.broken === 0) return { ...base, outcome: 'pass', notes: [`true in ${responses(tally.judged)}`] }
  return {
    outcome: severityOf(invariant.requirements, register),
    reason: `${tally.broken} of ${responses(tally.judged)} ${tally.broken === 1 ? 'violates' : 'violate'} this rule; ${tally.broken === 1 ? 'it' : 'the first'} is ${tally.violations[0]?.message ?? ''}`,
    violated: invariant.requirements,
    violations: tally.violations,
    notes: [],
  }
}

const responses = (count: number): string => `${count} ${count === 1 ? 'response' : 'responses'}`
