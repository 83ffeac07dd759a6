import type { VNode } from 'preact'
import { count } from '../model/format.ts'

/** Shows more rows of a long table; renders nothing if all rows are shown. */
export function MoreButton({ hidden, onMore }: { hidden: number; onMore: () => void }): VNode | null {
  if (hidden <= 0) return null
  return (
    <button type="button" class="more-button" onClick={onMore}>
      Show more ({count(hidden)} hidden)
    </button>
  )
}
