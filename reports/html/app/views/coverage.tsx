import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import type { RequirementState } from '../../../model/result.ts'
import { useReport } from '../data/report.ts'
import { type CoverageNode, coverageAt, coverageTree } from '../model/coverage-tree.ts'
import { count, plural } from '../model/format.ts'
import { formatRoute, type Route } from '../model/route.ts'
import { CoverageList } from '../parts/coverage-list.tsx'
import { CoverageMap } from '../parts/coverage-map.tsx'
import { RequirementDetail } from '../parts/requirement-detail.tsx'
import { Untested } from '../parts/untested.tsx'
import { OutcomeLegend } from '../ui/outcome-bar.tsx'
import { Empty, Page } from '../ui/page.tsx'

/** The requirements as a map, and the untested ones with the reasons. */
export function CoverageView({ route }: { route: Route }): VNode {
  const { coverage } = useReport().result
  const root = useMemo(() => coverageTree(coverage.map ?? []), [coverage])
  const node = coverageAt(root, route.path)
  // A requirement is shown within its section.
  const place = node.requirement === undefined ? node : coverageAt(root, node.path.slice(0, -1))
  return (
    <Page title="Coverage" lead={leadOf(place)}>
      {root.size === 0 ? (
        <Empty title="This result has no map of requirements.">It was written by an earlier version.</Empty>
      ) : (
        <>
          <Trail root={root} place={place} />
          <CoverageMap node={place} />
          <OutcomeLegend
            counts={place.counts}
            href={(state) =>
              formatRoute('coverage', place.path, { state: route.query['state'] === state ? '' : state })
            }
          />
          {node.requirement !== undefined && <RequirementDetail requirement={node.requirement} />}
          <Untested place={place} />
          <CoverageList key={place.path.join('/')} place={place} state={stateOf(route)} />
        </>
      )}
    </Page>
  )
}

/** Counts from the map, so that the numbers agree with the legend. */
function leadOf({ counts, size }: CoverageNode): string | undefined {
  if (size === 0) return undefined
  const judged = (counts.pass ?? 0) + (counts.fail ?? 0) + (counts.warn ?? 0)
  const hidden = counts.unseen ?? 0
  const unseen = hidden === 0 ? '' : ` ${plural(hidden, 'requirement')} cannot be seen by a client.`
  return `${count(judged)} of ${plural(size, 'requirement')} ${judged === 1 ? 'was' : 'were'} checked: ${count(counts.pass ?? 0)} passed, ${count(counts.fail ?? 0)} failed, ${count(counts.warn ?? 0)} to look at.${unseen}`
}

function stateOf({ query }: Route): RequirementState | undefined {
  return query['state'] as RequirementState | undefined
}

/** The path to the current node of the map, as links. */
function Trail({ root, place }: { root: CoverageNode; place: CoverageNode }): VNode {
  const nodes = [root, ...place.path.map((_, depth) => coverageAt(root, place.path.slice(0, depth + 1)))]
  return (
    <nav aria-label="Place on the map" class="trail">
      <ol>
        {nodes.map((node) => (
          <li key={node.path.join('/')}>
            {node === place ? (
              <span aria-current="location">
                {node.label} <span class="note">{plural(node.size, 'requirement')}</span>
              </span>
            ) : (
              <a href={formatRoute('coverage', node.path)}>{node.label}</a>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
