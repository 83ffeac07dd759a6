import type { VNode } from 'preact'
import { differenceOf, laidOut, type Stretch } from '../model/text-difference.ts'

/** Two values side by side, with the characters marked by which they differ. */
export function Compared({ expected, actual }: { expected: string; actual: string }): VNode {
  const difference = differenceOf(laidOut(expected), laidOut(actual))
  return (
    <dl class="compared">
      <div class="compared-side is-expected">
        <dt>Expected</dt>
        <dd>
          <Stretches stretches={difference.expected} kind="del" />
        </dd>
      </div>
      <div class="compared-side is-actual">
        <dt>Actual</dt>
        <dd>
          <Stretches stretches={difference.actual} kind="ins" />
        </dd>
      </div>
    </dl>
  )
}

/** Text whose differing stretches are marked: `ins` for what came, `del` for what was missed. */
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
