import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { CopyButton, Text } from '../../../../reports/page/index.ts'
import { useConsole } from '../data/console.ts'
import { useTarget } from '../data/use-target.ts'
import { Button } from '../ui/controls.tsx'
import { Notice } from '../ui/notice.tsx'
import { Pane } from '../ui/pane.tsx'
import { ConcernList } from './concern-list.tsx'
import { Exports } from './exports.tsx'
import { Rehearse } from './rehearse.tsx'
import { readSetup } from './setup.ts'
import { type Seen, STEPS, type Step } from './steps.ts'
import { useSeen } from './use-seen.ts'

/** The steps of JumpCloud's article, each ticked when the page sees its effect, and what JumpCloud would reject. */
export function GuidePane(): VNode {
  const { graph } = useConsole()
  const target = useTarget()
  const { seen, isRead } = useSeen()
  const [busy, setBusy] = useState<string>()
  const [performed, setPerformed] = useState<string>()
  const [fault, setFault] = useState<{ readonly id: string; readonly message: string }>()
  const done = STEPS.filter((step) => step.isDone(seen)).length
  const next = STEPS.find((step) => !step.isDone(seen))
  // The mapping steps must be next; otherwise requests could be sent with wrong mappings.
  const isUrgent = seen.setup.secrets.includes('BaseAddress')
  /** Performs a step, after earlier steps that are not done. */
  const perform = async (wanted: Step): Promise<void> => {
    setBusy(wanted.id)
    setFault(undefined)
    setPerformed(undefined)
    const { traffic, users } = seen
    try {
      for (const step of STEPS.slice(0, STEPS.indexOf(wanted) + 1)) {
        const setup = await readSetup(graph)
        if (step.perform !== undefined && (step === wanted || !step.isDone({ setup, traffic, users })))
          await step.perform({ graph, target, setup })
      }
      setPerformed(wanted.id)
    } catch (error) {
      setFault({ id: wanted.id, message: error instanceof Error ? error.message : String(error) })
    } finally {
      setBusy(undefined)
    }
  }
  return (
    <Pane
      title="Guide"
      className="guide-pane"
      mark={
        <span role="status">
          {done} of {STEPS.length} steps done
        </span>
      }
    >
      <div class="pane-body guide-body">
        {isUrgent && <ConcernList setup={seen.setup} />}
        <ol class="guide-steps">
          {STEPS.map((step) => (
            <StepItem
              key={step.id}
              step={step}
              seen={seen}
              isNext={isRead && step === next}
              isBusy={busy === step.id}
              isBlocked={busy !== undefined || !isRead}
              fault={fault?.id === step.id ? fault.message : undefined}
              isWithoutEffect={performed === step.id}
              onPerform={() => void perform(step)}
            />
          ))}
        </ol>
        {!isUrgent && <ConcernList setup={seen.setup} />}
        <Rehearse />
        <Exports setup={seen.setup} />
      </div>
    </Pane>
  )
}

function StepItem({
  step,
  seen,
  isNext,
  isBusy,
  isBlocked,
  fault,
  isWithoutEffect,
  onPerform,
}: {
  readonly step: Step
  readonly seen: Seen
  readonly isNext: boolean
  readonly isBusy: boolean
  readonly isBlocked: boolean
  readonly fault: string | undefined
  /** True if the step was performed, but its effect is not visible yet. */
  readonly isWithoutEffect: boolean
  readonly onPerform: () => void
}): VNode {
  const isDone = step.isDone(seen)
  return (
    <li class={`guide-step ${isDone ? 'is-done' : ''} ${isNext ? 'is-next' : ''}`} data-step={step.id}>
      <details open={isNext}>
        <summary>
          <span class="guide-mark" aria-hidden="true">
            {isDone ? '✓' : ''}
          </span>
          <span>
            {step.title}
            <span class="visually-hidden">{isDone ? ', done' : isNext ? ', next' : ''}</span>
          </span>
        </summary>
        <div class="guide-how">
          <p>{step.how}</p>
          {step.id === 'credentials' && <Credentials />}
          {step.perform !== undefined && !isDone && (
            <Button
              isBusy={isBusy}
              isDisabled={isBlocked && !isBusy}
              label={`Do it for me: ${step.title}`}
              onClick={onPerform}
            >
              {isBusy ? 'Working …' : 'Do it for me'}
            </Button>
          )}
          {isWithoutEffect && !isDone && (
            <Notice tone="warn">
              This was done in Entra, but its effect is not visible. The last exchanges in the traffic show why.
            </Notice>
          )}
          {fault !== undefined && (
            <Notice tone="bad">
              <Text>{fault}</Text>
            </Notice>
          )}
        </div>
      </details>
    </li>
  )
}

/** The values to enter. */
function Credentials(): VNode {
  const { tenantUrl, secretToken } = useTarget()
  return (
    <dl class="guide-credentials">
      <dt>Tenant URL</dt>
      <dd>
        <code>
          <Text>{tenantUrl}</Text>
        </code>{' '}
        <CopyButton text={tenantUrl} what="the Tenant URL" />
      </dd>
      <dt>Secret Token</dt>
      <dd>
        {secretToken === undefined ? (
          'no token was given; any string works if the target needs none'
        ) : (
          <>
            <code>{`${secretToken.slice(0, 4)}…`}</code> <CopyButton text={secretToken} what="the Secret Token" />
          </>
        )}
      </dd>
    </dl>
  )
}
