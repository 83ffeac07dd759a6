import { gravestFirst } from './gravity.ts'
import { inferredCauses } from './inferred-causes.ts'
import type { CheckResult, RehearsalResult } from './result.ts'

type Findings = Pick<RehearsalResult, 'checks' | 'causes'>

interface CauseTree {
  readonly causes: readonly CheckResult[]
  readonly followers: ReadonlyMap<string, readonly CheckResult[]>
}

const trees = new WeakMap<readonly CheckResult[], CauseTree>()

/** Findings that follow from no other finding, ranked; accepted ones come last. */
export function causesOf(result: Findings): readonly CheckResult[] {
  return treeOf(result).causes
}

/** The causes that somebody must still fix: ranked, without those that are known and accepted. */
export function causesToFix(result: Findings): readonly CheckResult[] {
  return causesOf(result).filter(({ accepted }) => accepted === undefined)
}

/** Every check that failed, warned or was skipped because of this finding, directly or through others. */
export function followersOf(result: Findings, id: string): readonly CheckResult[] {
  return treeOf(result).followers.get(id) ?? []
}

/** How many different checks these findings block. */
export function blockedBy(result: Findings, causes: readonly CheckResult[]): number {
  return new Set(causes.flatMap(({ id }) => followersOf(result, id))).size
}

/** Whether a check failed or deserves a look. A fault of the harness is not a finding about the target. */
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
  // Earlier versions do not say which finding explains which: there it is inferred.
  const inferred = named === undefined ? inferredCauses(checks) : new Map<string, string>()
  const byId = new Map(checks.map((check) => [check.id, check]))
  const parentOf = (check: CheckResult): CheckResult | undefined => {
    if (check.outcome === 'pass' || check.outcome === 'error') return undefined
    const id = check.cause ?? inferred.get(check.id) ?? check.rootCause
    const parent = id === undefined || id === check.id ? undefined : byId.get(id)
    if (parent === undefined || !isTargetFinding(parent)) return undefined
    // A finding that counts must not hide below one that is accepted.
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

/** The findings that explain a check, the nearest first. A circle explains nothing: its members count as causes. */
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
