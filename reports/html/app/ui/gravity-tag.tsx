import type { VNode } from 'preact'
import { GRAVITIES } from '../../../model/gravity.ts'
import type { CheckResult } from '../../../model/result.ts'
import { BREAKS } from '../model/outcome.ts'

/** The gravity of a finding in a word; for results of earlier versions, what the finding breaks. */
export function GravityTag({ check: { gravity, verdict } }: { check: CheckResult }): VNode | null {
  if (gravity !== undefined)
    return (
      <span class={`tag gravity-${gravity}`} title={`gravity ${gravity}: ${GRAVITIES[gravity].meaning}`}>
        {GRAVITIES[gravity].word}
      </span>
    )
  return verdict === undefined ? null : <span class="tag">{BREAKS[verdict]}</span>
}
