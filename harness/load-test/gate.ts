import { TransportError } from '../../mocks/transport/index.ts'

/**
 * Thrown when the test is over and nothing more is sent. It counts as a cancelled exchange, so a provisioning job
 * does not treat it as a fault of the server.
 */
export class LoadEnded extends TransportError {
  constructor() {
    super('aborted', 'the load test is over')
  }
}

/** Decides when the next request is sent. */
export interface Gate {
  /** Resolves to the instant at which the request is due, as soon as it may be sent. Throws LoadEnded after the end. */
  take(): Promise<number>
  /** Rejects all further requests. */
  close(): void
}

/** Creates a gate that lets every request pass at once: a closed model without a rate. */
export function freeGate(now: () => number): Gate {
  let isClosed = false
  return {
    take: async () => {
      if (isClosed) throw new LoadEnded()
      return now()
    },
    close: () => {
      isClosed = true
    },
  }
}

/** Creates a gate that lets requests pass as they are due in a schedule; a late request was due in the past. */
export function pacedGate(
  dueAt: (index: number) => number | undefined,
  until: (instant: number) => Promise<void>,
): Gate {
  let isClosed = false
  let next = 0
  return {
    take: async () => {
      const due = isClosed ? undefined : dueAt(next++)
      if (due === undefined) throw new LoadEnded()
      await until(due)
      if (isClosed) throw new LoadEnded()
      return due
    },
    close: () => {
      isClosed = true
    },
  }
}

/** A gate at which requests arrive on a schedule, even if earlier ones got no response yet. */
export interface ArrivalGate extends Gate {
  /** Reports that a request is due. Returns false if no task waits to send it: the caller starts one. */
  arrive(due: number): boolean
  /** Withdraws the last arrival, because no task can be started for it. */
  withdraw(): void
}

/** Creates a gate for the open model. */
export function arrivalGate(): ArrivalGate {
  let isClosed = false
  const waiting: { resolve(due: number): void; reject(error: Error): void }[] = []
  const unclaimed: number[] = []
  return {
    arrive: (due) => {
      const first = waiting.shift()
      if (first === undefined) unclaimed.push(due)
      else first.resolve(due)
      return first !== undefined
    },
    withdraw: () => void unclaimed.pop(),
    take: async () => {
      if (isClosed) throw new LoadEnded()
      const due = unclaimed.shift()
      if (due !== undefined) return due
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    close: () => {
      isClosed = true
      for (const { reject } of waiting.splice(0)) reject(new LoadEnded())
    },
  }
}
