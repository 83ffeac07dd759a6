import type { VNode } from 'preact'
import type { RequirementState } from '../../../model/result.ts'
import { STATES } from '../model/outcome.ts'

/** The sign of an outcome, with its word for screen readers. */
export function Mark({ state }: { state: RequirementState }): VNode {
  const { mark, word } = STATES[state]
  return (
    <span class={`mark state-${state}`}>
      <span aria-hidden="true">{mark}</span>
      <span class="visually-hidden">{word}</span>
    </span>
  )
}

/** An outcome as sign and word. */
export function Badge({ state }: { state: RequirementState }): VNode {
  const { mark, word } = STATES[state]
  return (
    <span class={`badge state-${state}`}>
      <span aria-hidden="true">{mark}</span> {word}
    </span>
  )
}

/** A short remark in a frame. */
export function Tag({ children, tone = 'plain' }: { children: string; tone?: 'plain' | 'strong' | 'new' }): VNode {
  return <span class={`tag tag-${tone}`}>{children}</span>
}
