import type { CoveredRequirement, RequirementState } from '../../../model/result.ts'

/** A node of the map of requirements: all of them, a specification, a section, or one requirement. */
export interface CoverageNode {
  /** The last part of the path to the node. */
  readonly key: string
  readonly label: string
  readonly path: readonly string[]
  readonly children: readonly CoverageNode[]
  /** The requirement, if the node is one. */
  readonly requirement?: CoveredRequirement
  /** The number of requirements below the node, by state. */
  readonly counts: Readonly<Partial<Record<RequirementState, number>>>
  readonly size: number
}

/**
 * Arranges requirements by specification and section; `3.4.2.2` is below `3.4.2`, which is below `3.4`, which is
 * below `3`.
 */
export function coverageTree(requirements: readonly CoveredRequirement[]): CoverageNode {
  const specs = [...Map.groupBy(requirements, ({ spec }) => spec)].map(([spec, rows]) =>
    branch(spec, spec, [spec], /^RFC/.test(spec) ? sectionsOf(rows, [spec], '') : topicsOf(rows, [spec])),
  )
  return branch('', 'All requirements', [], specs)
}

/** Returns the node that a path leads to, or the last existing one on the path. */
export function coverageAt(root: CoverageNode, path: readonly string[]): CoverageNode {
  let node = root
  for (const key of path) {
    const next = node.children.find((child) => child.key === key)
    if (next === undefined) break
    node = next
  }
  return node
}

/** Returns the requirements below a node. */
export function requirementsBelow({ requirement, children }: CoverageNode): CoveredRequirement[] {
  return requirement === undefined ? children.flatMap(requirementsBelow) : [requirement]
}

/** Returns the specification and section of a requirement for a reader: `RFC 7644 §3.5.2`, `Entra: Matching`. */
export function placeOf({ spec, section }: CoveredRequirement): string {
  return /^[\d.]+$/.test(section) ? `${spec} §${section}` : `${spec}: ${section}`
}

/** Returns the nodes below `prefix`: the requirements of that section itself, and its subsections. */
function sectionsOf(rows: readonly CoveredRequirement[], path: readonly string[], prefix: string): CoverageNode[] {
  const own = rows.filter(({ section }) => section === prefix)
  const depth = prefix === '' ? 1 : prefix.split('.').length + 1
  const deeper = rows.filter(({ section }) => section !== prefix)
  const sections = Map.groupBy(deeper, ({ section }) => section.split('.').slice(0, depth).join('.'))
  const nodes = [...sections]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([section, below]) => {
      const to = [...path, section]
      return branch(section, `§${section}`, to, sectionsOf(below, to, section))
    })
  return [...own.map((row) => leaf(row, path)), ...nodes]
}

function topicsOf(rows: readonly CoveredRequirement[], path: readonly string[]): CoverageNode[] {
  const topics = [...Map.groupBy(rows, ({ section }) => section)]
  // If every topic has one row, a level of topics has no use.
  if (topics.length === rows.length) return rows.map((row) => leaf(row, path))
  return topics.map(([topic, below]) => {
    const to = [...path, topic]
    return branch(
      topic,
      topic,
      to,
      below.map((row) => leaf(row, to)),
    )
  })
}

function leaf(requirement: CoveredRequirement, path: readonly string[]): CoverageNode {
  const { id, title, state } = requirement
  return { key: id, label: title, path: [...path, id], children: [], requirement, counts: { [state]: 1 }, size: 1 }
}

function branch(key: string, label: string, path: readonly string[], children: readonly CoverageNode[]): CoverageNode {
  const counts: Partial<Record<RequirementState, number>> = {}
  for (const child of children)
    for (const [state, count] of Object.entries(child.counts) as [RequirementState, number][])
      counts[state] = (counts[state] ?? 0) + count
  return { key, label, path, children, counts, size: children.reduce((sum, child) => sum + child.size, 0) }
}
