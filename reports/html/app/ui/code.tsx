import type { VNode } from 'preact'
import { CopyButton, LongText } from '../../../page/index.ts'

/** A command to copy, under its own heading. */
export function Command({ label, children }: { label: string; children: string }): VNode {
  return (
    <div class="command">
      <div class="command-head">
        <span>{label}</span>
        <CopyButton text={children} what={label} />
      </div>
      <pre>
        <code>
          <LongText length={1200}>{children}</LongText>
        </code>
      </pre>
    </div>
  )
}

/** A long string to copy, collapsed until the user opens it. */
export function FoldedCommand({ label, note, children }: { label: string; note: string; children: string }): VNode {
  return (
    <div class="command">
      <div class="command-head">
        <span>{label}</span>
        <CopyButton text={children} what={label} />
      </div>
      <details>
        <summary>{note}</summary>
        <pre>
          <code>
            <LongText length={12_000}>{children}</LongText>
          </code>
        </pre>
      </details>
    </div>
  )
}
