import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { SearchField, SelectField } from '../../../../reports/page/index.ts'
import { count } from '../../../../reports/page/model/index.ts'
import { ownApi } from '../data/own-api.ts'
import { useStored } from '../data/use-stored.ts'
import { useTraffic } from '../data/use-traffic.ts'
import { Button } from '../ui/controls.tsx'
import { Pane } from '../ui/pane.tsx'
import { ExchangePanel } from './exchange-panel.tsx'
import { Sequence } from './sequence.tsx'
import { EVERYTHING, matches, parseFilter, type TrafficFilter } from './traffic-filter.ts'

const STEPS: readonly { readonly value: TrafficFilter['step']; readonly label: string }[] = [
  { value: '', label: 'both' },
  { value: 'scim', label: 'Entra → target' },
  { value: 'jumpcloud', label: 'target → JumpCloud' },
]
const KINDS: readonly { readonly value: TrafficFilter['show']; readonly label: string }[] = [
  { value: '', label: 'all' },
  { value: 'writes', label: 'writes' },
  { value: 'failures', label: 'failures' },
  { value: 'remarks', label: 'with remarks' },
]

/** All requests between Entra, the target and JumpCloud, as they happen; the selected exchange is below in full. */
export function TrafficPane(): VNode {
  const rows = useTraffic()
  const [filter, setFilter] = useStored('traffic-filter', parseFilter)
  const [chosen, choose] = useState<string>()
  const shown = rows.filter((row) => matches(filter, row))
  const isFiltered = shown.length < rows.length
  return (
    <Pane
      title="Traffic"
      className="traffic-pane"
      mark={
        <span role="status">
          {isFiltered ? `${count(shown.length)} of ${count(rows.length)}` : count(rows.length)}
          {rows.length === 1 ? ' exchange' : ' exchanges'}
        </span>
      }
      tools={
        <Button tone="quiet" label="Clear traffic" onClick={() => void ownApi('DELETE', 'exchanges')}>
          Clear
        </Button>
      }
    >
      <div class="traffic-filters">
        <SearchField
          label="Filter traffic"
          placeholder="Filter: method, path, status, words"
          value={filter.words}
          onInput={(words) => setFilter({ ...filter, words })}
        />
        <SelectField
          label="Step"
          value={filter.step}
          options={STEPS}
          onChange={(step) => setFilter({ ...filter, step: STEPS.find(({ value }) => value === step)?.value ?? '' })}
        />
        <SelectField
          label="Show"
          value={filter.show}
          options={KINDS}
          onChange={(show) => setFilter({ ...filter, show: KINDS.find(({ value }) => value === show)?.value ?? '' })}
        />
      </div>
      {shown.length === 0 ? (
        <div class="pane-body">
          <p class="note table-empty">
            {rows.length === 0
              ? 'There are no requests yet. Test the connection in Entra, or provision a user.'
              : 'No exchange matches the filter.'}{' '}
            {rows.length > 0 && (
              <button type="button" class="link-button" onClick={() => setFilter(EVERYTHING)}>
                Show all
              </button>
            )}
          </p>
        </div>
      ) : (
        <Sequence rows={shown} chosen={chosen} onChoose={(id) => choose(id === chosen ? undefined : id)} />
      )}
      {chosen !== undefined && <ExchangePanel id={chosen} onClose={() => choose(undefined)} onChoose={choose} />}
    </Pane>
  )
}
