import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { count } from '../model/format.ts'

/** Text that somebody else wrote, kept apart from the direction of ours. */
export function Text({ children }: { children: string }): VNode {
  return <bdi>{children}</bdi>
}

/** Long text, of which the beginning is shown until one asks for all. */
export function LongText({ children, length = 400 }: { children: string; length?: number }): VNode {
  const [isWhole, setWhole] = useState(false)
  const isLong = children.length > length * 1.2
  return (
    <span class="long-text">
      <Text>{isLong && !isWhole ? `${children.slice(0, length)}…` : children}</Text>
      {isLong && ' '}
      {isLong && (
        <button type="button" class="link-button" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'show less' : `show all ${count(children.length)} characters`}
        </button>
      )}
    </span>
  )
}
