import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { MappingRow, MappingSample } from '../../../model/result.ts'
import { LongText, SelectField, Stretches, Text } from '../../../page/index.ts'
import { differenceOf, type Stretch, shortenCommon } from '../../../page/model/index.ts'
import { useReport } from '../data/report.ts'
import { plural } from '../model/format.ts'
import { subjectOf, valueText } from '../model/mapping-flow.ts'
import { formatRoute, type Route } from '../model/route.ts'
import { changedAt, foldSamples, isInverted, type SampleStep, stepsOf, wrongAt } from '../model/sample-steps.ts'
import { Mark } from '../ui/badge.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { replaceQuery } from '../ui/use-route.ts'

const STEP = 8
const PHASES: Readonly<Record<string, string>> = {
  create: 'Create',
  update: 'Update',
  disable: 'Disable',
  enable: 'Enable',
}

/**
 * The samples of a row, grouped by operation: the value in each step, compared with the step before; wrong ones
 * first.
 */
export function MappingSamples({ row, route }: { row: MappingRow; route: Route }): VNode {
  const { result } = useReport()
  const { only = '' } = route.query
  const isDiffering = ({ outcome }: MappingSample): boolean => outcome !== 'pass'
  const samples = row.samples
    .filter((sample) => only === '' || isDiffering(sample))
    .sort((a, b) => Number(isDiffering(b)) - Number(isDiffering(a)))
  const groups = [...Map.groupBy(samples, (sample) => subjectOf(sample).phase)].sort(
    ([a], [b]) => orderOf(a) - orderOf(b),
  )
  const check = result.checks.find(({ id }) => id.endsWith(`.mapping.${row.row}`))
  return (
    <div class="samples">
      {isInverted(row) && (
        <p class="callout callout-known">
          JumpCloud stores the opposite: a user whose <code>active</code> is true has <code>suspended</code> false, and
          the other way round.
        </p>
      )}
      <div class="filters">
        <SelectField
          label="Samples"
          value={only}
          options={[
            { value: '', label: 'all' },
            { value: 'differing', label: 'wrong ones' },
          ]}
          onChange={(value) => replaceQuery(route, { only: value })}
        />
        <p class="note" role="status">
          {plural(samples.length, 'sample')}
          {check !== undefined && (
            <>
              {' · '}
              <a href={formatRoute('checks', [check.id])}>the check of this row</a>
            </>
          )}
        </p>
      </div>
      {groups.map(([phase, members]) => (
        <SampleGroup key={phase} phase={phase} samples={members} row={row} />
      ))}
    </div>
  )
}

function orderOf(phase: string): number {
  const place = Object.keys(PHASES).indexOf(phase)
  return place < 0 ? Object.keys(PHASES).length : place
}

function SampleGroup({
  phase,
  samples,
  row,
}: {
  phase: string
  samples: readonly MappingSample[]
  row: MappingRow
}): VNode {
  const [shown, setShown] = useState(STEP)
  const rows = foldSamples(samples)
  const wrong = samples.filter((sample) => wrongAt(stepsOf(sample, row)) !== undefined).length
  return (
    <section class="sample-group">
      <h2>
        {PHASES[phase] ?? (phase === '' ? 'Samples' : phase)}{' '}
        <span class="note">
          {plural(samples.length, 'sample')}
          {wrong > 0 && `, ${wrong} wrong`}
        </span>
      </h2>
      <div class="table-wrap">
        <table class="sample-table stacks">
          <thead>
            <tr>
              <th scope="col">User</th>
              <th scope="col">Entra has</th>
              <th scope="col">Sent</th>
              <th scope="col">Target returns</th>
              <th scope="col">JumpCloud stores</th>
              <th scope="col">Changed by</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map(({ sample, times }, place) => (
              <SampleRow key={place} sample={sample} times={times} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      <MoreButton hidden={rows.length - shown} onMore={() => setShown(shown + STEP * 10)} />
    </section>
  )
}

const HEADS = { entra: 'Entra has', sent: 'Sent', echoed: 'Target returns', stored: 'JumpCloud stores' } as const

function SampleRow({ sample, times, row }: { sample: MappingSample; times: number; row: MappingRow }): VNode {
  const steps = stepsOf(sample, row)
  const wrong = wrongAt(steps)
  const changed = changedAt(steps)
  return (
    <tr class={wrong === undefined ? '' : 'is-differing'}>
      <th scope="row" data-label="User">
        <Mark state={sample.outcome} /> <Text>{subjectOf(sample).user}</Text>
        {times > 1 && <span class="note"> {plural(times, 'time')}</span>}
      </th>
      {steps.map((step) => (
        <td key={step.name} data-label={HEADS[step.name]} class={step.isChanged ? 'is-changed' : ''}>
          <StepValue step={step} />
        </td>
      ))}
      {row.jumpcloud === null && (
        <td data-label={HEADS.stored}>
          <span class="note">no property</span>
        </td>
      )}
      <td data-label="Changed by" class="changed-by">
        {changed === '' ? <span class="note">no step</span> : changed}
        {wrong !== undefined && <b>wrong at {wrong}</b>}
      </td>
    </tr>
  )
}

/** One value, with the difference from the step before marked, and with the expected value if it is wrong. */
function StepValue({ step: { value, before, isChanged, wrong } }: { step: SampleStep }): VNode {
  const text = valueText(value)
  const isMarkable = isChanged && text !== undefined && text !== '' && valueText(before) !== undefined
  return (
    <span class="against">
      {isMarkable ? (
        <Stretches stretches={marked(valueText(before) ?? '', text)} kind="ins" />
      ) : (
        <Value value={value} />
      )}
      {wrong !== undefined && (
        <span class="wanted">
          <span class="wanted-word">expected </span>
          <Wanted expected={wrong.expected} value={value} />
        </span>
      )}
    </span>
  )
}

/** The expected value, with the missing characters marked. */
function Wanted({ expected, value }: { expected: unknown; value: unknown }): VNode {
  const wanted = valueText(expected)
  const text = valueText(value)
  if (wanted === undefined || wanted === '' || text === undefined) return <Value value={expected} />
  return <Stretches stretches={shortenCommon(differenceOf(wanted, text).expected, 24)} kind="del" />
}

/**
 * Returns the value with its difference from the one before marked; values that have nothing in common differ as a
 * whole.
 */
function marked(before: string, value: string): Stretch[] {
  const { actual, expected } = differenceOf(before, value)
  const isWhole = ![...actual, ...expected].some(({ isDifferent }) => isDifferent)
  return shortenCommon(isWhole ? actual.map(({ text }) => ({ text, isDifferent: true })) : actual, 24)
}

function Value({ value }: { value: unknown }): VNode {
  const text = valueText(value)
  if (text === undefined) return <span class="note">no value</span>
  return text === '' ? <span class="note">empty string</span> : <LongText length={60}>{text}</LongText>
}
