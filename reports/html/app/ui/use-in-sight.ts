import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** Scrolls the list that contains an element so that the element is visible whenever it becomes selected. */
export function useInSight<Item extends HTMLElement>(isSelected: boolean): RefObject<Item | null> {
  const element = useRef<Item>(null)
  useEffect(() => {
    const { current } = element
    const list = current?.closest<HTMLElement>('[data-scrolls]')
    if (!isSelected || current === null || list === null || list === undefined) return
    // scrollIntoView is not used, because it would also scroll the page.
    const inner = current.getBoundingClientRect()
    const outer = list.getBoundingClientRect()
    if (inner.top >= outer.top && inner.bottom <= outer.bottom) return
    list.scrollTop += inner.top - outer.top - outer.height / 3
  }, [isSelected])
  return element
}
