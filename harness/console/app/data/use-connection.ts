import { useEffect, useState } from 'preact/hooks'
import type { Connection, LiveStream } from './live-stream.ts'

/** Returns whether events arrive. */
export function useConnection(live: LiveStream): Connection {
  const [connection, setConnection] = useState(live.connection)
  useEffect(() => live.onConnection(setConnection), [live])
  return connection
}
