import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { MappingRow, MappingSample } from '../../../model/result.ts'
import { useReport } from '../data/report.ts'
import { plural } from '../model/format.ts'
import { subjectOf, valueText } from '../model/mapping-flow.ts'
import { formatRoute, type Route } from '../model/route.ts'
import { differenceOf, elided, type Stretch } from '../model/text-difference.ts'
import { Mark } from '../ui/badge.tsx'
import { Stretches } from '../ui/compared.tsx'
import { SelectField } from '../ui/filters.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { LongText, Text } from '../ui/text.tsx'
import { replaceQuery } from '../ui/use-route.ts'

const STEP = 10

/** The samples of a row: what a person had in Entra, and what it was on each leg; those that differ first. */
export function MappingSamples({ row, route }: { row: MappingRow; route: Route }): VNode {
  const { result } = useReport()
  const [shown, setShown] = useState(STEP)
  const phases = [...new Set(row.samples.map((sample) => subjectOf(sample).phase))].filter(Boolean)
  const { phase = '', only = '' } = route.query
  const isDiffering = ({ outcome }: MappingSample): boolean => outcome !== 'pass'
  const samples = row.samples
    .filter((sample) => (phase === '' || subjectOf(sample).phase === phase) && (only === '' || isDiffering(sample)))
    .sort((a, b) => Number(isDiffering(b)) - Number(isDiffering(a)))
  const check = result.checks.find(({ id }) => id.endsWith(`.mapping.${row.row}`))
  return (
    <div class="samples">
      <div class="filters">
        <SelectField
          label="What happened"
          value={phase}
          options={[{ value: '', label: 'anything' }, ...phases.map((name) => ({ value: name, label: name }))]}
          onChange={(value) => replaceQuery(route, { phase: value })}
        />
        <SelectField
          label="Samples"
          value={only}
          options={[
            { value: '', label: 'all' },
            { value: 'differing', label: 'those that differ' },
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
      <div class="table-wrap">
        <table class="sample-table stacks">
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Entra has</th>
              <th scope="col">Sent</th>
              <th scope="col">Target shows</th>
              <th scope="col">JumpCloud holds</th>
            </tr>
          </thead>
          <tbody>
            {samples.slice(0, shown).map((sample, place) => (
              <SampleRow key={place} sample={sample} hasProperty={row.jumpcloud !== null} />
            ))}
          </tbody>
        </table>
      </div>
      <MoreButton hidden={samples.length - shown} onMore={() => setShown(shown + STEP * 10)} />
    </div>
  )
}

function SampleRow({ sample, hasProperty }: { sample: MappingSample; hasProperty: boolean }): VNode {
  const { person, phase } = subjectOf(sample)
  const isMarked = sample.outcome !== 'pass'
  return (
    <tr class={isMarked ? 'is-differing' : ''}>
      <th scope="row" data-label="Person">
        <Mark state={sample.outcome} /> <Text>{person}</Text> <span class="note">{phase}</span>
      </th>
      <td data-label="Entra has">
        <Value value={sample.entra} />
      </td>
      <td data-label="Sent">
        <Value value={sample.sent} />
      </td>
      <td data-label="Target shows">
        <Against value={sample.echoed} expected={isMarked ? sample.sent : sample.echoed} />
      </td>
      <td data-label="JumpCloud holds">
        {hasProperty ? (
          <Against value={sample.stored} expected={isMarked ? sample.expected : sample.stored} />
        ) : (
          <span class="note">no property</span>
        )}
      </td>
    </tr>
  )
}

function Value({ value }: { value: unknown }): VNode {
  const text = valueText(value)
  if (text === undefined) return <span class="note">nothing</span>
  return text === '' ? <span class="note">empty text</span> : <LongText length={60}>{text}</LongText>
}

/** A value with what differs from the expected one marked; what is missing is told beneath. */
function Against({ value, expected }: { value: unknown; expected: unknown }): VNode {
  const actual = valueText(value)
  const wanted = valueText(expected)
  if (actual === wanted || wanted === undefined) return <Value value={value} />
  const difference = differenceOf(wanted, actual ?? '')
  // Values that have nothing in common differ as a whole.
  const isWhole = ![...difference.actual, ...difference.expected].some(({ isDifferent }) => isDifferent)
  const marked = (stretches: readonly Stretch[]): Stretch[] =>
    elided(isWhole ? stretches.map(({ text }) => ({ text, isDifferent: true })) : stretches, 24)
  return (
    <span class="against">
      {actual === undefined || actual === '' ? (
        <Value value={value} />
      ) : (
        <Stretches stretches={marked(difference.actual)} kind="ins" />
      )}
      <span class="wanted">
        <span class="wanted-word">expected </span>
        <Stretches stretches={marked(difference.expected)} kind="del" />
      </span>
    </span>
  )
}
