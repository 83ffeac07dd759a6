import type { Socket } from 'node:net'

const START = Buffer.from('HTTP/1.1 100')
const END = Buffer.from('\r\n\r\n')
/** Interim responses are short; longer data is passed to the parser. */
const MAX_HELD = 16 * 1024

/**
 * Removes `100 Continue` from the data that a connection receives. A server may send it unrequested (RFC 9110 §15.2),
 * and undici treats it as an error. Only the first bytes after a request are examined, so a body that contains the same
 * bytes stays unchanged.
 */
export function skipContinue(socket: Socket): Socket {
  const read = socket.read.bind(socket)
  const write = socket.write.bind(socket) as (...parts: unknown[]) => boolean
  let isStart = true
  let held: Buffer | undefined
  socket.write = (...parts: unknown[]): boolean => {
    isStart = true
    return write(...parts)
  }
  socket.read = (size?: number): unknown => {
    for (;;) {
      const chunk = read(size) as Buffer | null
      if (chunk === null || !isStart) return chunk
      held = held === undefined ? chunk : Buffer.concat([held, chunk])
      const rest = withoutContinue(held)
      if (rest === undefined) continue
      held = undefined
      isStart = false
      return rest
    }
  }
  return socket
}

/** Returns the data after the interim responses; undefined if more bytes are needed. */
function withoutContinue(bytes: Buffer): Buffer | undefined {
  let rest = bytes
  for (;;) {
    const known = Math.min(rest.length, START.length)
    if (rest.compare(START, 0, known, 0, known) !== 0 || bytes.length > MAX_HELD) return rest
    if (known < START.length) return undefined
    const end = rest.indexOf(END)
    if (end < 0) return undefined
    rest = rest.subarray(end + END.length)
  }
}
