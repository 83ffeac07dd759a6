import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { budgetSentence } from '../../../model/budget.ts'
import { percentile } from '../../../model/timing.ts'
import { Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { duration, plural } from '../model/format.ts'
import { formatRoute } from '../model/route.ts'
import { Endpoints } from '../parts/endpoints.tsx'
import { Histogram } from '../parts/histogram.tsx'
import { Waterfall } from '../parts/waterfall.tsx'
import { Mark } from '../ui/badge.tsx'
import { Empty, Page, Section } from '../ui/page.tsx'

const SLOWEST = 12

/** The response times of the target: all of them, the slowest, and one exchange after another. */
export function TimingsView(): VNode {
  const { exchanges, result } = useReport()
  const { times } = exchanges.index
  const figures = useMemo(
    () =>
      [
        ['p50 (median)', percentile(times, 0.5)],
        ['p95', percentile(times, 0.95)],
        ['p99', percentile(times, 0.99)],
        ['Slowest', percentile(times, 1)],
      ] as const,
    [times],
  )
  const slowest = useMemo(
    () =>
      times
        .map((time, row) => ({ time, row }))
        .sort((a, b) => b.time - a.time)
        .slice(0, SLOWEST),
    [times],
  )
  if (times.length === 0)
    return (
      <Page title="Timings">
        <Empty title="No exchanges are on the tape." />
      </Page>
    )
  return (
    <Page
      title="Timings"
      lead={`${plural(times.length, 'exchange')}, up to ${plural(result.run.concurrency, 'check')} at once, in ${duration(result.run.durationMs)}.`}
    >
      <dl class="figures">
        {figures.map(([name, time]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="figure">{duration(time)}</dd>
          </div>
        ))}
      </dl>
      {result.budgets !== undefined && (
        <ul class="budgets">
          {result.budgets.map((budget) => (
            <li key={budget.budget}>
              <Mark state={budget.isMet ? 'pass' : 'fail'} /> <Text>{budgetSentence(budget)}</Text>
            </li>
          ))}
        </ul>
      )}
      <Section title="By endpoint" note="slowest 95th percentile first">
        <Endpoints />
      </Section>
      <Section title="How long responses took" note="exchanges by duration">
        <Histogram times={times} />
      </Section>
      <Section
        title="One after another"
        note="each bar is an exchange, coloured by the outcome of its check; drag to zoom, double-click for all"
      >
        <Waterfall index={exchanges.index} />
      </Section>
      <Section title="The slowest">
        <div class="table-wrap">
          <table class="stacks">
            <thead>
              <tr>
                <th scope="col">Request</th>
                <th scope="col" class="column-number">
                  Took
                </th>
                <th scope="col" class="column-number">
                  Status
                </th>
                <th scope="col">Sent by</th>
              </tr>
            </thead>
            <tbody>
              {slowest.map(({ row }) => {
                const { id, method, path, time, status, cause } = exchanges.at(row)
                return (
                  <tr key={id}>
                    <th scope="row" data-label="Request">
                      <a href={formatRoute('exchanges', [id])}>
                        <b class="method">{method}</b>{' '}
                        <Text>{path.length > 120 ? `${path.slice(0, 120)}…` : path}</Text>
                      </a>
                    </th>
                    <td data-label="Took" class="column-number">
                      {duration(time)}
                    </td>
                    <td data-label="Status" class="column-number">
                      {status === 0 ? 'none' : status}
                    </td>
                    <td data-label="Sent by">
                      <Text>{cause}</Text>
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      </Section>
    </Page>
  )
}
