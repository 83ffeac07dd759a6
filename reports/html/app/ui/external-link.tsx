import type { ComponentChildren, VNode } from 'preact'

/** A link to a source; what is no address of the web is shown without a link. */
export function ExternalLink({ href, children }: { href: string; children: ComponentChildren }): VNode {
  if (!/^https?:\/\//i.test(href)) return <span>{children}</span>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" class="external">
      {children}
      <span class="visually-hidden"> (opens in a new tab)</span>
    </a>
  )
}
