import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { endpointTimes } from '../model/endpoints.ts'
import { count, duration } from '../model/format.ts'

const COLUMNS = [
  ['p50', 'p50'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['slowest', 'Slowest'],
] as const

/** The response times of each endpoint as percentiles. */
export function Endpoints(): VNode {
  const { index } = useReport().exchanges
  const rows = useMemo(() => endpointTimes(index), [index])
  return (
    <div class="table-wrap">
      <table class="stacks endpoints">
        <thead>
          <tr>
            <th scope="col">Endpoint</th>
            <th scope="col" class="column-number">
              Requests
            </th>
            {COLUMNS.map(([name, label]) => (
              <th key={name} scope="col" class="column-number">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.endpoint}>
              <th scope="row" data-label="Endpoint">
                <code>
                  <Text>{row.endpoint}</Text>
                </code>
              </th>
              <td class="column-number" data-label="Requests">
                {count(row.requests)}
              </td>
              {COLUMNS.map(([name, label]) => (
                <td key={name} class="column-number" data-label={label}>
                  {duration(row[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
