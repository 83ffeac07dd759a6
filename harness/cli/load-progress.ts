import type { LoadInterval } from '../../reports/index.ts'

/** The seconds between two lines if the output is not a terminal. */
const QUIET = 10

/** Prints each interval of a load test: one updated line on a terminal, otherwise a line every ten seconds. */
export function loadProgress(
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>,
  intervalMs: number,
): { onInterval(interval: LoadInterval): void; end(): void } {
  let shown = Number.NEGATIVE_INFINITY
  let isOpen = false
  return {
    onInterval: ({ atMs, requests, errors, inFlight, response }) => {
      const seconds = (atMs + intervalMs) / 1000
      const line = `${seconds} s  ${Math.round(requests / (intervalMs / 1000))} requests/s  p50 ${response.p50.toFixed(1)} ms  p99 ${response.p99.toFixed(1)} ms  ${errors} errors  ${inFlight} at the same time`
      if (stream.isTTY) {
        stream.write(`\r\u001B[2K${line}`)
        isOpen = true
      } else if (seconds - shown >= QUIET) {
        stream.write(`${line}\n`)
        shown = seconds
      }
    },
    end: () => {
      if (isOpen) stream.write('\r\u001B[2K')
    },
  }
}
