import { useEffect, useRef, useState } from 'preact/hooks'
import type { GraphFailure } from '../../data/graph-client.ts'
import { asFailure } from './use-graph.ts'

/** The action of a button: whether it runs, and how it ended. */
export interface Action {
  readonly isBusy: boolean
  readonly failure: GraphFailure | undefined
  /** The success message. */
  readonly message: string | undefined
  /** Runs an action. Its success message is `message`, or the string that it returns. */
  run(act: () => Promise<unknown>, message?: string): void
  clear(): void
}

interface ActionState {
  readonly isBusy: boolean
  readonly failure?: GraphFailure
  readonly message?: string | undefined
}

/** The time in milliseconds for which a success message is visible. */
const SHOWN = 10_000

/** Runs one action at a time. A failure stays visible until the next action, a success message for a while. */
export function useAction(): Action {
  const [state, setState] = useState<ActionState>({ isBusy: false })
  const isMounted = useRef(true)
  useEffect(
    () => () => {
      isMounted.current = false
    },
    [],
  )
  useEffect(() => {
    if (state.message === undefined) return
    const timer = setTimeout(() => setState({ isBusy: false }), SHOWN)
    return () => clearTimeout(timer)
  }, [state])
  const end = (ended: ActionState): void => {
    if (isMounted.current) setState(ended)
  }
  return {
    isBusy: state.isBusy,
    failure: state.failure,
    message: state.message,
    run: (act, message) => {
      if (state.isBusy) return
      setState({ isBusy: true })
      act().then(
        (result) => end({ isBusy: false, message: message ?? (typeof result === 'string' ? result : undefined) }),
        (error: unknown) => end({ isBusy: false, failure: asFailure(error) }),
      )
    },
    clear: () => end({ isBusy: false }),
  }
}
