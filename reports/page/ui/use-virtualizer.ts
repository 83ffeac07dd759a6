import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core'
import type { RefObject } from 'preact'
import { useLayoutEffect, useReducer, useState } from 'preact/hooks'

type List = Virtualizer<HTMLElement, HTMLElement>

/** Tells which rows of a long list are in sight of its scrolling element, so that no others need to exist. */
export function useVirtualizer(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number): List {
  const [, redraw] = useReducer((drawn: number, _: undefined) => drawn + 1, 0)
  const options: VirtualizerOptions<HTMLElement, HTMLElement> = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The head of the table, which stays in sight, is as high as a row.
    paddingStart: rowHeight,
    scrollPaddingStart: rowHeight,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => redraw(undefined),
  }
  const [list] = useState<List>(() => new Virtualizer(options))
  list.setOptions(options)
  useLayoutEffect(() => list._didMount(), [list])
  useLayoutEffect(() => list._willUpdate())
  return list
}
