import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { ExchangeRow } from '../data/exchange-table.ts'
import { useReport } from '../data/report.ts'
import { type LoadedExchange, useExchanges } from '../data/use-exchange.ts'
import { duration, plural } from '../model/format.ts'
import { scimErrorOf } from '../model/scim-error.ts'
import { statusTone } from '../model/status-tone.ts'
import { Tag } from './badge.tsx'
import { ExchangeDetail } from './exchange-detail.tsx'
import { Text } from './text.tsx'

// What leads to a finding is at its end.
const SHOWN = 8

/** The exchanges of a check as arrows between client and target, from the first to the last; each opens. */
export function SequenceDiagram({
  ids,
  decisive,
}: {
  ids: readonly string[]
  /** The exchange that the failed assertion was about. */
  decisive?: string | undefined
}): VNode {
  const [isWhole, setWhole] = useState(false)
  const last = ids.slice(-SHOWN)
  const kept = decisive === undefined || last.includes(decisive) ? last : [decisive, ...last]
  const shown = isWhole || ids.length <= SHOWN + 2 ? ids : kept
  const loaded = useExchanges(shown)
  const { result } = useReport()
  const hidden = ids.length - shown.length
  return (
    <div class="sequence">
      <div class="sequence-head" aria-hidden="true">
        <span class="lifeline-name">client</span>
        <span class="lifeline-name">
          <Text>{hostOf(result.target.baseUrl)}</Text>
        </span>
      </div>
      <ol>
        {hidden > 0 && (
          <li class="sequence-more">
            <button type="button" class="link-button" onClick={() => setWhole(true)}>
              {plural(hidden, 'earlier exchange')}
            </button>
          </li>
        )}
        {shown.map((id) => (
          <Step
            key={id}
            id={id}
            exchange={loaded.get(id) ?? 'reading'}
            isDecisive={ids.length > 1 && id === decisive}
          />
        ))}
      </ol>
    </div>
  )
}

function Step({ id, exchange, isDecisive }: { id: string; exchange: LoadedExchange; isDecisive: boolean }): VNode {
  const { exchanges } = useReport()
  const [isOpen, setOpen] = useState(false)
  const row = exchanges.find(id)
  if (row === undefined)
    return (
      <li class="sequence-step">
        <p class="note">{id} is not on the tape</p>
      </li>
    )
  const isDownstream = typeof exchange !== 'string' && exchange.leg === 'jumpcloud'
  const error = typeof exchange === 'string' ? '' : scimErrorOf(row.status, exchange.response.body)
  return (
    <li class={`sequence-step ${isDecisive ? 'is-decisive' : ''}`}>
      <button type="button" class="arrows" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="arrow is-request">
          <b>{row.method}</b> <Text>{row.path}</Text>
          {isDownstream && <Tag>target to JumpCloud</Tag>}
          {isDecisive && <Tag tone="strong">the failing request</Tag>}
        </span>
        <span class={`arrow is-response tone-${statusTone(row.status)}`}>
          <b>{row.status === 0 ? 'no answer' : row.status}</b>
          <span class="visually-hidden">, </span>
          <Text>{answerOf(row, error)}</Text>
          <span class="step-time">{duration(row.time)}</span>
        </span>
      </button>
      {isOpen && <ExchangeDetail exchange={exchange} />}
    </li>
  )
}

function answerOf({ error = '' }: ExchangeRow, scimError: string): string {
  const text = scimError === '' ? error : scimError
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'target'
}
