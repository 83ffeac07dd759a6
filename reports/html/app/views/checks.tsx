import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { type CheckResult, OUTCOMES } from '../../../model/result.ts'
import { SearchField, SelectField, Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { duration, plural } from '../model/format.ts'
import { STATE_ORDER, STATES } from '../model/outcome.ts'
import { formatRoute, type Route } from '../model/route.ts'
import { CheckDetail } from '../parts/check-detail.tsx'
import { Mark } from '../ui/badge.tsx'
import { Empty, Page } from '../ui/page.tsx'
import { replaceQuery } from '../ui/use-route.ts'
import { type Column, VirtualTable } from '../ui/virtual-table.tsx'

const COLUMNS: readonly Column<CheckResult>[] = [
  {
    name: 'Check',
    className: 'column-title',
    cell: ({ outcome, title }) => (
      <>
        <Mark state={outcome} /> <Text>{title}</Text>
      </>
    ),
  },
  { name: 'Rule', className: 'column-rule', cell: ({ requirements: [first] }) => first?.section ?? '' },
  { name: 'Why', className: 'column-reason', cell: ({ reason = '' }) => <Text>{reason.slice(0, 200)}</Text> },
  {
    name: 'Took',
    className: 'column-number',
    cell: ({ durationMs }) => (durationMs === 0 ? '' : duration(durationMs)),
  },
]

/** Every check that ran, with filters; the selected one is shown in full beside them. */
export function ChecksView({ route }: { route: Route }): VNode {
  const { result } = useReport()
  const { words = '', outcome = '', suite = '' } = route.query
  const checks = useMemo(() => filterChecks(result.checks, words, outcome, suite), [result, words, outcome, suite])
  const [id] = route.path
  const chosen = result.checks.find((check) => check.id === id)
  const present = OUTCOMES.filter((name) => result.counts[name] > 0)
  const suites = [...new Set(result.checks.map((check) => check.suite))]
  const list = formatRoute('checks', [], route.query)
  return (
    <div class={`split ${id === undefined ? 'is-single' : ''}`}>
      <div class="split-list is-tall">
        <Page
          title="Checks"
          lead={`${plural(checks.length, 'check')}${checks.length === result.checks.length ? '' : ` of ${result.checks.length}`}`}
        >
          <div class="filters">
            <SearchField
              label="Search checks"
              placeholder="Search checks  ( / )"
              value={words}
              onInput={(value) => replaceQuery(route, { words: value })}
            />
            <SelectField
              label="Outcome"
              value={outcome}
              options={[
                { value: '', label: 'any' },
                ...present.map((name) => ({ value: name, label: `${STATES[name].word} (${result.counts[name]})` })),
              ]}
              onChange={(value) => replaceQuery(route, { outcome: value })}
            />
            <SelectField
              label="Suite"
              value={suite}
              options={[{ value: '', label: 'any' }, ...suites.map((name) => ({ value: name, label: name }))]}
              onChange={(value) => replaceQuery(route, { suite: value })}
            />
          </div>
          {checks.length === 0 ? (
            <Empty title="No checks match." />
          ) : (
            <VirtualTable
              label="Checks"
              columns={COLUMNS}
              count={checks.length}
              rowAt={(place) => checks[place] ?? NO_CHECK}
              href={(check) => formatRoute('checks', [check.id], route.query)}
              chosen={checks.findIndex((check) => check.id === id)}
              rowsKey={`${words} ${outcome} ${suite}`}
            />
          )}
        </Page>
      </div>
      {id !== undefined && (
        <div class="split-detail">
          {chosen === undefined ? (
            <Empty title={`There is no check ${id} in this result.`} />
          ) : (
            <CheckDetail check={chosen} back={{ href: list, label: 'All checks' }} />
          )}
        </div>
      )}
    </div>
  )
}

const NO_CHECK: CheckResult = {
  id: '',
  suite: '',
  title: '',
  outcome: 'skip',
  requirements: [],
  durationMs: 0,
  evidence: [],
}

function filterChecks(
  checks: readonly CheckResult[],
  words: string,
  outcome: string,
  suite: string,
): readonly CheckResult[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const found = checks.filter((check) => {
    if ((outcome !== '' && check.outcome !== outcome) || (suite !== '' && check.suite !== suite)) return false
    const { id, title, reason = '', requirements } = check
    const text = [id, title, reason, ...requirements.map((row) => `${row.id} ${row.section}`)].join(' ').toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
  return found.sort((a, b) => STATE_ORDER.indexOf(a.outcome) - STATE_ORDER.indexOf(b.outcome))
}
