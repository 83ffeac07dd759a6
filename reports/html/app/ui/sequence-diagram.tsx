import type { ComponentChildren, VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { Exchange } from '../../../model/result.ts'
import { Text } from '../../../page/index.ts'
import { scimErrorOf, statusTone } from '../../../page/model/index.ts'
import type { ExchangeRow } from '../data/exchange-table.ts'
import { useReport } from '../data/report.ts'
import { type LoadedExchange, useExchanges } from '../data/use-exchange.ts'
import { duration, plural } from '../model/format.ts'
import { Tag } from './badge.tsx'
import { ExchangeDetail } from './exchange-detail.tsx'

// The exchanges that lead to a finding are at the end.
const SHOWN = 8

/**
 * The exchanges of a check as arrows between client and target, and from the target to JumpCloud, from the first to
 * the last. A click opens one.
 */
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
  const { result, downstream } = useReport()
  const isThree = ids.some((id) => downstream.has(id))
  const hidden = ids.length - shown.length
  return (
    <div class={`sequence ${isThree ? 'has-three' : ''}`}>
      <div class="sequence-head" aria-hidden="true">
        <span class="lifeline-name">client</span>
        <span class="lifeline-name">
          <Text>{hostOf(result.target.baseUrl)}</Text>
        </span>
        {isThree && <span class="lifeline-name">JumpCloud API</span>}
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
  const { exchanges, downstream } = useReport()
  const [isOpen, setOpen] = useState(false)
  const row = exchanges.find(id)
  if (row === undefined)
    return (
      <li class="sequence-step">
        <p class="note">{id} is not on the tape</p>
      </li>
    )
  const error = typeof exchange === 'string' ? '' : scimErrorOf(row.status, exchange.response.body)
  const calls = downstream.get(id) ?? []
  const request = (
    <span class="arrow is-request">
      <b>{row.method}</b> <Text>{row.path}</Text>
      {isDecisive && <Tag tone="strong">the failing request</Tag>}
    </span>
  )
  const response = (
    <span class={`arrow is-response tone-${statusTone(row.status)}`}>
      <b>{row.status === 0 ? 'no answer' : row.status}</b>
      <span class="visually-hidden">, </span>
      <Text>{answerOf(row, error)}</Text>
      <span class="step-time">{duration(row.time)}</span>
    </span>
  )
  const toggle = (content: ComponentChildren): VNode => (
    <button type="button" class="arrows" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
      {content}
    </button>
  )
  // A bridge may write after it has responded.
  const isLate = (call: Exchange): boolean =>
    typeof exchange !== 'string' &&
    Date.parse(call.startedDateTime) > Date.parse(exchange.startedDateTime) + exchange.time + 1
  const early = calls.filter((call) => !isLate(call))
  return (
    <li class={`sequence-step ${isDecisive ? 'is-decisive' : ''}`}>
      {early.length === 0 ? (
        toggle([request, response])
      ) : (
        <>
          {toggle(request)}
          {early.map((call) => (
            <DownstreamCall key={call.id} call={call} />
          ))}
          {toggle(response)}
        </>
      )}
      {calls.filter(isLate).map((call) => (
        <DownstreamCall key={call.id} call={call} isLate />
      ))}
      {isOpen && <ExchangeDetail exchange={exchange} />}
    </li>
  )
}

/** A call that the target made to JumpCloud. */
function DownstreamCall({ call, isLate = false }: { call: Exchange; isLate?: boolean }): VNode {
  const [isOpen, setOpen] = useState(false)
  const { request, response } = call
  const { status } = response
  const path = URL.canParse(request.url) ? new URL(request.url).pathname : request.url
  return (
    <>
      <button type="button" class="arrows is-downstream" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="arrow is-request">
          <span class="visually-hidden">the target to JumpCloud: </span>
          <b>{request.method}</b> <Text>{path}</Text>
          {isLate && <Tag>after the response</Tag>}
        </span>
        <span class={`arrow is-response tone-${statusTone(status)}`}>
          <b>{status === 0 ? 'no answer' : status}</b>
          <span class="visually-hidden">, </span>
          <Text>{jumpCloudMessage(response.body)}</Text>
        </span>
      </button>
      {isOpen && <ExchangeDetail exchange={call} />}
    </>
  )
}

/** Returns the message of an error response of JumpCloud. */
function jumpCloudMessage(body: string): string {
  const [, message = ''] = /"message":"((?:[^"\\]|\\.){1,160})/.exec(body) ?? []
  return message
}

function answerOf({ error = '' }: ExchangeRow, scimError: string): string {
  const text = scimError === '' ? error : scimError
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'target'
}
