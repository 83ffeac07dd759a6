import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { count } from '../model/index.ts'

/** A string from outside, whose direction of writing does not affect the page. */
export function Text({ children }: { children: string }): VNode {
  return <bdi>{children}</bdi>
}

/** A sentence in which everything between backticks is code. */
export function Prose({ children }: { children: string }): VNode {
  return (
    <bdi>
      {children.split(/`([^`\n]+)`/).map((part, place) => (place % 2 === 1 ? <code key={place}>{part}</code> : part))}
    </bdi>
  )
}

/** Long text, of which the beginning is shown until one asks for all. */
export function LongText({
  children,
  length = 400,
  as: Shown = Text,
}: {
  children: string
  length?: number
  as?: typeof Text
}): VNode {
  const [isWhole, setWhole] = useState(false)
  const isLong = children.length > length * 1.2
  return (
    <span class="long-text">
      <Shown>{isLong && !isWhole ? `${children.slice(0, length)}…` : children}</Shown>
      {isLong && ' '}
      {isLong && (
        <button type="button" class="link-button" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'show less' : `show all ${count(children.length)} characters`}
        </button>
      )}
    </span>
  )
}
