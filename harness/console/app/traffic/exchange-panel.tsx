import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Messages, Text } from '../../../../reports/page/index.ts'
import { duration } from '../../../../reports/page/model/index.ts'
import type { TrafficDetail } from '../../format/page-format.ts'
import { ownApi } from '../data/own-api.ts'
import { useTraffic } from '../data/use-traffic.ts'
import { Button } from '../ui/controls.tsx'
import { Notice } from '../ui/notice.tsx'
import { type Change, changesOf } from './changes.ts'

/** One exchange in full: remarks, changes, request and response; it can be sent again. */
export function ExchangePanel({
  id,
  onClose,
  onChoose,
}: {
  readonly id: string
  readonly onClose: () => void
  readonly onChoose: (id: string) => void
}): VNode {
  const row = useTraffic().find((one) => one.id === id)
  const detail = useDetail(id, row?.status)
  const [fault, setFault] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const resend = async (): Promise<void> => {
    setBusy(true)
    setFault(undefined)
    try {
      const { id: again } = await ownApi<{ readonly id?: string }>('POST', `exchanges/${id}/resend`)
      if (again !== undefined) onChoose(again)
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section class="exchange-panel" aria-label={`Exchange ${id}`}>
      <div class="exchange-panel-head">
        <h3>
          {row === undefined ? (
            id
          ) : (
            <>
              {row.method} <span class="note">{id}</span>
            </>
          )}
        </h3>
        <span class="note">
          {row !== undefined && row.status !== undefined && `${duration(row.time)} · `}
          {row?.startedDateTime.slice(11, 23)}
          {row?.during !== undefined && (
            <>
              {' · during '}
              <button type="button" class="link-button" onClick={() => onChoose(row.during ?? id)}>
                {row.during}
              </button>
            </>
          )}
        </span>
        <div class="pane-tools">
          {row?.check === undefined && (
            <Button isBusy={isBusy} onClick={() => void resend()}>
              Send again
            </Button>
          )}
          <Button tone="quiet" label="Close the exchange" onClick={onClose}>
            ×
          </Button>
        </div>
      </div>
      <div class="exchange-panel-body">
        {fault !== undefined && <Notice tone="bad">{fault}</Notice>}
        {row?.remarks.map(({ id: rule, message }) => (
          <Notice key={rule} tone="warn" title={rule}>
            <Text>{message}</Text>
          </Notice>
        ))}
        {detail === undefined ? (
          <p class="note">{row === undefined ? 'This exchange is no longer stored.' : 'Under way …'}</p>
        ) : (
          <>
            <Changes detail={detail} />
            <Messages exchange={detail} curl={detail.curl} heading="h4" before={beforeOf(detail)} />
          </>
        )}
      </div>
    </section>
  )
}

/** Loads an exchange, and again when its response arrives. */
function useDetail(id: string, status: number | undefined): TrafficDetail | undefined {
  const [detail, setDetail] = useState<TrafficDetail>()
  useEffect(() => {
    let isWanted = true
    setDetail(undefined)
    if (status !== undefined)
      ownApi<TrafficDetail>('GET', `exchanges/${id}`).then(
        (value) => {
          if (isWanted) setDetail(value)
        },
        () => {},
      )
    return () => {
      isWanted = false
    }
  }, [id, status])
  return detail
}

/** Returns the resource before the exchange, if the response contains the same resource. */
function beforeOf({ before, response }: TrafficDetail): string | undefined {
  return before !== undefined && response.status < 300 && response.body !== '' ? before.body : undefined
}

function Changes({ detail }: { readonly detail: TrafficDetail }): VNode | null {
  const before = beforeOf(detail)
  const changes = before === undefined ? [] : changesOf(before, detail.response.body)
  if (before === undefined || detail.request.method === 'GET' || changes.length === 0) return null
  return (
    <div class="changes">
      <h4>What changed</h4>
      <ul>
        {changes.slice(0, MAX_CHANGES).map((change) => (
          <ChangeLine key={change.path} change={change} />
        ))}
      </ul>
      {changes.length > MAX_CHANGES && <p class="note">and {changes.length - MAX_CHANGES} more</p>}
    </div>
  )
}

const MAX_CHANGES = 20

function ChangeLine({ change: { path, before, after } }: { readonly change: Change }): VNode {
  return (
    <li>
      <code>
        <Text>{path}</Text>
      </code>
      {': '}
      {before !== undefined && (
        <del>
          <Text>{before}</Text>
        </del>
      )}
      {before !== undefined && after !== undefined && ' → '}
      {after !== undefined && (
        <ins>
          <Text>{after}</Text>
        </ins>
      )}
    </li>
  )
}
