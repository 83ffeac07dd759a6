import { type HierarchyRectangularNode, hierarchy, treemap, treemapSquarify } from 'd3-hierarchy'
import type { VNode } from 'preact'
import { useMemo, useRef } from 'preact/hooks'
import type { CoverageNode } from '../model/coverage-tree.ts'
import { plural } from '../model/format.ts'
import { STATE_ORDER, STATES } from '../model/outcome.ts'
import { formatRoute } from '../model/route.ts'
import { useWidth } from '../ui/use-width.ts'

type Place = HierarchyRectangularNode<CoverageNode>

// Pixels.
const LABEL = 24
const INNER_LABEL = 16
const NARROW = 640

/**
 * A node of the map as nested areas: two levels of nodes are links that lead deeper, each requirement is a coloured
 * cell.
 */
export function CoverageMap({ node }: { node: CoverageNode }): VNode {
  const element = useRef<HTMLDivElement>(null)
  const width = useWidth(element)
  const height = width < NARROW ? 560 : 480
  const map = useMemo(() => (width === 0 ? undefined : layOut(node, width, height)), [node, width, height])
  return (
    <div class="treemap" ref={element} style={{ height: `${height}px` }}>
      {map?.children?.map((place) =>
        place.data.requirement === undefined ? (
          <Branch key={place.data.key} place={place} />
        ) : (
          <Leaf key={place.data.key} place={place} />
        ),
      )}
    </div>
  )
}

function layOut(node: CoverageNode, width: number, height: number): Place {
  const root = hierarchy(node, ({ children }) => children)
    .sum(({ requirement }) => (requirement === undefined ? 0 : 1))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0) || gravityOf(a.data) - gravityOf(b.data))
  return treemap<CoverageNode>()
    .size([width, height])
    .tile(treemapSquarify)
    .round(true)
    .paddingOuter(({ depth }) => [0, 4, 2][depth] ?? 1)
    .paddingTop((place) =>
      place.depth === 0 || !hasRoomForLabel(place) ? 1 : ([0, LABEL, INNER_LABEL][place.depth] ?? 1),
    )
    .paddingInner(({ depth }) => (depth === 0 ? 4 : depth === 1 ? 3 : 1))(root)
}

/** The layout is computed from the outside in, so the size of an area is known before its content. */
function hasRoomForLabel({ x0, x1, y0, y1, depth }: Place): boolean {
  return depth === 1 ? x1 - x0 > 56 && y1 - y0 > 2 * LABEL : x1 - x0 > 26 && y1 - y0 > 2 * INNER_LABEL
}

/** Requirements of one state are adjacent, the gravest first. */
function gravityOf({ requirement }: CoverageNode): number {
  return requirement === undefined ? 0 : STATE_ORDER.indexOf(requirement.state)
}

function Branch({ place }: { place: Place }): VNode {
  const { label, path, size } = place.data
  return (
    <div class="area is-branch" style={boxOf(place)}>
      <a
        class={hasRoomForLabel(place) ? 'area-label' : 'area-label is-covering'}
        href={formatRoute('coverage', path)}
        aria-label={describe(place.data)}
        title={describe(place.data)}
      >
        {hasRoomForLabel(place) && (
          <>
            {label} <span class="amount">{size}</span>
          </>
        )}
      </a>
      {place.children?.map((inner) =>
        inner.data.requirement === undefined ? (
          <InnerBranch key={inner.data.key} place={inner} outer={place} />
        ) : (
          <Cell key={inner.data.key} place={inner} outer={place} />
        ),
      )}
    </div>
  )
}

function InnerBranch({ place, outer }: { place: Place; outer: Place }): VNode {
  const { label, path } = place.data
  return (
    <a
      class="area is-inner"
      href={formatRoute('coverage', path)}
      style={boxOf(place, outer)}
      aria-label={describe(place.data)}
      title={describe(place.data)}
    >
      {hasRoomForLabel(place) && <span class="area-label">{label}</span>}
      {place.leaves().map((leaf) => (
        <Cell key={leaf.data.key} place={leaf} outer={place} />
      ))}
    </a>
  )
}

function Cell({ place, outer }: { place: Place; outer: Place }): VNode {
  const { label, requirement } = place.data
  return <span class={`cell fill-${requirement?.state ?? 'unchecked'}`} title={label} style={boxOf(place, outer)} />
}

function Leaf({ place }: { place: Place }): VNode {
  const { label, path, requirement } = place.data
  const state = requirement?.state ?? 'unchecked'
  const isRoomy = place.x1 - place.x0 > 70 && place.y1 - place.y0 > 34
  return (
    <a
      class={`area is-leaf fill-${state}`}
      href={formatRoute('coverage', path)}
      style={boxOf(place)}
      title={`${label}: ${STATES[state].word}`}
      aria-label={`${label}: ${STATES[state].word}`}
    >
      {isRoomy && <span class="area-label">{label}</span>}
    </a>
  )
}

function boxOf({ x0, y0, x1, y1 }: Place, outer?: Place): Record<string, string> {
  const left = x0 - (outer?.x0 ?? 0)
  const top = y0 - (outer?.y0 ?? 0)
  return { left: `${left}px`, top: `${top}px`, width: `${x1 - x0}px`, height: `${y1 - y0}px` }
}

function describe({ label, size, counts }: CoverageNode): string {
  const parts = STATE_ORDER.flatMap((state) =>
    counts[state] === undefined ? [] : `${counts[state]} ${STATES[state].word}`,
  )
  return `${label}: ${plural(size, 'requirement')}, ${parts.join(', ')}`
}
