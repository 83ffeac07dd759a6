import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Place } from '../model/place.ts'
import { useEntra } from './context.ts'

/** A link to another screen of the pane. */
export function PlaceLink({
  to,
  children,
  class: className,
  isCurrent = false,
}: {
  to: Place
  children: ComponentChildren
  class?: string
  isCurrent?: boolean
}): VNode {
  const { href } = useEntra()
  return (
    <a href={href(to)} class={className} aria-current={isCurrent ? 'page' : undefined}>
      {children}
    </a>
  )
}

/** The heading of a screen, its commands, and the outcome of the last command; it stays visible. */
export function ScreenHead({
  title,
  note,
  outcome,
  children,
}: {
  title: string
  note?: ComponentChildren
  outcome?: ComponentChildren
  children?: ComponentChildren
}): VNode {
  return (
    <header class="screen-head">
      <Heading>{title}</Heading>
      {note !== undefined && <p class="muted">{note}</p>}
      {children !== undefined && <div class="button-row">{children}</div>}
      {outcome}
    </header>
  )
}

/** True after the first screen: the first one does not take the focus from the page. */
let isMoved = false

/** The heading of a screen, which gets the focus when the screen opens, as on a new page. */
function Heading({ children }: { children: string }): VNode {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (isMoved) heading.current?.focus({ preventScroll: true })
    isMoved = true
  }, [])
  return (
    <h3 ref={heading} tabIndex={-1}>
      {children}
    </h3>
  )
}

/** A part of a screen under a heading. */
export function Section({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <section class="section" aria-label={title}>
      <h4>{title}</h4>
      {children}
    </section>
  )
}

/** A list of names and values. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, value: ComponentChildren])[] }): VNode {
  return (
    <dl class="entra-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Formats a time as ISO 8601 without the zone, which is UTC. */
export const instant = (text: string): string =>
  /^\d{4}-\d\d-\d\dT/.test(text) ? text.slice(0, 19).replace('T', ' ') : text
