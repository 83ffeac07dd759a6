import { type AbilityRow, type CheckResult, isTargetFinding } from '../../reports/index.ts'
import { targetName } from '../entra/target-name.ts'
import type { CauseRow } from '../load/cause-table.ts'
import { KEPT_FAULTS } from './judge-invariants.ts'
import { idOf, neededBy, prerequisites } from './prerequisites.ts'
import {
  isHandledUnlike,
  isOfQuery,
  namesInReason,
  patternOf,
  refusalsIn,
  TELLS_OF_LOST,
  targetsInReason,
} from './reason-words.ts'

/** The facts that link findings to each other. */
export interface CauseParts {
  readonly table: readonly CauseRow[]
  /** Returns the state of an ability that the probes found. */
  readonly stateOf?: (ability: string) => AbilityRow['state'] | undefined
  /** The ids of the checks that decide an ability, in the order of the run, in addition to those of the table. */
  readonly deciders?: ReadonlyMap<string, readonly string[]>
  /** The names of attributes that the target does not store as Entra sends them. */
  readonly lost?: readonly string[]
  /** Ids of the rules by which every exchange is judged. */
  readonly rules?: ReadonlySet<string>
}

/** Reasons for a skip that follow from no finding. */
const NO_FINDING: ReadonlySet<string> = new Set(['no-such-traffic', 'read-only', 'target-gone', 'interrupted'])

/** The check that reports which attributes the target does not store. */
const LOST_BY = 'entra.create.all-attributes'

/**
 * Adds to each result the finding from which it follows. A finding follows from another one that decides an ability
 * which it needs according to the table; a skip follows from the finding that it names (a check or an ability;
 * `keeps-NAME` if the attribute is not stored). A result that follows from a finding is neither a second failure nor
 * a pass: its outcome becomes `skip`. A failure never follows from a warning. Pure.
 */
export function withCauses(results: readonly CheckResult[], parts: CauseParts): readonly CheckResult[] {
  const byId = new Map(results.map((result) => [result.id, result]))
  const explained = explain(results, byId, parts)
  const rootOf = (id: string): string => {
    let root = id
    for (let next = explained.get(root); next !== undefined; next = explained.get(root)) root = next
    return root
  }
  const lostTargets = targetsInReason(byId.get(LOST_BY))
  const lostBy = (rootCause: string): readonly string[] => {
    const name = /^keeps-(.+)$/.exec(rootCause)?.[1]
    return name !== undefined && lostTargets.some((target) => isPartOf(target, name)) ? [LOST_BY] : []
  }
  // `seen` is shared by all paths, because a result that led to no finding once need not be followed again.
  const skipCause = ({ id, rootCause }: CheckResult, seen: Set<string>): string | undefined => {
    if (rootCause === undefined || seen.has(id) || NO_FINDING.has(rootCause)) return undefined
    seen.add(id)
    const named = byId.has(rootCause)
      ? [rootCause]
      : [...decidersOf(rootCause, parts), ...basicDecidersOf(rootCause, parts), ...lostBy(rootCause)]
    for (const candidate of named.map((one) => byId.get(idOf(one)))) {
      if (candidate === undefined || candidate.id === id) continue
      const further = isTargetFinding(candidate) ? rootOf(candidate.id) : skipCause(candidate, seen)
      if (further !== undefined) return further
    }
    return undefined
  }

  return results.map((result) => {
    if (!isTargetFinding(result)) {
      const cause = result.outcome === 'skip' ? skipCause(result, new Set()) : undefined
      return cause === undefined ? result : { ...result, cause }
    }
    if (!explained.has(result.id)) return result
    const cause = rootOf(result.id)
    const title = byId.get(cause)?.title ?? cause
    return {
      ...result,
      outcome: 'skip',
      reason: `follows from ${cause} ("${title}"): ${result.reason ?? ''}`,
      rootCause: cause,
      cause,
    }
  })
}

/** Returns whether a target such as `emails[type eq "work"].value` is an attribute or a part of it. */
const isPartOf = (target: string, name: string): boolean =>
  target === name || (target.startsWith(name) && /^[.[]/.test(target.slice(name.length)))

function decidersOf(ability: string, { table, deciders }: CauseParts): readonly string[] {
  const listed = table.find((row) => row.ability === ability)?.decidedBy ?? []
  return [...listed, ...(deciders?.get(ability) ?? []).filter((id) => !listed.some((one) => idOf(one) === id))]
}

/** Returns the checks that decide the abilities on which one depends directly: it can fail with them, although its own check passes. */
const basicDecidersOf = (ability: string, parts: CauseParts): readonly string[] =>
  (parts.table.find((row) => row.ability === ability)?.dependsOn ?? []).flatMap((basic) => decidersOf(basic, parts))

/** Returns by finding the one from which it follows directly. */
function explain(
  results: readonly CheckResult[],
  byId: ReadonlyMap<string, CheckResult>,
  parts: CauseParts,
): ReadonlyMap<string, string> {
  const { table, stateOf, lost = [], rules = new Set<string>() } = parts
  const direct = new Map<string, string>()
  const lostChecks = new Set(
    [...lost, ...targetsInReason(byId.get(LOST_BY))].map((target) => `entra.attribute.${targetName(target)}`),
  )
  const namesOfLost = patternOf([...lost, ...namesInReason(byId.get(LOST_BY))])
  const isAncestor = (id: string, of: string): boolean => {
    for (let next: string | undefined = of; next !== undefined; next = direct.get(next)) if (next === id) return true
    return false
  }
  const rowOf = new Map(table.map((row) => [row.ability, row]))
  const stateFound = (ability: string): AbilityRow['state'] | undefined =>
    stateOf?.(rowOf.get(ability)?.probedAs ?? ability)
  const isAboutIt = (ability: string, decider: string, { id, reason = '' }: CheckResult): boolean => {
    const row = rowOf.get(ability)
    // If reasons say what a decider decided, they also say what follows from it.
    const isOfFamily =
      row?.decidedWhen === undefined && row?.decidedBy?.some((one) => idOf(one) === id) === true && idOf(decider) !== id
    return row?.when === undefined || isOfFamily || new RegExp(row.when).test(reason)
  }
  const isAlike = (ability: string, cause: CheckResult, { violated = [] }: CheckResult): boolean =>
    rowOf.get(ability)?.alike !== true || violated.some((id) => cause.violated?.includes(id) === true)
  const isCauseOf = (decider: string, ability: string, result: CheckResult): boolean => {
    const [id = '', requirement] = decider.split('#')
    const cause = byId.get(id)
    if (cause === undefined || !isTargetFinding(cause) || isAncestor(result.id, id)) return false
    if (result.outcome === 'fail' && cause.outcome !== 'fail') return false
    if (!isAlike(ability, cause, result)) return false
    if (rowOf.get(ability)?.routed === true && isHandledUnlike(cause, result)) return false
    if (rowOf.get(ability)?.queries === true && !isOfQuery(result)) return false
    const decidedWhen = rowOf.get(ability)?.decidedWhen
    if (decidedWhen !== undefined && !new RegExp(decidedWhen).test(cause.reason ?? '')) return false
    // An ability that the probes saw working exists, even if the check that decides it has a finding.
    return requirement === undefined ? stateFound(ability) !== 'yes' : cause.violated?.includes(requirement) === true
  }
  const order = new Map(table.flatMap(({ decidedBy = [] }) => decidedBy).map((one, index) => [idOf(one), index]))
  const basicFirst = results
    .filter(isTargetFinding)
    .toSorted((a, b) => (order.get(a.id) ?? Number.MAX_SAFE_INTEGER) - (order.get(b.id) ?? Number.MAX_SAFE_INTEGER))
  for (const result of basicFirst) {
    const cause = causeIn(result)
    if (cause !== undefined) direct.set(result.id, cause)
  }
  for (const result of results.filter(isTargetFinding)) {
    const cause = direct.has(result.id) ? undefined : (provoker(result) ?? sameSilence(result) ?? sameRefusal(result))
    if (cause !== undefined) direct.set(result.id, cause)
  }
  return direct

  /** Returns the most basic finding without a response to the same kind of request. */
  function sameSilence(result: CheckResult): string | undefined {
    if (result.rootCause === undefined) return undefined
    return firstOf(
      basicFirst.filter((one) => one.rootCause === result.rootCause),
      result,
    )
  }

  /**
   * Returns the most basic finding for which the target gave the same explanation, if that names an attribute or a
   * header.
   */
  function sameRefusal(result: CheckResult): string | undefined {
    const words = refusalsIn(result)
    if (words.length === 0) return undefined
    return firstOf(
      basicFirst.filter((one) => refusalsIn(one).some((each) => words.includes(each))),
      result,
    )
  }

  /**
   * Returns the first of several similar findings that follows from no other, a failure before a warning, unless it
   * is this one.
   */
  function firstOf(alike: readonly CheckResult[], { id, outcome }: CheckResult): string | undefined {
    const open = alike.filter((one) => !direct.has(one.id))
    const first = open.find((one) => one.outcome === 'fail') ?? open[0]
    return first === undefined || first.id === id || (outcome === 'fail' && first.outcome !== 'fail')
      ? undefined
      : first.id
  }

  /**
   * Returns the finding whose own requests got all responses that violate a rule over exchanges; if these are the
   * decisive responses of several findings, the first of them.
   */
  function provoker(rule: CheckResult): string | undefined {
    const { evidence } = rule
    if (!rules.has(rule.id) || evidence.length === 0 || evidence.length >= KEPT_FAULTS) return undefined
    const candidates = results.filter(
      (one) =>
        !rules.has(one.id) &&
        isTargetFinding(one) &&
        !(rule.outcome === 'fail' && one.outcome !== 'fail') &&
        !isAncestor(rule.id, one.id),
    )
    const only = candidates.find((one) => evidence.every((exchange) => one.evidence.includes(exchange)))
    if (only !== undefined) return only.id
    // A request may have been sent again: the finding is about one of the two responses.
    const isOf = (one: CheckResult, exchange: string): boolean =>
      one.decisive === exchange ||
      (one.evidence.includes(exchange) && one.decisive !== undefined && evidence.includes(one.decisive))
    const ofExchange = evidence.map((exchange) => candidates.find((one) => isOf(one, exchange)))
    return ofExchange.includes(undefined) ? undefined : ofExchange[0]?.id
  }

  function causeIn(result: CheckResult): string | undefined {
    // An ability that a check decides is more basic than one that needs it.
    const own = new Set(
      table
        .filter(
          ({ ability, decidedBy = [] }) =>
            stateFound(ability) !== 'yes' && decidedBy.some((one) => idOf(one) === result.id),
        )
        .map(({ ability }) => ability),
    )
    // The probes found an ability missing whose prerequisites work, so it is missing by itself.
    const isMissing = (ability: string): boolean =>
      rowOf.get(ability)?.apart === true &&
      stateFound(ability) === 'no' &&
      prerequisites([ability], table).every((basic) => basic === ability || stateFound(basic) !== 'no')
    const apart = [...own].filter(isMissing)
    const above = apart.length === 0 ? undefined : new Set(prerequisites(apart, table))
    for (const ability of neededBy(result.id, table)) {
      if (above?.has(ability) === false) continue
      if (!own.has(ability) && prerequisites([ability], table).some((basic) => own.has(basic))) continue
      for (const decider of decidersOf(ability, parts)) {
        // If several checks decide one ability, each follows from those before it.
        if (idOf(decider) === result.id) break
        if (rowOf.get(ability)?.independent === true && direct.has(idOf(decider))) continue
        if (isAboutIt(ability, decider, result) && isCauseOf(decider, ability, result)) return idOf(decider)
      }
    }
    const names = result.id === LOST_BY || !TELLS_OF_LOST.test(result.reason ?? '') ? undefined : namesOfLost
    // A violated requirement that decides an ability is not about a single attribute.
    const isDecisive = table.some(({ decidedBy = [] }) =>
      decidedBy.some((one) => result.violated?.some((requirement) => one === `${result.id}#${requirement}`)),
    )
    const isAboutLost = !isDecisive && names?.test(result.reason ?? '') === true
    return (isAboutLost || lostChecks.has(result.id)) && isCauseOf(LOST_BY, '', result) ? LOST_BY : undefined
  }
}
