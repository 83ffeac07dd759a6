import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { ThemeSwitch } from '../../page/index.ts'
import { contentsOf, filledViews } from './data/contents.ts'
import { useReport } from './data/report.ts'
import { count } from './model/format.ts'
import { VERDICTS } from './model/outcome.ts'
import { formatRoute, type Route, VIEW_TITLES } from './model/route.ts'
import { KeyHelp } from './ui/key-help.tsx'

/** Links to the views that have content, with the number of their items. */
export function Navigation({ route }: { route: Route }): VNode {
  const report = useReport()
  const { result } = report
  const { word, outcome } = VERDICTS[result.verdict]
  const amounts = contentsOf(report)
  const present = useRef<HTMLAnchorElement>(null)
  // On a narrow screen the links are in one line that scrolls.
  useEffect(() => present.current?.scrollIntoView({ block: 'nearest', inline: 'center' }), [route.view])
  return (
    <header class="sidebar">
      <div class="brand">
        <span class="brand-name">scim-rehearsal</span>
        <span class={`verdict-chip state-${outcome}`}>{word}</span>
      </div>
      <nav aria-label="Views">
        <ul>
          {filledViews(report).map((view) => (
            <li key={view}>
              <a
                href={formatRoute(view)}
                ref={route.view === view ? present : null}
                aria-current={route.view === view ? 'page' : undefined}
              >
                <span>{VIEW_TITLES[view]}</span>
                {amounts[view] !== undefined && <span class="amount">{count(amounts[view])}</span>}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="sidebar-foot">
        <ThemeSwitch />
        <KeyHelp />
        <p class="note">version {result.tool.version}</p>
      </div>
    </header>
  )
}
