import type { ComponentChildren, VNode } from 'preact'
import { useId } from 'preact/hooks'

/** One pane of the page: a sticky heading, tools beside it, and scrolling content. */
export function Pane({
  title,
  mark,
  tools,
  children,
  className = '',
}: {
  readonly title: string
  /** A note on the pane, such as `mock` or a host. */
  readonly mark?: ComponentChildren
  readonly tools?: ComponentChildren
  readonly children: ComponentChildren
  readonly className?: string
}): VNode {
  const id = useId()
  return (
    <section class={`pane ${className}`} aria-labelledby={id}>
      <header class="pane-head">
        <h2 id={id}>{title}</h2>
        {mark !== undefined && <span class="pane-mark">{mark}</span>}
        {tools !== undefined && <div class="pane-tools">{tools}</div>}
      </header>
      {children}
    </section>
  )
}
