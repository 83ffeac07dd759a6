import type { ComponentChildren, VNode } from 'preact'
import { Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { count, duration, plural } from '../model/format.ts'
import { formatRoute } from '../model/route.ts'
import { type StepFacts, stepFactsOf } from '../model/step-facts.ts'
import { Section } from '../ui/page.tsx'

/** The three steps from Entra through the target to JumpCloud, with the observations of each. */
export function ThreeSteps(): VNode | null {
  const { result, exchanges } = useReport()
  if (exchanges.size === 0) return null
  const steps = stepFactsOf(result, exchanges.index)
  const isProjected = result.target.observe === 'scim'
  return (
    <Section title="The three steps" note="from Entra to the target to JumpCloud">
      <ol class="steps">
        <Stop name="Entra client" what="mock" detail={`${result.target.dialect} dialect`}>
          <p>
            <b class="figure">{count(steps.requests)}</b> {steps.requests === 1 ? 'request' : 'requests'} sent
          </p>
          <p class="note">{steps.methods.map(([method, amount]) => `${method} ${count(amount)}`).join(' · ')}</p>
        </Stop>
        <Passage label="SCIM" changed={steps.changedByTarget} rows={steps.rows} words={['unchanged', 'changed']} />
        <Stop name="Target" what="under test" detail={result.target.baseUrl}>
          <p>
            <b class="figure">{count(steps.answers.good)}</b> succeeded
          </p>
          <p class="note">{answersSummary(steps)}</p>
        </Stop>
        <Passage
          label={isProjected ? 'projected by read-back' : 'JumpCloud API'}
          changed={steps.changedInJumpCloud}
          words={['correct', 'wrong']}
          rows={steps.rows}
        />
        <Stop
          name="JumpCloud API"
          what="mock"
          detail={isProjected ? 'written by scim-rehearsal' : 'written by the target'}
        >
          <p>
            {steps.inputs === 0 ? (
              'no inputs were judged'
            ) : (
              <>
                <b class="figure">
                  {count(steps.inputsJudgedRight)} of {count(steps.inputs)}
                </b>{' '}
                {steps.inputs === 1 ? 'input' : 'inputs'} correct
              </>
            )}
          </p>
          <p class="note">
            <a href={formatRoute('mapping')}>mapping</a> · <a href={formatRoute('validation')}>validation</a>
          </p>
        </Stop>
      </ol>
    </Section>
  )
}

function Stop({
  name,
  what,
  detail,
  children,
}: {
  name: string
  what: string
  detail: string
  children: ComponentChildren
}): VNode {
  return (
    <li class="leg-stop">
      <h3>
        {name} <span class="leg-kind">{what}</span>
      </h3>
      <p class="leg-detail">
        <Text>{detail}</Text>
      </p>
      {children}
    </li>
  )
}

interface PassageProps {
  readonly label: string
  readonly changed: number
  readonly rows: number
  /** The words for rows that arrive unchanged, and for those that do not. */
  readonly words: readonly [right: string, wrong: string]
}

function Passage({ label, changed, rows, words }: PassageProps): VNode {
  const state = rows === 0 ? 'is-unplayed' : changed > 0 ? 'is-broken' : ''
  return (
    <li class={`leg-passage ${state}`}>
      <span class="leg-label">{label}</span>
      <span class="leg-line" aria-hidden="true" />
      <span class="step-label">{rowsSummary(changed, rows, words)}</span>
    </li>
  )
}

function rowsSummary(changed: number, rows: number, [right, wrong]: PassageProps['words']): string {
  if (rows === 0) return 'no rows were judged'
  return changed === 0
    ? `${count(rows)} of ${plural(rows, 'row')} ${right}`
    : `${count(changed)} of ${plural(rows, 'row')} ${wrong}`
}

function answersSummary({ answers, median }: StepFacts): string {
  const parts = [`${count(answers.refused)} rejected`, `${count(answers.broken)} failed or without an answer`]
  return `${parts.join(' · ')} · median ${duration(median)}`
}
