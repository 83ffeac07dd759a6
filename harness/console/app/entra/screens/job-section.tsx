import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { Notice } from '../../ui/notice.tsx'
import { Status } from '../../ui/status.tsx'
import type { Execution, Job } from '../graph/types.ts'
import { jobState, quarantineReason } from '../model/job-state.ts'
import { Confirm } from '../ui/confirm.tsx'
import { useEntra } from '../ui/context.ts'
import { ActionNotice } from '../ui/outcome.tsx'
import { Facts, instant, Section } from '../ui/screen.tsx'
import { useAction } from '../ui/use-action.ts'

const EXECUTION_WORDS: Readonly<Record<Execution['state'], string>> = {
  Succeeded: 'Succeeded',
  Failed: 'Failed',
  EntryLevelErrors: 'Some objects failed',
}

/** The state of a job, its last cycle, its quarantine, and its buttons. */
export function JobSection({ id, job }: { id: string; job: Job }): VNode {
  const { operations } = useEntra()
  const { title, tone, text, isRunning } = jobState(job)
  const { lastExecution, quarantine, progress, synchronizedEntryCountByType } = job.status
  const control = useAction()
  const [isAsking, setAsking] = useState(false)
  const isHeld = quarantine?.reason === 'TooManyDeletes'
  return (
    <Section title="Current status">
      <div class="stack">
        <div class="job-head">
          <Status tone={tone}>{title}</Status>
          <span class="muted">{text}</span>
        </div>
        <div class="button-row">
          <button
            type="button"
            class="button"
            disabled={control.isBusy || (isRunning && quarantine === null)}
            onClick={() => control.run(() => operations.job.start(id, job.id), 'Provisioning is started.')}
          >
            Start
          </button>
          <button
            type="button"
            class="button"
            disabled={control.isBusy || !isRunning}
            onClick={() => control.run(() => operations.job.pause(id, job.id), 'Provisioning is stopped.')}
          >
            Stop
          </button>
          <button type="button" class="button" disabled={control.isBusy} onClick={() => setAsking(true)}>
            Restart
          </button>
          {isHeld && (
            <button
              type="button"
              class="button"
              disabled={control.isBusy}
              onClick={() =>
                control.run(
                  () => operations.job.restart(id, job.id, 'ForceDeletes'),
                  'The deletions of the next cycle are allowed.',
                )
              }
            >
              Allow deletes
            </button>
          )}
        </div>
        <ActionNotice action={control} />
        {quarantine !== null && (
          <Notice tone="bad" title={`Quarantine: ${quarantineReason(quarantine.reason)}`}>
            {quarantine.error !== null && quarantine.error.message !== '' && (
              <p>
                <bdi>{quarantine.error.message}</bdi>
              </p>
            )}
            <p class="notice-code">
              Reason: <code>{quarantine.reason}</code>
              {quarantine.error !== null && quarantine.error.code !== quarantine.reason && (
                <>
                  {' · Error code: '}
                  <code>{quarantine.error.code}</code>
                </>
              )}
            </p>
            <p class="notice-code">
              In quarantine since {instant(quarantine.currentBegan)} · next attempt {instant(quarantine.nextAttempt)}
            </p>
          </Notice>
        )}
        <Facts
          rows={[
            [
              'Last cycle',
              lastExecution === null ? 'No cycle has ended.' : <LastCycle key="last" {...lastExecution} />,
            ],
            ...synchronizedEntryCountByType
              .filter(({ value }) => value > 0)
              .map(({ key, value }) => [kindOf(key), String(value)] as const),
            ...progress.map(
              ({ units, completedUnits, totalUnits }) => [units, `${completedUnits} of ${totalUnits}`] as const,
            ),
          ]}
        />
      </div>
      {isAsking && (
        <Confirm
          title="Restart provisioning"
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false)
            control.run(() => operations.job.restart(id, job.id), 'Provisioning restarts with an initial cycle.')
          }}
        >
          <p>The next cycle reads every object again. Failed objects and the quarantine are forgotten.</p>
        </Confirm>
      )}
    </Section>
  )
}

/** Returns the type in a key, which names both types: `User to urn:…:User`. */
const kindOf = (key: string): string => `${/^(\w+) to /.exec(key)?.[1] ?? key}s provisioned`

function LastCycle({ state, countImported, countExported, countEscrowed, timeEnded }: Execution): VNode {
  return (
    <>
      {EXECUTION_WORDS[state]}: {countImported} imported, {countExported} exported, {countEscrowed} failed
      {timeEnded !== null && <span class="muted"> · {instant(timeEnded)}</span>}
    </>
  )
}
