import { useEffect, useState } from 'preact/hooks'
import type { Connection, LiveStream } from './live-stream.ts'

/** Returns the state of the connection. */
export function useConnection(live: LiveStream): Connection {
  const [connection, setConnection] = useState(live.connection)
  useEffect(() => live.onConnection(setConnection), [live])
  return connection
}
