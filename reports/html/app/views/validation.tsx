import type { VNode } from 'preact'
import { isJudged } from '../../../model/judged.ts'
import type { ValidationRow } from '../../../model/result.ts'
import { Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { count, plural } from '../model/format.ts'
import { type Limit, type LimitInput, limitsOf, verdictWords } from '../model/limits.ts'
import { formatRoute, type Route } from '../model/route.ts'
import { Trial } from '../parts/trial.tsx'
import { Mark } from '../ui/badge.tsx'
import { Empty, Page } from '../ui/page.tsx'

/** The rules of JumpCloud's fields, each with inputs on both sides of its limit. */
export function ValidationView({ route }: { route: Route }): VNode {
  const { result } = useReport()
  const limits = limitsOf(result.validation, result.checks)
  const wrong = limits.reduce((sum, limit) => sum + limit.wrong, 0)
  if (limits.length === 0)
    return (
      <Page title="Validation">
        <Empty title="No inputs were tried.">The suite jumpcloud tries the limits; this run did not select it.</Empty>
      </Page>
    )
  return (
    <Page
      title="Validation"
      lead={`${leadOf(result.validation, wrong)} Each rule was tried on both sides of its limit; choose an input to see what happened.`}
    >
      <div class="table-wrap">
        <table class="limits">
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col" class="side-accepted">
                Must be accepted
              </th>
              <th scope="col" class="limit-line">
                Limit
              </th>
              <th scope="col">Must be rejected</th>
            </tr>
          </thead>
          {limits.map((limit) => (
            <LimitRows key={`${limit.rule} ${limit.field}`} limit={limit} route={route} />
          ))}
        </table>
      </div>
      {result.validation.some((row) => row.outcome === 'inapplicable') && (
        <ul class="legend">
          <li>
            <span class="input-chip outcome-pass" aria-hidden="true">
              a
            </span>{' '}
            handled correctly
          </li>
          <li>
            <span class="input-chip outcome-fail" aria-hidden="true">
              a
            </span>{' '}
            handled wrong
          </li>
          <li>
            <span class="input-chip outcome-inapplicable" aria-hidden="true">
              a
            </span>{' '}
            JumpCloud would reject this; the target may accept it
          </li>
        </ul>
      )}
    </Page>
  )
}

function leadOf(rows: readonly ValidationRow[], wrong: number): string {
  const judged = rows.filter(isJudged).length
  const noted = rows.length - judged
  const words =
    judged === 0
      ? ''
      : wrong === 0
        ? `The target handled ${count(judged)} of ${plural(judged, 'input')} correctly.`
        : `The target handled ${count(wrong)} of ${plural(judged, 'input')} wrong.`
  const others = `${plural(noted, 'input')} ${noted === 1 ? 'was' : 'were'} not judged, because the target is not a bridge to JumpCloud.`
  return [words, ...(noted === 0 ? [] : [others])].filter(Boolean).join(' ')
}

function LimitRows({ limit, route }: { limit: Limit; route: Route }): VNode {
  const { rule, field, title, length, accepted, refused, wrong, noted } = limit
  const all = [...accepted, ...refused]
  const [ruleName, fieldName, input] = route.path
  const chosen = ruleName === rule && fieldName === field ? all.find(({ row }) => row.input === input) : undefined
  const isOnlyNoted = noted === all.length
  const outcome = isOnlyNoted
    ? 'inapplicable'
    : wrong === 0
      ? 'pass'
      : all.some(({ row }) => row.outcome === 'fail')
        ? 'fail'
        : 'warn'
  return (
    <tbody>
      <tr>
        <th scope="row">
          <span class="limit-name">
            <Mark state={outcome} /> <code>{field}</code>
          </span>
          <span class="limit-title">{title}</span>
        </th>
        <td class="side-accepted" data-label="must be accepted">
          <Inputs limit={limit} inputs={accepted} chosen={chosen} />
        </td>
        <td class="limit-line">
          <span>{length === undefined ? '' : `≤ ${length}`}</span>
        </td>
        <td data-label="must be rejected">
          <Inputs limit={limit} inputs={refused} chosen={chosen} />
        </td>
      </tr>
      {chosen !== undefined && (
        <tr class="trial-row">
          <td colSpan={4}>
            <Trial row={chosen.row} />
          </td>
        </tr>
      )}
    </tbody>
  )
}

function Inputs({
  limit,
  inputs,
  chosen,
}: {
  limit: Limit
  inputs: readonly LimitInput[]
  chosen: LimitInput | undefined
}): VNode {
  return (
    <ul class="inputs">
      {inputs.map((input, place) => {
        const isChosen = input === chosen
        const { row } = input
        return (
          <li key={place}>
            <a
              class={`input-chip outcome-${row.outcome}`}
              href={
                isChosen ? formatRoute('validation') : formatRoute('validation', [limit.rule, limit.field, row.input])
              }
              aria-current={isChosen ? 'true' : undefined}
              aria-label={`${row.input}: ${row.actual}, ${verdictWords(row)}`}
            >
              {isJudged(row) && row.outcome !== 'pass' && <span aria-hidden="true">✕ </span>}
              <Text>{input.label}</Text>
            </a>
          </li>
        )
      })}
    </ul>
  )
}
