import type { VNode } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { isTyping } from '../../../page/index.ts'

const KEYS: readonly (readonly [key: string, does: string])[] = [
  ['/', 'search in this view'],
  ['j', 'next in the list'],
  ['k', 'previous in the list'],
  ['↑ ↓', 'move through a focused table'],
  ['Enter', 'open the focused row'],
  ['?', 'show these keys'],
  ['Esc', 'close this window'],
]

/** A button, and the key ?, that list the keys of the page. */
export function KeyHelp(): VNode {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const show = (): void => {
    if (dialog.current?.open === false) dialog.current.showModal()
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '?' || isTyping(event)) return
      event.preventDefault()
      show()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <button type="button" class="key-help" onClick={show}>
        Keyboard <kbd>?</kbd>
      </button>
      <dialog ref={dialog} class="keys" aria-labelledby={id}>
        <div class="keys-head">
          <h2 id={id}>Keyboard</h2>
          <button type="button" class="copy" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        <dl>
          {KEYS.map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </dialog>
    </>
  )
}
