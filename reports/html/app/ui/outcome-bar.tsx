import type { VNode } from 'preact'
import type { RequirementState } from '../../../model/result.ts'
import { count } from '../model/format.ts'
import { STATE_ORDER, STATES } from '../model/outcome.ts'

type Counts = Readonly<Partial<Record<RequirementState, number>>>

/** A bar with a segment for each state, whose length is the number of checks or requirements. */
export function OutcomeBar({ counts }: { counts: Counts }): VNode {
  return (
    <div class="outcome-bar" aria-hidden="true">
      {present(counts).map(([state, value]) => (
        <span key={state} class={`fill-${state}`} style={{ flexGrow: value }} />
      ))}
    </div>
  )
}

/** The counts in words, each a link if `href` returns one. */
export function OutcomeLegend({ counts, href }: { counts: Counts; href?: (state: RequirementState) => string }): VNode {
  return (
    <ul class="legend">
      {present(counts).map(([state, value]) => {
        const content = (
          <>
            <span class={`swatch fill-${state}`} aria-hidden="true" />
            <b>{count(value)}</b> {STATES[state].word}
          </>
        )
        return <li key={state}>{href === undefined ? content : <a href={href(state)}>{content}</a>}</li>
      })}
    </ul>
  )
}

function present(counts: Counts): [RequirementState, number][] {
  return STATE_ORDER.flatMap((state): [RequirementState, number][] => {
    const value = counts[state] ?? 0
    return value === 0 ? [] : [[state, value]]
  })
}
