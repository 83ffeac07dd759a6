import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Copies a string, and confirms it for a moment. `what` completes the label for screen readers. */
export function CopyButton({ text, what, label = 'Copy' }: { text: string; what: string; label?: string }): VNode {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 2500)
    return () => clearTimeout(timer)
  }, [state])
  const copy = async (): Promise<void> => setState((await copyText(text)) ? 'copied' : 'refused')
  return (
    <button type="button" class="copy" onClick={copy} aria-label={`${label} ${what}`}>
      <span role="status">{{ idle: label, copied: 'Copied', refused: 'Press Ctrl+C' }[state]}</span>
    </button>
  )
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

/** Copies without the clipboard API, which some browsers do not give to pages on disk. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'visually-hidden'
  document.body.append(area)
  area.select()
  const isCopied = document.execCommand('copy')
  area.remove()
  return isCopied
}
