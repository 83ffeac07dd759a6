import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useReport } from './data/report.ts'
import { count } from './model/format.ts'
import { isFinding, VERDICTS } from './model/outcome.ts'
import { formatRoute, type Route, VIEW_TITLES, VIEWS, type ViewName } from './model/route.ts'
import { type Theme, useTheme } from './ui/theme.ts'

/** The way to each view, with how much is there. */
export function Navigation({ route }: { route: Route }): VNode {
  const { result, exchanges } = useReport()
  const { word, outcome } = VERDICTS[result.verdict]
  const amounts: Partial<Record<ViewName, number>> = {
    findings: result.checks.filter(isFinding).length,
    mapping: result.mapping.length,
    validation: result.validation.length,
    coverage: result.coverage.requirements,
    checks: result.checks.length,
    exchanges: exchanges.total,
  }
  const present = useRef<HTMLAnchorElement>(null)
  // Where the way lies in one line, what is seen must be in sight.
  useEffect(() => present.current?.scrollIntoView({ block: 'nearest', inline: 'center' }), [route.view])
  return (
    <header class="sidebar">
      <div class="brand">
        <span class="brand-name">scim-rehearsal</span>
        <span class={`verdict-chip state-${outcome}`}>{word}</span>
      </div>
      <nav aria-label="Views">
        <ul>
          {VIEWS.map((view) => (
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
        <p class="note">version {result.tool.version}</p>
      </div>
    </header>
  )
}

const THEMES: readonly (readonly [Theme, string])[] = [
  ['auto', 'Auto'],
  ['light', 'Light'],
  ['dark', 'Dark'],
]

function ThemeSwitch(): VNode {
  const [theme, choose] = useTheme()
  return (
    <fieldset class="theme-switch">
      <legend class="visually-hidden">Colours</legend>
      {THEMES.map(([value, label]) => (
        <label key={value}>
          <input type="radio" name="theme" value={value} checked={theme === value} onChange={() => choose(value)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}
