import { gravestFirst } from './gravity.ts'
import type { CheckResult } from './result.ts'

/**
 * Infers which finding explains which check, for a result of an earlier version that does not say so: findings that
 * name the same cause, violate the same rule, or cite only exchanges of another finding follow from the gravest of
 * them.
 */
export function inferredCauses(checks: readonly CheckResult[]): Map<string, string> {
  const causes = new Map<string, string>()
  const groups: CheckResult[][] = []
  const findings = checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'warn').sort(gravestFirst())
  for (const finding of findings) {
    const group = groups.find((findings) => findings.some((other) => haveOneCause(finding, other)))
    if (group === undefined) groups.push([finding])
    else group.push(finding)
  }
  for (const [gravest, ...others] of groups)
    for (const { id } of others) if (gravest !== undefined) causes.set(id, gravest.id)
  for (const skip of checks.filter(({ outcome }) => outcome === 'skip')) {
    const [gravest] = groups.find((group) => group.some((finding) => explains(finding, skip))) ?? []
    if (gravest !== undefined) causes.set(skip.id, gravest.id)
  }
  return causes
}

function haveOneCause(one: CheckResult, other: CheckResult): boolean {
  if ((one.accepted === undefined) !== (other.accepted === undefined)) return false
  if (one.rootCause !== undefined && (one.rootCause === other.rootCause || one.rootCause === other.id)) return true
  if (one.violated?.some((id) => other.violated?.includes(id))) return true
  return isWithin(one.evidence, other.evidence) || isWithin(other.evidence, one.evidence)
}

/** Each check has its own exchanges; only a rule over all exchanges can cite only those of one check. */
function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  return part.length > 0 && part.length < whole.length && part.every((id) => whole.includes(id))
}

function explains({ id, rootCause, reason = '' }: CheckResult, skip: CheckResult): boolean {
  if (skip.rootCause === id || (rootCause !== undefined && skip.rootCause === rootCause)) return true
  // A skip quotes the reason of the finding that caused it.
  return reason.length > 20 && skip.reason?.includes(reason) === true
}
