import type { Exchange } from '../../reports/index.ts'
import type { InvariantJudge } from '../judge/judge-invariants.ts'
import { attributeWrites } from '../observe/attribute-writes.ts'
import { downstreamExchanges } from '../observe/downstream-exchanges.ts'
import type { JumpCloudPortal } from '../observe/jumpcloud-portal.ts'
import { observeRaw } from '../observe/observed-exchange.ts'
import { startWriteJournal } from '../observe/write-journal.ts'
import { INJECTED_FAULT } from '../record/injected-fault.ts'
import type { TimedRawExchange } from '../record/recorder.ts'
import type { PreparedTarget } from '../target/prepare-target.ts'

/** Passes exchanges on to the judge of the invariants. */
export interface ExchangeWatch {
  hear(raw: TimedRawExchange): void
  /** Passes on the held exchanges. Resolves to the calls of the target to JumpCloud. */
  end(portal: JumpCloudPortal | undefined): Promise<readonly Exchange[]>
}

/**
 * Creates a watch. If the run observes the writes of the target to JumpCloud, exchanges are held until the end, because
 * a bridge may write after its response.
 */
export function createExchangeWatch(
  prepared: PreparedTarget,
  judge: InvariantJudge,
  monotonic: () => number,
): ExchangeWatch {
  const { hear, end } = watchTarget(prepared, judge, monotonic)
  return {
    // This response is not from the target.
    hear: (raw) => {
      if (raw.response?.headers[INJECTED_FAULT] === undefined) hear(raw)
    },
    end,
  }
}

function watchTarget(target: PreparedTarget, judge: InvariantJudge, monotonic: () => number): ExchangeWatch {
  const { baseUrl } = target.address
  if (target.observe !== 'jumpcloud') {
    return {
      hear: (raw) => {
        const observed = observeRaw(raw, baseUrl)
        if (observed !== undefined) judge.observe(observed)
      },
      end: async () => [],
    }
  }
  const { downstream } = target
  const journal = startWriteJournal(downstream.api, downstream.keys.portalEmail, monotonic)
  const held: TimedRawExchange[] = []
  let characters = 0
  return {
    hear: (raw) => {
      characters += raw.response?.body.length ?? 0
      // Exchanges that do not fit are not judged: without the writes that belong to them, the judgement would be
      // wrong.
      if (characters <= HELD_CHARACTERS) held.push(raw)
    },
    end: async (portal) => {
      const blank = (await portal?.blankUser()) ?? {}
      // A request without a response may still have caused a write.
      const timed = held.flatMap((raw) => {
        const exchange = observeRaw({ ...raw, response: raw.response ?? NO_RESPONSE }, baseUrl)
        return exchange === undefined
          ? []
          : [{ exchange, began: raw.began, ended: raw.ended, isAnswered: 'response' in raw }]
      })
      const writes = attributeWrites(timed, journal.writes, blank)
      for (const { exchange, isAnswered } of timed)
        if (isAnswered) judge.observe({ ...exchange, writes: writes.get(exchange.id) ?? [] })
      const causes = new Map(held.map(({ id, cause }) => [id, cause]))
      return downstreamExchanges(timed, journal.calls, {
        apiUrl: downstream.url,
        causeOf: (id) => causes.get(id) ?? 'target',
      })
    },
  }
}

/** The maximum number of held characters of response bodies. */
const HELD_CHARACTERS = 96 * 1024 * 1024
const NO_RESPONSE = { status: 0, headers: {}, body: '' } as const
