import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import type { ExpressionProblem } from '../model/expression-error.ts'
import { Combobox, type Option } from '../ui/combobox.tsx'
import { useEntra } from '../ui/context.ts'
import { FailureNotice } from '../ui/outcome.tsx'
import type { Evaluation } from '../ui/use-evaluation.ts'

interface LiveValueProps {
  readonly evaluation: Evaluation | undefined
  /** The user for whom the expression is evaluated; groups have none. */
  readonly user: Option | undefined
  readonly isUser: boolean
  readonly onUser: (user: Option) => void
  readonly onShow: (problem: ExpressionProblem) => void
}

/** The value of an expression for a selected user, or the error of the expression. */
export function LiveValue({ evaluation, user, isUser, onUser, onShow }: LiveValueProps): VNode | null {
  const { operations } = useEntra()
  useEffect(() => {
    if (user !== undefined || !isUser) return
    // The first user of the tenant is selected until the user of the page selects another one.
    let isCurrent = true
    operations.users.find('', 1).then(
      ({ value: [first] }) => {
        if (isCurrent && first !== undefined) onUser(optionOf(first))
      },
      () => undefined,
    )
    return () => {
      isCurrent = false
    }
  }, [])
  if (!isUser && evaluation?.problem === undefined && evaluation?.failure === undefined) return null
  return (
    <div class="live-value">
      {isUser && (
        <Combobox
          label="Evaluate for user"
          search={async (text) => (await operations.users.find(text, 20)).value.map(optionOf)}
          chosen={user}
          onChoose={(option) => option !== undefined && onUser(option)}
        />
      )}
      {evaluation !== undefined && <Result evaluation={evaluation} onShow={onShow} />}
    </div>
  )
}

function Result({
  evaluation: { failure, problem, parsed },
  onShow,
}: {
  evaluation: Evaluation
  onShow: (problem: ExpressionProblem) => void
}): VNode | null {
  if (failure !== undefined) return <FailureNotice failure={failure} />
  if (problem !== undefined) return <Problem problem={problem} onShow={onShow} />
  if (parsed?.evaluationSucceeded !== true) return null
  return (
    <output class="live-result" aria-label="Value">
      <span class="muted">Value</span>
      <Value values={parsed.evaluationResult} />
    </output>
  )
}

const optionOf = (user: { id: string; displayName: string; userPrincipalName: string }): Option => ({
  id: user.id,
  label: user.displayName,
  note: user.userPrincipalName,
})

function Value({ values }: { values: readonly string[] }): VNode {
  if (values.length === 0) return <span class="muted">no value</span>
  return (
    <code>
      <bdi>{values.length === 1 ? values[0] : JSON.stringify(values)}</bdi>
    </code>
  )
}

function Problem({
  problem,
  onShow,
}: {
  problem: ExpressionProblem
  onShow: (problem: ExpressionProblem) => void
}): VNode {
  const { place, excerpt } = problem
  return (
    <div class="live-problem">
      {excerpt !== '' && <pre>{excerpt}</pre>}
      {place !== undefined && (
        <button type="button" class="link-button" onClick={() => onShow(problem)}>
          Go to line {place.line}, column {place.column}
        </button>
      )}
    </div>
  )
}
