import { useState } from 'preact/hooks'
import type { ConsoleFacts } from '../../format/page-format.ts'
import { useConsole } from './console.ts'
import { ownApi } from './own-api.ts'
import { useLive } from './use-live.ts'

/** Returns the target. Its kind may become known only when it writes to JumpCloud. */
export function useTarget(): ConsoleFacts['target'] {
  const { facts } = useConsole()
  const [first] = useState(facts.target)
  const { value } = useLive('jumpcloud', () => ownApi<ConsoleFacts>('GET', 'facts'))
  return value?.target ?? first
}
