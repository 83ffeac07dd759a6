import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { type Choice, Select } from '../../ui/controls.tsx'
import type { ServicePrincipal } from '../graph/types.ts'
import { type LogRow, readLogEntry, type StepStatus } from '../model/steps.ts'
import { useEntra } from '../ui/context.ts'
import { Empty, LoadedView } from '../ui/loaded.tsx'
import { Facts, instant, ScreenHead } from '../ui/screen.tsx'
import { useGraph } from '../ui/use-graph.ts'
import { ObjectResultView, OutcomePill } from './object-result.tsx'

/** The maximum number of entries in the list. */
const LISTED = 200
const REFRESH = 2500

const STATUSES: readonly Choice<StepStatus | 'all'>[] = [
  { value: 'all', label: 'All' },
  { value: 'success', label: 'Success' },
  { value: 'failure', label: 'Failure' },
  { value: 'skipped', label: 'Skipped' },
  { value: 'warning', label: 'Warning' },
]

/** The provisioning log of an application, the latest entry first. */
export function LogsScreen({ application: { id } }: { application: ServicePrincipal }): VNode {
  const { operations } = useEntra()
  const [status, setStatus] = useState<StepStatus | 'all'>('all')
  const [open, setOpen] = useState<string | undefined>(undefined)
  const data = useGraph(
    id,
    async () => {
      const job = await operations.job.find(id)
      return job === undefined ? [] : (await operations.log.latest(job.id, LISTED)).map(readLogEntry)
    },
    REFRESH,
  )
  return (
    <>
      <ScreenHead title="Provisioning logs" />
      <LoadedView data={data}>
        {(entries) => {
          const shown = status === 'all' ? entries : entries.filter(({ outcome }) => outcome === status)
          if (entries.length === 0)
            return <Empty title="No entries">Entries appear when a cycle or Provision on demand has run.</Empty>
          return (
            <>
              <div class="form is-inline">
                <Select label="Status" value={status} choices={STATUSES} onChange={setStatus} />
              </div>
              {shown.length === 0 ? (
                <Empty title="No entries with this status" />
              ) : (
                <LogTable rows={shown} open={open} onOpen={setOpen} />
              )}
              {entries.length === LISTED && <p class="count-note">The latest {LISTED} entries are shown.</p>}
            </>
          )
        }}
      </LoadedView>
    </>
  )
}

function LogTable({
  rows,
  open,
  onOpen,
}: {
  rows: readonly LogRow[]
  open: string | undefined
  onOpen: (id: string | undefined) => void
}): VNode {
  return (
    <table class="grid log">
      <thead>
        <tr>
          <th scope="col">Date (UTC)</th>
          <th scope="col">Identity</th>
          <th scope="col">Action</th>
          <th scope="col">Status</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => [
          <tr key={row.id} class={row.id === open ? 'is-open' : undefined}>
            <td class="is-instant">{instant(row.at)}</td>
            <th scope="row">
              <button
                type="button"
                class="link-button"
                aria-expanded={row.id === open}
                onClick={() => onOpen(row.id === open ? undefined : row.id)}
              >
                <bdi>{row.identity === '' ? row.sourceId : row.identity}</bdi>
              </button>
            </th>
            <td class="is-word">{row.action}</td>
            <td>
              <OutcomePill outcome={row.outcome} />
            </td>
          </tr>,
          row.id === open && (
            <tr key={`${row.id} detail`} class="log-detail">
              <td colSpan={4} class="log-detail-cell">
                <Facts
                  rows={[
                    ['Source ID', <code key="source">{row.sourceId}</code>],
                    ['Target ID', row.targetId === '' ? '–' : <code key="target">{row.targetId}</code>],
                    ['Duration', row.milliseconds === undefined ? '–' : `${row.milliseconds} ms`],
                  ]}
                />
                <ObjectResultView result={row} />
              </td>
            </tr>
          ),
        ])}
      </tbody>
    </table>
  )
}
