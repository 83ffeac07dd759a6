import { options, type VNode } from 'preact'
import { visiblePieces } from '../model/index.ts'

/** Attributes whose value users read. */
const READ = ['title', 'aria-label', 'placeholder'] as const

/**
 * Replaces characters that are invisible or that turn the direction of writing by their number, in every string of
 * the page. Preact already escapes markup; because this is done here, no view can forget it.
 */
export function guardText(): void {
  const before = options.vnode
  options.vnode = (vnode) => {
    if (typeof vnode.type === 'string') guard(vnode as VNode<Record<string, unknown>>)
    before?.(vnode)
  }
}

function guard({ props }: VNode<Record<string, unknown>>): void {
  const { children } = props
  if (typeof children === 'string') props['children'] = shown(children)
  else if (Array.isArray(children))
    props['children'] = children.map((child) => (typeof child === 'string' ? shown(child) : child))
  for (const name of READ) {
    const text = props[name]
    if (typeof text === 'string')
      props[name] = visiblePieces(text)
        .map((piece) => piece.mark ?? piece.text)
        .join('')
  }
}

function shown(text: string): string | (string | VNode)[] {
  const pieces = visiblePieces(text)
  if (pieces.every(({ mark }) => mark === undefined)) return text
  return pieces.map(({ text: piece, mark }) =>
    mark === undefined ? piece : <span class="hidden-character">{mark}</span>,
  )
}
