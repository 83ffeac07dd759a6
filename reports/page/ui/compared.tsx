import type { VNode } from 'preact'
import { differenceOf, indentJson, type Stretch } from '../model/index.ts'

/** Two values side by side, with their differences marked. */
export function Compared({
  expected,
  actual,
  labels = ['Expected', 'Actual'],
}: {
  expected: string
  actual: string
  labels?: readonly [expected: string, actual: string]
}): VNode {
  const difference = differenceOf(indentJson(expected), indentJson(actual))
  return (
    <dl class="compared">
      <div class="compared-side is-expected">
        <dt>{labels[0]}</dt>
        <dd>
          <Stretches stretches={difference.expected} kind="del" />
        </dd>
      </div>
      <div class="compared-side is-actual">
        <dt>{labels[1]}</dt>
        <dd>
          <Stretches stretches={difference.actual} kind="ins" />
        </dd>
      </div>
    </dl>
  )
}

/** A string with its differing parts marked: `ins` for the actual value, `del` for the expected one. */
export function Stretches({ stretches, kind }: { stretches: readonly Stretch[]; kind: 'ins' | 'del' }): VNode {
  return (
    <bdi class="stretches">
      {stretches.map(({ text, isDifferent }, place) => {
        const Element = isDifferent ? kind : 'span'
        return <Element key={place}>{text}</Element>
      })}
    </bdi>
  )
}
