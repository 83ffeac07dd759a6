import type { ComponentChildren, VNode } from 'preact'

/** A link to a source; a string that is not an http(s) URL is shown without a link. */
export function ExternalLink({ href, children }: { href: string; children: ComponentChildren }): VNode {
  if (!/^https?:\/\//i.test(href)) return <span>{children}</span>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" class="external">
      {children}
      <span class="visually-hidden"> (opens in a new tab)</span>
    </a>
  )
}
