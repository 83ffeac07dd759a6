import type { Socket } from 'node:net'

/** The errors that ended a connection on which earlier requests were answered, before a byte of the next response. */
const droppedErrors = new WeakSet<object>()

/**
 * Watches a connection for the moment in which the server closes it instead of answering a further request. A server may
 * close a kept-alive connection whenever it likes, so that says nothing about the request (RFC 9112 §9.3.1).
 */
export function watchReuse(socket: Socket): Socket {
  const write = socket.write.bind(socket) as (...parts: unknown[]) => boolean
  let received = 0
  socket.write = (...parts: unknown[]): boolean => {
    received = socket.bytesRead
    return write(...parts)
  }
  // undici passes the very error of the connection to the exchange that fails with it.
  socket.once('error', (error: Error) => {
    if (received > 0 && socket.bytesRead === received) droppedErrors.add(error)
  })
  return socket
}

/** Returns whether an exchange failed only because the server had closed a connection that it had kept alive. */
export const isDroppedReuse = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && droppedErrors.has(error)
