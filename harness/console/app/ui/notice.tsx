import type { ComponentChildren, VNode } from 'preact'

/** A message in the page: a success, a hint, or a failure. A failure is announced to screen readers. */
export function Notice({
  tone = 'info',
  title,
  children,
}: {
  readonly tone?: 'info' | 'good' | 'warn' | 'bad'
  readonly title?: string
  readonly children: ComponentChildren
}): VNode {
  return (
    <div class={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {title !== undefined && <p class="notice-title">{title}</p>}
      <div>{children}</div>
    </div>
  )
}
