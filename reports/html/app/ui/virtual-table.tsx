import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useStepKeys, useVirtualizer } from '../../../page/index.ts'

/** A column of a long table. */
export interface Column<Row> {
  readonly name: string
  readonly className: string
  readonly cell: (row: Row) => VNode | string
}

interface VirtualTableProps<Row> {
  readonly label: string
  /** The columns; the first one contains the link of each row. */
  readonly columns: readonly Column<Row>[]
  readonly count: number
  readonly rowAt: (place: number) => Row
  /** Returns the link of a row. */
  readonly href: (row: Row) => string
  /** The index of the row that is shown in full; -1 if there is none. */
  readonly chosen: number
  /** Changes with the set of rows; the table then scrolls to its beginning. */
  readonly rowsKey: string
}

const ROW_HEIGHT = 38
const STRIDE = 15

/**
 * A table of any length, of which only the visible rows exist. Arrow keys, Page Up and Down, Home and End move the
 * focus; j and k open the next and the previous row.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>): VNode {
  const { label, columns, count, rowAt, href, chosen, rowsKey } = props
  const scroller = useRef<HTMLDivElement>(null)
  const list = useVirtualizer(scroller, count, ROW_HEIGHT)
  // A user who follows a link finds the row in the middle; a user who steps through the list sees it scroll as little
  // as possible.
  const isFirst = useRef(true)
  useEffect(() => {
    if (chosen < 0) list.scrollToOffset(0)
    else list.scrollToIndex(chosen, { align: isFirst.current ? 'center' : 'auto' })
    isFirst.current = false
  }, [rowsKey, chosen, list])

  // The row that must get the focus as soon as it exists.
  const wanted = useRef<number | undefined>(undefined)
  const focusWanted = (): void => {
    const link = scroller.current?.querySelector<HTMLElement>(`tr[data-place="${wanted.current}"] a`)
    if (link === undefined || link === null) return
    wanted.current = undefined
    link.focus({ preventScroll: true })
  }
  useEffect(focusWanted)

  const onKeyDown = (event: KeyboardEvent): void => {
    const focused = (event.target as HTMLElement).closest('tr')?.dataset['place']
    const place = focused === undefined ? undefined : stepped(event.key, wanted.current ?? Number(focused), count)
    if (place === undefined) return
    event.preventDefault()
    wanted.current = place
    list.scrollToIndex(place)
    focusWanted()
  }
  useStepKeys((by) => {
    const place = Math.min(Math.max(chosen + by, 0), count - 1)
    location.hash = href(rowAt(place))
  })
  const rows = list.getVirtualItems()
  // The table contains the visible rows, and is moved to their position among all rows.
  const room = { height: `${list.getTotalSize()}px`, paddingTop: `${(rows[0]?.start ?? ROW_HEIGHT) - ROW_HEIGHT}px` }
  return (
    <div class="virtual-scroller" ref={scroller}>
      <div style={room}>
        <table class="virtual-table" aria-label={label} aria-rowcount={count + 1} onKeyDown={onKeyDown}>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map(({ name, className }) => (
                <th key={name} scope="col" class={className}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ index }) => {
              const row = rowAt(index)
              return (
                <tr
                  key={index}
                  class={index === chosen ? 'is-chosen' : ''}
                  aria-rowindex={index + 2}
                  data-place={index}
                  style={{ height: `${ROW_HEIGHT}px` }}
                >
                  {columns.map(({ name, className, cell }, place) => (
                    <td key={name} class={className}>
                      {place === 0 ? <a href={href(row)}>{cell(row)}</a> : cell(row)}
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function stepped(key: string, place: number, count: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + STRIDE,
    PageUp: place - STRIDE,
    Home: 0,
    End: count - 1,
  }
  const to = steps[key]
  return to === undefined ? undefined : Math.min(Math.max(to, 0), count - 1)
}
