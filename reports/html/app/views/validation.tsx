import type { VNode } from 'preact'
import { useReport } from '../data/report.ts'
import { count, plural } from '../model/format.ts'
import { type Limit, type LimitInput, limitsOf } from '../model/limits.ts'
import { formatRoute, type Route } from '../model/route.ts'
import { Trial } from '../parts/trial.tsx'
import { Mark } from '../ui/badge.tsx'
import { Empty, Page } from '../ui/page.tsx'
import { Text } from '../ui/text.tsx'

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
  const told =
    wrong === 0
      ? `All ${count(result.validation.length)} inputs were judged right.`
      : `${plural(wrong, 'input')} of ${count(result.validation.length)} ${wrong === 1 ? 'was' : 'were'} not judged right.`
  return (
    <Page
      title="Validation"
      lead={`${told} Each rule was tried on both sides of its limit; choose an input to see what came.`}
    >
      <div class="table-wrap">
        <table class="limits">
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col" class="side-accepted">
                May pass
              </th>
              <th scope="col" class="limit-line">
                Limit
              </th>
              <th scope="col">Must be refused</th>
            </tr>
          </thead>
          {limits.map((limit) => (
            <LimitRows key={`${limit.rule} ${limit.field}`} limit={limit} route={route} />
          ))}
        </table>
      </div>
    </Page>
  )
}

function LimitRows({ limit, route }: { limit: Limit; route: Route }): VNode {
  const { rule, field, title, length, accepted, refused, wrong } = limit
  const all = [...accepted, ...refused]
  const [ruleName, fieldName, input] = route.path
  const chosen = ruleName === rule && fieldName === field ? all.find(({ row }) => row.input === input) : undefined
  const outcome = wrong === 0 ? 'pass' : all.some(({ row }) => row.outcome === 'fail') ? 'fail' : 'warn'
  return (
    <tbody>
      <tr>
        <th scope="row">
          <span class="limit-name">
            <Mark state={outcome} /> <code>{field}</code>
          </span>
          <span class="limit-title">{title}</span>
        </th>
        <td class="side-accepted" data-label="may pass">
          <Inputs limit={limit} inputs={accepted} chosen={chosen} />
        </td>
        <td class="limit-line">
          <span>{length === undefined ? '' : `≤ ${length}`}</span>
        </td>
        <td data-label="must be refused">
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
              aria-label={`${row.input}: ${row.actual}, ${row.outcome === 'pass' ? 'right' : 'not right'}`}
            >
              {row.outcome !== 'pass' && <span aria-hidden="true">✕ </span>}
              <Text>{input.label}</Text>
            </a>
          </li>
        )
      })}
    </ul>
  )
}
