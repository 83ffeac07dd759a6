/** Signals that end a run early: it removes its resources and writes the results so far. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/** Listens for the first signal; a second one ends the process at once. Disposing of it stops listening. */
export function listenForInterrupt(): Disposable & { readonly signal: AbortSignal } {
  const interrupt = new AbortController()
  const stop = (): void => {
    for (const name of SIGNALS) process.off(name, onSignal)
  }
  const onSignal = (): void => {
    stop()
    interrupt.abort()
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  return { signal: interrupt.signal, [Symbol.dispose]: stop }
}
