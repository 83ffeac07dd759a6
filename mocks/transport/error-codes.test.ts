import { expect } from 'chai'
import { asTransportError, type FailedExchange, headerFault, TimedOut } from './as-transport-error.ts'
import { isTlsCode, tlsFailure } from './tls-failure.ts'
import { TransportError } from './transport-error.ts'

const origin = 'http://host'
const exchange: FailedExchange = { origin, timeout: 5, headers: {}, received: { status: 0, bytes: 0 } }
const error = (code: string, message = 'from the socket'): Error => Object.assign(new Error(message), { code })
const described = (failure: unknown, overrides: Partial<FailedExchange> = {}) => {
  const { fault, message, cause } = asTransportError(failure, { ...exchange, ...overrides })
  expect(cause, 'the cause').to.equal(failure)
  return `${fault}: ${message}`
}

describe('the description of a failed exchange', () => {
  it('does not change', () => {
    const known = new TransportError('tls', 'known')
    expect(asTransportError(known, exchange)).to.equal(known)
  })

  it('distinguishes an unreachable server from a slow one', () => {
    expect(described(new TimedOut(true))).to.equal(
      'timeout: http://host did not answer within 5 ms; raise --timeout if it is slow',
    )
    for (const failure of [new TimedOut(false), error('ETIMEDOUT'), error('UND_ERR_CONNECT_TIMEOUT')])
      expect(described(failure)).to.match(/^timeout: http:\/\/host did not accept a connection within 5 ms; check/)
  })

  it('names the response of a proxy', () => {
    expect(described(new Error('Proxy response (502) !== 200 when HTTP Tunneling'))).to.match(
      /^unreachable: .*the proxy answered 502 to CONNECT;/,
    )
    expect(described(new Error('Proxy Authentication Required (407)'))).to.match(/the proxy answered 407;/)
  })

  it('recognizes a cancelled exchange', () => {
    const aborted = Object.assign(new Error('aborted'), { name: 'AbortError' })
    expect(described(aborted)).to.equal('aborted: the exchange was cancelled')
  })

  for (const code of ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])
    it(`says how much of a response was received before ${code}`, () => {
      const closedAfter = (status: number, declared?: string): string =>
        described(error(code), {
          received: { status, bytes: 7, ...(declared === undefined ? {} : { declared }) },
        })
      expect(closedAfter(0)).to.equal('reset: http://host closed the connection without a response')
      expect(closedAfter(200)).to.equal(
        'reset: http://host closed the connection in the middle of a response with status 200: 7 bytes of the body were received',
      )
      expect(closedAfter(200, '9')).to.match(
        /7 bytes of the body were received of the 9 that its Content-Length declares$/,
      )
    })

  it('recognizes a server that switched to another protocol', () => {
    expect(described(error('UND_ERR_SOCKET', 'bad upgrade'))).to.equal(
      'reset: http://host switched to another protocol instead of a response',
    )
  })

  it('recognizes a wrong Content-Length', () => {
    const mismatch = error('UND_ERR_RES_CONTENT_LENGTH_MISMATCH')
    expect(described(mismatch)).to.match(
      /^malformed: .* that is wrong or contradicts another, or a line that is not a header$/,
    )
    expect(described(mismatch, { received: { status: 200, bytes: 7, declared: '9' } })).to.match(
      /^malformed: .* whose length is not its Content-Length \(9\);/,
    )
    for (const code of ['HPE_INVALID_CONTENT_LENGTH', 'HPE_UNEXPECTED_CONTENT_LENGTH'])
      expect(described(error(code))).to.equal(
        'malformed: http://host did not respond in HTTP (the Content-Length header is wrong)',
      )
  })

  it('recognizes a response that is not HTTP', () => {
    const parser = Object.assign(error('', 'no status line'), { name: 'HTTPParserError' })
    for (const failure of [parser, error('HPE_INVALID_CONSTANT', 'no status line')])
      expect(described(failure)).to.equal('malformed: http://host did not respond in HTTP (no status line)')
  })

  it('recognizes too many headers', () => {
    for (const code of ['UND_ERR_HEADERS_OVERFLOW', 'HPE_HEADER_OVERFLOW'])
      expect(described(error(code))).to.match(/^too-large: .* more than 16 KiB/)
  })

  it('names a header that cannot be sent, and never its value', () => {
    const invalid = error('UND_ERR_INVALID_ARG', 'invalid header')
    for (const [headers, message] of [
      [{ 'x-good': 'y', 'x-key': 'secret\nline' }, 'the header x-key contains a line break'],
      [{ 'x key': 'secret' }, 'the header "x key" has no valid name'],
    ] as const)
      expect(described(invalid, { headers }))
        .to.match(/^malformed: the request cannot be sent: /)
        .and.include(message)
        .and.not.include('secret')
    expect(described(invalid, { headers: { 'x-good': 'y' } })).to.equal(
      'malformed: the request to http://host cannot be sent: invalid header',
    )
  })

  it('says that a server cannot be reached, with the code of the innermost error or its message', () => {
    const rejected = error('ECONNREFUSED')
    const several = new AggregateError([rejected, error('ENETUNREACH')])
    for (const failure of [rejected, several, new Error('fetch failed', { cause: several })])
      expect(described(failure)).to.equal(
        'unreachable: http://host cannot be reached: ECONNREFUSED; check the URL, and that the server runs',
      )
    expect(described(new Error('odd'))).to.match(/cannot be reached: odd;/)
    expect(described(new AggregateError([], 'nothing worked'))).to.match(/cannot be reached: nothing worked;/)
    expect(described('a string')).to.match(/cannot be reached: a string;/)
    expect(described(Object.assign(new Error('odd'), { code: 7 }))).to.match(/cannot be reached: odd;/)
    expect(described(new Error('odd', { cause: 'a string' }))).to.match(/cannot be reached: odd;/)
  })
})

describe('the value of a header', () => {
  it('has a fault if HTTP cannot carry it', () => {
    for (const [value, fault] of [
      ['a\nb', 'contains a line break'],
      ['a\rb', 'contains a line break'],
      ['a\u0000b', 'contains the control character U+0000'],
      ['a\u001fb', 'contains the control character U+001F'],
      ['a\u007fb', 'contains the control character U+007F'],
      ['a\u0100b', 'contains U+0100, which a header cannot carry'],
      ['a😀b', 'contains U+1F600, which a header cannot carry'],
      ['a\tb \u0080\u00ff~', undefined],
      ['', undefined],
    ] as const)
      expect(headerFault(value), JSON.stringify(value)).to.equal(fault)
  })
})

describe('a TLS error code', () => {
  for (const [codes, says] of [
    [['CERT_HAS_EXPIRED', 'ERR_SSL_SSLV3_ALERT_CERT_HAS_EXPIRED'], 'its certificate has expired;'],
    [['CERT_NOT_YET_VALID'], 'its certificate is not valid yet;'],
    [['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH', 'ERR_SSL_IP_ADDRESS_MISMATCH'], 'another host name;'],
    [['DEPTH_ZERO_SELF_SIGNED_CERT'], 'its certificate is self-signed;'],
    [['SELF_SIGNED_CERT_IN_CHAIN'], 'comes from a private authority;'],
    [
      [
        'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
        'UNABLE_TO_GET_ISSUER',
        'CERT_UNTRUSTED',
      ],
      'has no chain to a trusted authority',
    ],
    [['CERT_REVOKED'], 'its certificate is revoked;'],
    [
      ['ERR_SSL_EE_KEY_TOO_SMALL', 'ERR_SSL_DH_KEY_TOO_SMALL', 'ERR_SSL_CA_MD_TOO_WEAK', 'ERR_SSL_EE_MD_TOO_WEAK'],
      'the signature of its certificate is too weak;',
    ],
    [
      [
        ...['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE'],
        ...['ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'],
        'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED',
      ],
      'it demands a client certificate or rejects the one that was sent;',
    ],
    [
      [
        ...['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_UNSUPPORTED_PROTOCOL'],
        ...['ERR_SSL_NO_PROTOCOLS_AVAILABLE', 'ERR_SSL_VERSION_TOO_LOW', 'ERR_SSL_UNSUPPORTED_SSL_VERSION'],
      ],
      'it offers no TLS version that is accepted;',
    ],
    [['ERR_SSL_TLSV1_UNRECOGNIZED_NAME'], 'it serves no site of this host name;'],
    [['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL'], 'it does not offer HTTP/1.1'],
    [['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'], 'the server ended the handshake:'],
    [
      [
        ...['ERR_SSL_HANDSHAKE_FAILURE_ON_CLIENT_HELLO', 'ERR_SSL_NO_SHARED_CIPHER', 'ERR_SSL_NO_CIPHERS_AVAILABLE'],
        ...['ERR_SSL_SSLV3_ALERT_ILLEGAL_PARAMETER', 'ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY'],
      ],
      'client and server have no cipher suite in common;',
    ],
    [
      [
        ...['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST'],
        ...['ERR_SSL_UNKNOWN_PROTOCOL', 'ERR_SSL_BAD_RECORD_TYPE', 'ERR_SSL_TLSV1_ALERT_RECORD_OVERFLOW'],
        ...['ERR_SSL_RECORD_LAYER_FAILURE', 'ERR_SSL_INVALID_RECORD'],
      ],
      'the port does not speak TLS;',
    ],
  ] as const)
    for (const code of codes)
      it(`is described: ${code}`, () => {
        expect(isTlsCode(code)).to.equal(true)
        expect(tlsFailure(code)).to.include(says)
        expect(described(error(code))).to.equal(
          `tls: the TLS connection to http://host failed: ${tlsFailure(code)} (${code})`,
        )
      })

  it('is named if it is not in the table', () => {
    expect(described(error('ERR_SSL_ODD'))).to.match(
      /^tls: the TLS connection to http:\/\/host failed: ERR_SSL_ODD; Entra would also reject it/,
    )
    expect(isTlsCode('ERR_TLS_ODD')).to.equal(true)
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'HPE_INVALID_CONSTANT', ''])
      expect(isTlsCode(code)).to.equal(false)
  })
})
