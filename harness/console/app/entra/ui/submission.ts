import type { TargetedEvent } from 'preact'

/** A form and its action. */
interface Submission {
  /** True if no field has a fault. */
  readonly isRight: boolean
  /** Called at each attempt, so that the faults are visible from then on. */
  readonly onTried: () => void
  readonly run: () => void
}

/** Returns the handler of a submission: it runs the action, or moves the focus to the first field that has a fault. */
export function submission({ isRight, onTried, run }: Submission): (event: TargetedEvent<HTMLFormElement>) => void {
  return (event) => {
    event.preventDefault()
    onTried()
    if (isRight) run()
    else focusFirstFault(event.currentTarget)
  }
}

/** Focuses the first field with a fault, which is rendered in the next frame. */
function focusFirstFault(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
