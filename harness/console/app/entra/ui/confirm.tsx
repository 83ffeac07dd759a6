import type { ComponentChildren, VNode } from 'preact'
import { Button } from '../../ui/controls.tsx'
import { Dialog } from '../../ui/dialog.tsx'

/** A question that must be answered before an action. */
export function Confirm({
  title,
  children,
  onYes,
  onNo,
}: {
  title: string
  children: ComponentChildren
  onYes: () => void
  onNo: () => void
}): VNode {
  return (
    <Dialog
      title={title}
      onClose={onNo}
      actions={
        <>
          <Button tone="primary" onClick={onYes}>
            Yes
          </Button>
          <Button onClick={onNo}>No</Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
