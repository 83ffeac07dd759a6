import type { Changed, LiveEvent } from '../../format/page-format.ts'

/** The state of the connection. */
export type Connection = 'connecting' | 'open' | 'lost'

/** The events of the server, over one connection that the browser reopens. */
export interface LiveStream {
  readonly connection: Connection
  /** Calls back with each event. Returns a function that ends this. */
  onEvent(listener: (event: LiveEvent) => void): () => void
  /** Calls back when the connection changes. Returns a function that ends this. */
  onConnection(listener: (connection: Connection) => void): () => void
  /**
   * Calls back when something of this kind may have changed, also after each reconnection. Returns a function that
   * ends this.
   */
  onChange(what: Changed, listener: () => void): () => void
}

/** Opens the stream. */
export function openLiveStream(): LiveStream {
  const events = new Set<(event: LiveEvent) => void>()
  const connections = new Set<(connection: Connection) => void>()
  let connection: Connection = 'connecting'
  let hasBeenOpen = false
  let lastId = ''
  const become = (next: Connection): void => {
    if (next === connection) return
    connection = next
    for (const listener of connections) listener(next)
  }
  const tell = (event: LiveEvent): void => {
    for (const listener of events) listener(event)
  }
  const open = (): void => {
    const source = new EventSource(lastId === '' ? 'events' : `events?last=${encodeURIComponent(lastId)}`)
    source.onmessage = (message: MessageEvent<string>) => {
      if (message.lastEventId !== '') lastId = message.lastEventId
      become('open')
      const event = JSON.parse(message.data) as LiveEvent
      tell(event)
      if (event.type !== 'hello') return
      // Changes during an interruption are unknown, so everything may have changed.
      if (hasBeenOpen) for (const what of ['graph', 'jumpcloud', 'rehearsal'] as const) tell({ type: 'change', what })
      hasBeenOpen = true
    }
    source.onerror = () => {
      become('lost')
      // Browsers do not reconnect after some rejections and ends of the connection.
      if (source.readyState !== EventSource.CLOSED) return
      source.close()
      setTimeout(open, RETRY)
    }
  }
  open()
  return {
    get connection() {
      return connection
    },
    onEvent: (listener) => {
      events.add(listener)
      return () => void events.delete(listener)
    },
    onConnection: (listener) => {
      connections.add(listener)
      return () => void connections.delete(listener)
    },
    onChange: (what, listener) => {
      const onEvent = (event: LiveEvent): void => {
        if (event.type === 'change' && event.what === what) listener()
      }
      events.add(onEvent)
      return () => void events.delete(onEvent)
    },
  }
}

/** The pause before a new connection in milliseconds. */
const RETRY = 1000
