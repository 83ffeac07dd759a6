import type { VNode } from 'preact'
import { LongText } from '../../../../../reports/page/index.ts'
import { Notice } from '../../ui/notice.tsx'
import { Status } from '../../ui/status.tsx'
import type { ChangedProperty, ObjectResult, Step, StepStatus } from '../model/steps.ts'

const OUTCOMES: Readonly<Record<StepStatus, readonly [tone: 'good' | 'warn' | 'bad' | 'plain', word: string]>> = {
  success: ['good', 'Success'],
  warning: ['warn', 'Warning'],
  failure: ['bad', 'Failure'],
  skipped: ['plain', 'Skipped'],
}

/** An outcome as sign and word. */
export function OutcomePill({ outcome }: { outcome: StepStatus }): VNode {
  const [tone, word] = OUTCOMES[outcome]
  return <Status tone={tone}>{word}</Status>
}

/** The provisioning of one object: its error, its steps and the written attributes. */
export function ObjectResultView({ result }: { result: ObjectResult }): VNode {
  const { outcome, errorCode, reason, steps, changes } = result
  return (
    <>
      {reason !== '' && (
        <Notice tone={outcome === 'failure' ? 'bad' : outcome === 'warning' ? 'warn' : 'info'}>
          <p>
            <LongText length={600}>{reason}</LongText>
          </p>
          {errorCode !== '' && (
            <p class="notice-code">
              Error code: <code>{errorCode}</code>
            </p>
          )}
        </Notice>
      )}
      <ol class="steps" aria-label="Steps">
        {steps.map((step, place) => (
          <StepView key={place} number={place + 1} step={step} />
        ))}
      </ol>
      {changes.length > 0 && <Changes changes={changes} />}
    </>
  )
}

function StepView({ number, step: { title, outcome, description, details } }: { number: number; step: Step }): VNode {
  return (
    <li class="step">
      <div class="step-head">
        <span class="step-title">
          {number}. {title}
        </span>
        <OutcomePill outcome={outcome} />
      </div>
      {description !== '' && (
        <p class="step-text">
          <LongText length={300}>{description}</LongText>
        </p>
      )}
      {details.length > 0 && (
        <details>
          <summary>View details</summary>
          <table class="grid is-small">
            <tbody>
              {details.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">
                    <bdi>{name}</bdi>
                  </th>
                  <td>
                    <LongText length={200}>{value}</LongText>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </li>
  )
}

function Changes({ changes }: { changes: readonly ChangedProperty[] }): VNode {
  // A created object has no old values.
  const hasBefore = changes.some(({ before }) => before !== '')
  return (
    <section class="section" aria-label="Modified properties">
      <h4>Modified properties</h4>
      <table class="grid is-small">
        <thead>
          <tr>
            <th scope="col">Attribute</th>
            {hasBefore && <th scope="col">Old value</th>}
            <th scope="col">New value</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ name, before, after }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              {hasBefore && (
                <td>
                  <LongText length={200}>{before}</LongText>
                </td>
              )}
              <td>
                <LongText length={200}>{after}</LongText>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
