import type { ComponentChildren, VNode } from 'preact'

/**
 * The frame of a view: its heading, which gets the focus when the view opens, an introductory sentence, and the
 * content.
 */
export function Page({
  title,
  lead,
  children,
}: {
  title: string
  lead?: ComponentChildren
  children: ComponentChildren
}): VNode {
  return (
    <>
      <header class="page-head">
        <h1 tabIndex={-1}>{title}</h1>
        {lead !== undefined && <p class="lead">{lead}</p>}
      </header>
      {children}
    </>
  )
}

/** A part of a view under a heading. */
export function Section({
  title,
  note,
  children,
  level = 2,
}: {
  title: string
  note?: ComponentChildren
  children: ComponentChildren
  level?: 2 | 3
}): VNode {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section class="section">
      <div class="section-head">
        <Heading>{title}</Heading>
        {note !== undefined && <p class="note">{note}</p>}
      </div>
      {children}
    </section>
  )
}

/** A message in place of a view or list without content. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }): VNode {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
    </div>
  )
}
