import type { VNode } from 'preact'

/** A state in one word, coloured. */
export function Status({
  tone,
  children,
}: {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain'
  readonly children: string
}): VNode {
  return <span class={`status-chip status-${tone}`}>{children}</span>
}
