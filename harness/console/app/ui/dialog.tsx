import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { Button } from './controls.tsx'

/** A dialog over the page, which traps the focus until it is closed. Its accessible name is the title. */
export function Dialog({
  title,
  onClose,
  children,
  actions,
  isWide = false,
}: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
  /** Buttons at the end, beside Close. */
  readonly actions?: ComponentChildren
  readonly isWide?: boolean
}): VNode {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const { current } = dialog
    if (current?.open === false) current.showModal()
    return () => current?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      class={`dialog ${isWide ? 'is-wide' : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        <Button tone="quiet" label={`Close ${title}`} onClick={onClose}>
          ×
        </Button>
      </div>
      <div class="dialog-body">{children}</div>
      {actions !== undefined && <div class="dialog-foot">{actions}</div>}
    </dialog>
  )
}
