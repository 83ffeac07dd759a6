import { gravestFirst } from '../../../model/gravity.ts'
import type { CheckResult, CitedRequirement } from '../../../model/result.ts'
import { capitalise } from './headline.ts'
import { isFinding } from './outcome.ts'

/** Findings of one cause, gravest first, and what could not be judged because of them. */
export interface FindingGroup {
  /** What the group is called: what it means in production, else the rule that is broken, else the check. */
  readonly title: string
  readonly findings: readonly CheckResult[]
  /** Checks that were skipped since these failed. */
  readonly followers: readonly CheckResult[]
}

/**
 * Groups findings by their cause: they name the same one, break the same rule, or one was seen in nothing but the exchanges of another.
 * Gravest groups first; those that stop Entra before those that depart from the RFC alone.
 */
export function groupFindings(checks: readonly CheckResult[]): FindingGroup[] {
  const findings = checks.filter(isFinding).sort(gravestFirst())
  const groups: CheckResult[][] = []
  for (const finding of findings) {
    const home = groups.find((group) => group.some((other) => haveOneCause(finding, other)))
    if (home === undefined) groups.push([finding])
    else home.push(finding)
  }
  const skips = checks.filter(({ outcome }) => outcome === 'skip')
  return groups.map((group) => ({
    title: titleOf(group),
    findings: group,
    followers: skips.filter((skip) => group.some((finding) => follows(skip, finding))),
  }))
}

function haveOneCause(one: CheckResult, other: CheckResult): boolean {
  if ((one.accepted === undefined) !== (other.accepted === undefined)) return false
  if (one.rootCause !== undefined && (one.rootCause === other.rootCause || one.rootCause === other.id)) return true
  if (one.violated?.some((id) => other.violated?.includes(id))) return true
  return isWithin(one.evidence, other.evidence) || isWithin(other.evidence, one.evidence)
}

/** The exchanges of a check are its own; only a rule over all exchanges can have seen nothing but those of one check. */
function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  return part.length > 0 && part.length < whole.length && part.every((id) => whole.includes(id))
}

function follows(skip: CheckResult, { id, rootCause, reason = '' }: CheckResult): boolean {
  if (skip.rootCause === id || (rootCause !== undefined && skip.rootCause === rootCause)) return true
  // A skip cites the answer that stopped it.
  return reason.length > 20 && skip.reason?.includes(reason) === true
}

function titleOf([gravest, ...others]: readonly CheckResult[]): string {
  if (gravest === undefined) return ''
  if (gravest.impact !== undefined) return capitalise(gravest.impact)
  const rule = violatedOf(gravest)[0]
  return others.length > 0 && rule?.title !== undefined ? rule.title : gravest.title
}

/** The requirements that did not hold; all of them where the result does not tell. */
export function violatedOf({ requirements, violated }: CheckResult): readonly CitedRequirement[] {
  const broken = requirements.filter(({ id }) => violated?.includes(id) === true)
  return broken.length > 0 ? broken : requirements
}
