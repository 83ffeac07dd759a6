import { causesOf, followersOf } from '../../../model/causes.ts'
import { GRAVITIES, gravityOf } from '../../../model/gravity.ts'
import type { CheckResult, CitedRequirement, RehearsalResult } from '../../../model/result.ts'
import { failureOf } from '../../../model/sentences.ts'
import { isFinding } from './outcome.ts'

/** A cause with every check that follows from it. */
export interface FindingGroup {
  readonly cause: CheckResult
  readonly followers: readonly CheckResult[]
}

/**
 * Returns every cause with the checks that follow from it, ranked. Internal errors of scim-rehearsal, which say
 * nothing about the target, come first.
 */
export function groupFindings(result: RehearsalResult): FindingGroup[] {
  const faults = result.checks.filter(({ outcome }) => outcome === 'error')
  return [...faults, ...causesOf(result)].map((cause) => ({ cause, followers: followersOf(result, cause.id) }))
}

/** Returns the finding that explains this check; undefined if the check is a cause itself, or not a finding. */
export function causeOf(result: RehearsalResult, check: CheckResult): CheckResult | undefined {
  return causesOf(result).find(({ id }) => followersOf(result, id).includes(check))
}

/** Returns the violated requirements; all requirements of the check if the result does not say which. */
export function violatedOf({ requirements, violated }: CheckResult): readonly CitedRequirement[] {
  const broken = requirements.filter(({ id }) => violated?.includes(id) === true)
  return broken.length > 0 ? broken : requirements
}

/** The filter and the order of the findings, as the URL contains them. An empty or absent member filters nothing. */
export interface FindingQuery {
  /** Words, all of which must occur in the strings of one finding; letter case is ignored. */
  readonly words?: string
  /** The gravity, 1 to 5. */
  readonly gravity?: string
  readonly suite?: string
  /** The section of a violated requirement. */
  readonly section?: string
  readonly known?: string
  readonly sort?: string
}

/** The orders in which findings can be shown; the first one is the default. */
export const SORTS = {
  gravity: 'gravity',
  followers: 'checks that follow',
  section: 'section',
  suite: 'suite',
  name: 'name',
} as const

/**
 * Returns the groups in which the cause or a finding that follows from it satisfies the query, in the order of the
 * query.
 */
export function findGroups(
  groups: readonly FindingGroup[],
  query: FindingQuery,
  added: ReadonlySet<string>,
): FindingGroup[] {
  const found = groups.filter(({ cause, followers }) =>
    [cause, ...followers.filter(isFinding)].some((check) => satisfies(check, query, added)),
  )
  const order = orderOf(query.sort)
  return order === undefined ? found : found.sort(order)
}

/** Returns whether a finding satisfies the query. */
export function satisfies(
  check: CheckResult,
  { words = '', gravity = '', suite = '', section = '', known = '' }: FindingQuery,
  added: ReadonlySet<string>,
): boolean {
  if (gravity !== '' && String(gravityOf(check)) !== gravity) return false
  if (suite !== '' && check.suite !== suite) return false
  if (section !== '' && !violatedOf(check).some((rule) => rule.section === section)) return false
  if (known === 'known' && check.accepted === undefined) return false
  if (known === 'unknown' && check.accepted !== undefined) return false
  if (known === 'new' && !added.has(check.id)) return false
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return true
  const text = textOf(check)
  return wanted.every((word) => text.includes(word))
}

function textOf(check: CheckResult): string {
  const { id, title, failure, reason, impact, remedy, actual, expected = [], notes = [], diagnosis, gravity } = check
  const rules = check.requirements.flatMap((rule) => [rule.id, rule.section, rule.title, rule.statement])
  const tried = diagnosis?.tried.flatMap(({ variant, answer }) => [variant, answer]) ?? []
  const shapes = [diagnosis?.summary, diagnosis?.wrong, diagnosis?.right]
  const word = gravity === undefined ? undefined : GRAVITIES[gravity].word
  return [
    id,
    title,
    failure,
    reason,
    impact,
    remedy,
    actual,
    word,
    ...expected,
    ...notes,
    ...rules,
    ...tried,
    ...shapes,
  ]
    .filter((text) => text !== undefined)
    .join(' ')
    .toLowerCase()
}

type Order = (one: FindingGroup, other: FindingGroup) => number

function orderOf(sort: string | undefined): Order | undefined {
  const by =
    (text: (check: CheckResult) => string): Order =>
    (one, other) =>
      text(one.cause).localeCompare(text(other.cause), 'en', { numeric: true })
  const orders: Readonly<Record<string, Order>> = {
    followers: (one, other) => other.followers.length - one.followers.length,
    section: by((check) => violatedOf(check)[0]?.section ?? ''),
    suite: by(({ suite }) => suite),
    name: by(failureOf),
  }
  return sort === undefined ? undefined : orders[sort]
}
