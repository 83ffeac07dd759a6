import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { Text } from '../../../../reports/page/index.ts'
import { count } from '../../../../reports/page/model/index.ts'
import type { RehearsalRow } from '../../format/page-format.ts'
import { ownApi } from '../data/own-api.ts'
import { useLive } from '../data/use-live.ts'
import { Button, Select } from '../ui/controls.tsx'
import { Notice } from '../ui/notice.tsx'
import { Status } from '../ui/status.tsx'

/** Runs the suites against the same target, and reruns one finding. */
export function Rehearse(): VNode {
  const { value } = useLive('rehearsal', () =>
    ownApi<{ readonly suites: readonly string[]; readonly rehearsals: readonly RehearsalRow[] }>('GET', 'rehearsals'),
  )
  const [fault, setFault] = useState<string>()
  const rows = value?.rehearsals ?? []
  const running = rows.find(({ isRunning }) => isRunning)
  const latest = rows.find(({ checks, isRunning }) => checks.length === 0 && !isRunning)
  const replayed = rows.find(({ checks, isRunning }) => checks.length > 0 && !isRunning)
  const [suite, setSuite] = useState('')
  const begin = async (checks: readonly string[]): Promise<void> => {
    setFault(undefined)
    try {
      await ownApi('POST', 'rehearsals', { suites: suite === '' || checks.length > 0 ? [] : [suite], checks })
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <section class="rehearse" aria-label="Rehearse">
      <h3>Rehearse</h3>
      <p class="note">Run all checks against this target, in a separate process.</p>
      {fault !== undefined && <Notice tone="bad">{fault}</Notice>}
      {running === undefined ? (
        <div class="rehearse-start">
          <Select
            label="Suite"
            value={suite}
            onChange={setSuite}
            choices={[
              { value: '', label: 'all that fit the target' },
              ...(value?.suites ?? []).map((name) => ({ value: name, label: name })),
            ]}
          />
          <Button onClick={() => void begin([])}>Run the suites</Button>
        </div>
      ) : (
        <Progress row={running} />
      )}
      {replayed !== undefined && (
        <p class="rehearse-replayed" role="status">
          <code>{replayed.checks.join(', ')}</code>: {replayed.verdict ?? replayed.error ?? 'ended'}. Its exchanges are
          in the traffic.
        </p>
      )}
      {latest !== undefined && (
        <Outcome row={latest} canReplay={running === undefined} onReplay={(id) => void begin([id])} />
      )}
    </section>
  )
}

function Progress({ row: { planned, done, failed, latest } }: { readonly row: RehearsalRow }): VNode {
  return (
    <div class="rehearse-progress">
      <progress max={Math.max(planned, 1)} value={done} aria-label="Checks that have ended" />
      <p class="note">
        {count(done)} of {planned === 0 ? '…' : count(planned)} checks{failed > 0 && `, ${count(failed)} failed`}
        {latest !== undefined && (
          <>
            {' · '}
            <Text>{latest}</Text>
          </>
        )}
      </p>
      <Button onClick={() => void ownApi('DELETE', 'rehearsals')}>Stop</Button>
    </div>
  )
}

const SHOWN = 8

function Outcome({
  row,
  canReplay,
  onReplay,
}: {
  readonly row: RehearsalRow
  readonly canReplay: boolean
  readonly onReplay: (check: string) => void
}): VNode {
  const [isWhole, setWhole] = useState(false)
  const causes = row.findings.filter(({ cause }) => cause === undefined)
  const shown = isWhole ? causes : causes.slice(0, SHOWN)
  return (
    <div class="rehearse-outcome">
      {row.error !== undefined && (
        <Notice tone="bad">
          <Text>{row.error}</Text>
        </Notice>
      )}
      {row.verdict !== undefined && (
        <p>
          <Status tone={row.verdict === 'conformant' ? 'good' : 'bad'}>{row.verdict}</Status>{' '}
          <Text>{row.summary ?? ''}</Text>
        </p>
      )}
      {row.hasReport && (
        <p>
          <a href={`rehearsals/${row.id}/report`}>Open the report</a>
        </p>
      )}
      <ul>
        {shown.map(({ id, failure }) => (
          <li key={id}>
            <span>
              <Text>{failure}</Text>
            </span>
            <Button tone="quiet" label={`Replay ${id}`} isDisabled={!canReplay} onClick={() => onReplay(id)}>
              Replay
            </Button>
          </li>
        ))}
      </ul>
      {causes.length > shown.length && (
        <button type="button" class="link-button" onClick={() => setWhole(true)}>
          {causes.length - shown.length} more
        </button>
      )}
    </div>
  )
}
