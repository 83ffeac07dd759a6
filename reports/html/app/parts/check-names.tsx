import type { VNode } from 'preact'
import { formatRoute } from '../model/route.ts'

const SHOWN = 3

/** The names of checks, each a link; of many only the first few. */
export function CheckNames({ ids }: { ids: readonly string[] }): VNode {
  return (
    <span class="check-names">
      {ids.slice(0, SHOWN).map((id) => (
        <a key={id} href={formatRoute('checks', [id])}>
          <code>{id}</code>
        </a>
      ))}
      {ids.length > SHOWN && <span class="note">and {ids.length - SHOWN} more</span>}
    </span>
  )
}
