import { gravestFirst } from './gravity.ts'
import { inferredCauses } from './inferred-causes.ts'
import type { CheckResult, RehearsalResult } from './result.ts'

type Findings = Pick<RehearsalResult, 'checks' | 'causes'>

interface CauseTree {
  readonly causes: readonly CheckResult[]
  readonly followers: ReadonlyMap<string, readonly CheckResult[]>
}

const trees = new WeakMap<readonly CheckResult[], CauseTree>()

/** Returns the findings that follow from no other finding, ranked; accepted ones are last. */
export function causesOf(result: Findings): readonly CheckResult[] {
  return treeOf(result).causes
}

/** Returns the causes that must still be fixed: ranked, without the accepted ones. */
export function causesToFix(result: Findings): readonly CheckResult[] {
  return causesOf(result).filter(({ accepted }) => accepted === undefined)
}

/** Returns every check that failed, warned or was skipped because of this finding, directly or indirectly. */
export function followersOf(result: Findings, id: string): readonly CheckResult[] {
  return treeOf(result).followers.get(id) ?? []
}

/** Returns the number of different checks that follow from these findings. */
export function blockedBy(result: Findings, causes: readonly CheckResult[]): number {
  return new Set(causes.flatMap(({ id }) => followersOf(result, id))).size
}

/** Returns whether a check is a finding about the target. An internal error is not. */
export function isTargetFinding({ outcome }: CheckResult): boolean {
  return outcome === 'fail' || outcome === 'warn'
}

function treeOf(result: Findings): CauseTree {
  const known = trees.get(result.checks)
  if (known !== undefined) return known
  const tree = buildTree(result)
  trees.set(result.checks, tree)
  return tree
}

function buildTree({ checks, causes: named }: Findings): CauseTree {
  // Results of earlier versions do not say which finding explains which, so it is inferred.
  const inferred = named === undefined ? inferredCauses(checks) : new Map<string, string>()
  const byId = new Map(checks.map((check) => [check.id, check]))
  const parentOf = (check: CheckResult): CheckResult | undefined => {
    if (check.outcome === 'pass' || check.outcome === 'error') return undefined
    const id = check.cause ?? inferred.get(check.id) ?? check.rootCause
    const parent = id === undefined || id === check.id ? undefined : byId.get(id)
    if (parent === undefined || !isTargetFinding(parent)) return undefined
    // A finding that counts must not be hidden below an accepted one.
    const isHidden = isTargetFinding(check) && check.accepted === undefined && parent.accepted !== undefined
    return isHidden ? undefined : parent
  }
  const causes: CheckResult[] = []
  const followers = new Map<string, CheckResult[]>()
  for (const check of checks) {
    const ancestors = ancestorsOf(check, parentOf)
    if (ancestors.length === 0 && isTargetFinding(check)) causes.push(check)
    for (const { id } of ancestors) followers.set(id, [...(followers.get(id) ?? []), check])
  }
  return { causes: causes.sort(gravestFirst(({ id }) => followers.get(id)?.length ?? 0)), followers }
}

/**
 * Returns the findings that explain a check, the nearest first. A cycle explains nothing: its members count as
 * causes.
 */
function ancestorsOf(
  check: CheckResult,
  parentOf: (check: CheckResult) => CheckResult | undefined,
): readonly CheckResult[] {
  const ancestors: CheckResult[] = []
  for (let parent = parentOf(check); parent !== undefined; parent = parentOf(parent)) {
    if (parent === check || ancestors.includes(parent)) return []
    ancestors.push(parent)
  }
  return ancestors
}
