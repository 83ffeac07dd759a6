/** A kind of TLS failure: the codes of Node and OpenSSL, what happened, and what to do. */
interface TlsFailure {
  readonly code: RegExp
  readonly says: string
}

/** The failures; the first row that matches applies. */
const FAILURES: readonly TlsFailure[] = [
  {
    code: /CERT_HAS_EXPIRED/,
    says: 'its certificate has expired; renew it',
  },
  {
    code: /CERT_NOT_YET_VALID/,
    says: 'its certificate is not valid yet; check the clocks and the date of issue',
  },
  {
    code: /ALTNAME_INVALID|HOSTNAME_MISMATCH|IP_ADDRESS_MISMATCH/,
    says: 'its certificate is for another host name; use a name that the certificate lists, or issue one for this host',
  },
  {
    code: /DEPTH_ZERO_SELF_SIGNED/,
    says: 'its certificate is self-signed; Entra rejects it (trust it in a test with --ca)',
  },
  {
    code: /SELF_SIGNED_CERT_IN_CHAIN/,
    says: 'its certificate comes from a private authority; Entra rejects it (trust the authority in a test with --ca)',
  },
  {
    code: /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER|CERT_UNTRUSTED/,
    says: 'its certificate has no chain to a trusted authority: the server does not send the intermediate certificate, or the authority is private (trust it in a test with --ca)',
  },
  { code: /CERT_REVOKED/, says: 'its certificate is revoked; replace it' },
  {
    code: /KEY_TOO_SMALL|MD_TOO_WEAK/,
    says: 'the key or the signature of its certificate is too weak; issue a certificate with a key of at least 2048 bits and SHA-256',
  },
  {
    code: /CERTIFICATE_REQUIRED|BAD_CERTIFICATE|ALERT_CERTIFICATE_UNKNOWN|ALERT_UNKNOWN_CA|ALERT_ACCESS_DENIED/,
    says: 'it demands a client certificate or rejects the one that was sent; Entra sends none',
  },
  {
    code: /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|VERSION_TOO_LOW|UNSUPPORTED_SSL_VERSION/,
    says: 'it offers no TLS version that is accepted; Entra needs TLS 1.2 or newer',
  },
  {
    code: /UNRECOGNIZED_NAME/,
    says: 'it serves no site of this host name; check the host of the URL',
  },
  {
    code: /NO_APPLICATION_PROTOCOL/,
    says: 'it does not offer HTTP/1.1',
  },
  {
    code: /ALERT_HANDSHAKE_FAILURE/,
    says: 'the server ended the handshake: it has no cipher suite in common with the client, or it demands a client certificate, which Entra does not send',
  },
  {
    code: /HANDSHAKE_FAILURE|NO_SHARED_CIPHER|NO_CIPHERS_AVAILABLE|ILLEGAL_PARAMETER|INSUFFICIENT_SECURITY/,
    says: 'client and server have no cipher suite in common; offer one of the suites that Entra documents',
  },
  {
    code: /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL|RECORD_LAYER|BAD_RECORD_TYPE|RECORD_OVERFLOW|INVALID_RECORD/,
    says: 'the port does not speak TLS; check the port, or use http:// if the server has no TLS',
  },
]

/** Returns whether an error code belongs to TLS. */
export function isTlsCode(code: string): boolean {
  return /CERT|SSL|TLS|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|HOSTNAME_MISMATCH/.test(code)
}

/** Describes a TLS error code; undefined if the code is not in the table. */
export function tlsFailure(code: string): string | undefined {
  return FAILURES.find((failure) => failure.code.test(code))?.says
}
