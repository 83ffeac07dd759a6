import type { TargetedEvent } from 'preact'

/** A form that is submitted. */
interface Submission {
  /** True if no field has a fault. */
  readonly isRight: boolean
  /** Called at each attempt, so that the faults are shown from then on. */
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

/** The faults are shown in the next frame. */
function focusFirstFault(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
