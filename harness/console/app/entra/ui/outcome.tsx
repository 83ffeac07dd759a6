import type { VNode } from 'preact'
import type { GraphFailure } from '../../data/graph-client.ts'
import { Notice } from '../../ui/notice.tsx'
import type { Action } from './use-action.ts'

/** A rejected request in the form of the portal: message and code. */
export function FailureNotice({ failure, title }: { failure: GraphFailure; title?: string }): VNode {
  return (
    <Notice tone="bad" {...(title === undefined ? {} : { title })}>
      <p>
        <bdi>{failure.message}</bdi>
      </p>
      <p class="notice-code">
        Error code: <code>{failure.code === '' ? `HTTP ${failure.status}` : failure.code}</code>
      </p>
    </Notice>
  )
}

/** The outcome of an action: a success message or the failure; empty before it ran. */
export function ActionNotice({
  action: { failure, message },
  title,
}: {
  action: Pick<Action, 'failure' | 'message'>
  title?: string
}): VNode | null {
  if (failure !== undefined) return <FailureNotice failure={failure} {...(title === undefined ? {} : { title })} />
  return message === undefined ? null : (
    <Notice tone="good">
      <bdi>{message}</bdi>
    </Notice>
  )
}
