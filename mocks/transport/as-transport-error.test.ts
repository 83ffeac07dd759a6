import { expect } from 'chai'
import { asTransportError } from './as-transport-error.ts'

const exchange = { origin: 'http://host', timeout: 5, headers: {}, received: { status: 200, bytes: 0 } }

describe('an error of a connection', () => {
  for (const [code, fault] of [
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['ETIMEDOUT', 'timeout'],
    ['UND_ERR_HEADERS_OVERFLOW', 'too-large'],
    ['HPE_HEADER_OVERFLOW', 'too-large'],
  ] as const)
    it(`with code ${code} is ${fault}, also if another error has it as its cause`, () => {
      const inner = Object.assign(new Error('from the socket'), { code })
      for (const error of [inner, new Error('fetch failed', { cause: inner })])
        expect(asTransportError(error, exchange)).to.include({ name: 'TransportError', fault })
    })
})
