import type { RecordedTransport, Recorder } from './recorder.ts'

/** A recorder whose creates can be awaited. */
export interface TrackingRecorder extends Recorder {
  /** Resolves when no create is without its outcome, so that everything that was created is known. */
  createsSettled(): Promise<void>
}

/**
 * Tracks the creates of a recorder. A check that sends several and fails at the first response does not wait for the
 * others.
 */
export function trackCreates(recorder: Recorder): TrackingRecorder {
  const pending = new Set<Promise<unknown>>()
  const tracked =
    (send: RecordedTransport): RecordedTransport =>
    (request, limits) => {
      const sent = send(request, limits)
      if (request.method !== 'POST') return sent
      const settled: Promise<unknown> = sent.catch(() => {}).finally(() => pending.delete(settled))
      pending.add(settled)
      return sent
    }
  return {
    ...recorder,
    for: (cause) => tracked(recorder.for(cause)),
    get count() {
      return recorder.count
    },
    createsSettled: async () => {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}
