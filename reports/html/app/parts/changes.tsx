import type { VNode } from 'preact'
import type { Comparison } from '../../../model/result.ts'
import { Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { count, instant } from '../model/format.ts'
import { formatRoute } from '../model/route.ts'
import { Section } from '../ui/page.tsx'

/** The findings that are new, fixed and unchanged since the baseline. */
export function Changes({ comparison }: { comparison: Comparison }): VNode {
  const { baseline, added, mended, remaining, unjudged } = comparison
  const lists: readonly (readonly [title: string, ids: readonly string[], tone: string])[] = [
    ['New', added, 'fail'],
    ['Fixed', mended, 'pass'],
    ['Still there', remaining, 'warn'],
    ['Not checked this time', unjudged, 'skip'],
  ]
  return (
    <Section
      title="Since the baseline"
      note={
        <>
          run of {instant(baseline.startedAt)} against <Text>{baseline.target}</Text>
        </>
      }
    >
      <div class="cards changes">
        {lists.map(([title, ids, tone]) => (
          <section key={title} class={`card change-card edge-${ids.length === 0 ? 'none' : tone}`}>
            <h3>
              <b class="figure">{count(ids.length)}</b> {title}
            </h3>
            <CheckLinks ids={ids} />
          </section>
        ))}
      </div>
    </Section>
  )
}

const SHOWN = 8

function CheckLinks({ ids }: { ids: readonly string[] }): VNode | null {
  const { result } = useReport()
  if (ids.length === 0) return null
  const known = new Map(result.checks.map((check) => [check.id, check]))
  return (
    <ul class="plain">
      {ids.slice(0, SHOWN).map((id) => (
        <li key={id}>
          {known.has(id) ? <a href={formatRoute('checks', [id])}>{known.get(id)?.title}</a> : <code>{id}</code>}
        </li>
      ))}
      {ids.length > SHOWN && <li class="note">and {count(ids.length - SHOWN)} more</li>}
    </ul>
  )
}
