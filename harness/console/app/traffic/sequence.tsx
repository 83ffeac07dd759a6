import type { VNode } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Text, useVirtualizer } from '../../../../reports/page/index.ts'
import { duration, readableUrl, statusTone } from '../../../../reports/page/model/index.ts'
import type { TrafficRow } from '../../format/page-format.ts'
import { useConsole } from '../data/console.ts'

const ROW_HEIGHT = 36
/** The distance from the end in pixels within which the list follows new exchanges. */
const NEAR = 48

/**
 * The exchanges as arrows between three lifelines, of which only the visible ones exist. The list follows the newest
 * while its end is visible.
 */
export function Sequence({
  rows,
  chosen,
  onChoose,
}: {
  readonly rows: readonly TrafficRow[]
  readonly chosen: string | undefined
  readonly onChoose: (id: string) => void
}): VNode {
  const { facts } = useConsole()
  const scroller = useRef<HTMLDivElement>(null)
  const list = useVirtualizer(scroller, rows.length, ROW_HEIGHT, 0)
  const follows = useRef(true)
  useLayoutEffect(() => {
    if (follows.current && scroller.current !== null) scroller.current.scrollTop = list.getTotalSize()
  }, [rows, list])
  const onScroll = (): void => {
    const { current } = scroller
    if (current !== null) follows.current = current.scrollHeight - current.scrollTop - current.clientHeight < NEAR
  }
  // The row that must get the focus as soon as it exists.
  const wanted = useRef<number>(undefined)
  const focusWanted = (): void => {
    const button = scroller.current?.querySelector<HTMLElement>(`[data-place="${wanted.current}"]`)
    if (button === undefined || button === null) return
    wanted.current = undefined
    button.focus({ preventScroll: true })
  }
  useEffect(focusWanted)
  const onKeyDown = (event: KeyboardEvent): void => {
    const place = Number((event.target as HTMLElement).dataset['place'] ?? Number.NaN)
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      PageDown: place + 10,
      PageUp: place - 10,
      Home: 0,
      End: rows.length - 1,
    }
    const to = steps[event.key]
    if (to === undefined || Number.isNaN(to)) return
    event.preventDefault()
    wanted.current = Math.min(Math.max(to, 0), rows.length - 1)
    follows.current = wanted.current === rows.length - 1
    list.scrollToIndex(wanted.current)
    focusWanted()
  }
  // The Tab key focuses one row; the arrow keys move to the others.
  const [latest, setLatest] = useState(-1)
  const items = list.getVirtualItems()
  const stop = items.some(({ index }) => index === latest) ? latest : items.at(-1)?.index
  const base = basePath(facts.target.tenantUrl)
  return (
    <div class="flow">
      <div class="flow-head" aria-hidden="true">
        <span class="lifeline-name">Entra</span>
        <span class="lifeline-name">target</span>
        <span class="lifeline-name">JumpCloud</span>
      </div>
      <div class="flow-scroller" ref={scroller} onScroll={onScroll}>
        <ol style={{ height: `${list.getTotalSize()}px` }} aria-label="Exchanges">
          {items.map(({ index, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <li
                key={row.number}
                class="flow-item"
                style={{ transform: `translateY(${start}px)`, height: `${ROW_HEIGHT}px` }}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
              >
                <FlowRow
                  row={row}
                  place={index}
                  path={shortPath(row, base)}
                  isChosen={row.id === chosen}
                  onChoose={() => onChoose(row.id)}
                  onKeyDown={onKeyDown}
                  isStop={index === stop}
                  onFocus={() => setLatest(index)}
                />
              </li>
            )
          })}
        </ol>
      </div>
    </div>
  )
}

function FlowRow({
  row,
  place,
  path,
  isChosen,
  onChoose,
  onKeyDown,
  isStop,
  onFocus,
}: {
  readonly row: TrafficRow
  readonly place: number
  readonly path: string
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly isStop: boolean
  readonly onFocus: () => void
}): VNode {
  const { step, method, status, detail, error, time, remarks, resendOf, check } = row
  const tone = status === undefined ? 'is-under-way' : `tone-${statusTone(status)}`
  return (
    <button
      type="button"
      class={`flow-row is-${step} ${isChosen ? 'is-chosen' : ''}`}
      data-place={place}
      aria-expanded={isChosen}
      title={[`${method} ${readableUrl(path)}`, detail ?? error ?? ''].filter(Boolean).join('\n')}
      onClick={onChoose}
      onKeyDown={onKeyDown}
      tabIndex={isStop ? 0 : -1}
      onFocus={onFocus}
    >
      <span class={`arrow is-request ${tone}`}>
        <span class="visually-hidden">{step === 'scim' ? 'Entra to the target: ' : 'the target to JumpCloud: '}</span>
        <b class="method">{method}</b>
        <span class="flow-path">
          <Text>{readableUrl(path)}</Text>
        </span>
        {resendOf !== undefined && <span class="tag">again</span>}
        {check !== undefined && <span class="tag">{check}</span>}
        {remarks.length > 0 && (
          <span class="flow-remark">
            <span aria-hidden="true">⚑ {remarks.length}</span>
            <span class="visually-hidden">, {remarks.length === 1 ? '1 remark' : `${remarks.length} remarks`}</span>
          </span>
        )}
        <span class={`status tone-${statusTone(status ?? 200)}`}>
          {status === undefined ? '…' : status === 0 ? 'none' : String(status)}
        </span>
        {status !== undefined && step === 'scim' && <span class="step-time">{duration(time)}</span>}
      </span>
    </button>
  )
}

/** Returns the path below the base URL, of SCIM or of JumpCloud's API. */
function shortPath({ step, path }: TrafficRow, base: string): string {
  const root = step === 'scim' ? base : '/api'
  return path.startsWith(`${root}/`) ? path.slice(root.length) : path
}

function basePath(url: string): string {
  return (URL.parse(url)?.pathname ?? '').replace(/\/+$/, '')
}
