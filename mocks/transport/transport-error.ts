/** The reason why an exchange got no response. */
export type TransportFault = 'unreachable' | 'timeout' | 'reset' | 'tls' | 'too-large' | 'aborted' | 'malformed'

/** There was no usable response. The message names the URL's origin and the remedy, never headers or query values. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly fault: TransportFault

  constructor(fault: TransportFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}
