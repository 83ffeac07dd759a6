import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import {
  bits,
  boolean,
  commonName,
  context,
  encode,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  time,
} from './der.ts'

/** A certificate authority of this process. Its key is never written anywhere. */
export interface Authority {
  /** The authority's certificate in PEM, for clients that must trust it. */
  readonly certificate: string
  /** Issues the key and the certificate of a server, in PEM, for names and IP addresses. */
  issue(names: readonly string[]): { readonly key: string; readonly cert: string }
}

const DAY = 86_400_000
/** Certificates are valid from a day ago, because clocks of containers differ. */
const BEFORE = DAY
/** The validity of a certificate; Apple's clients trust at most 397 days. */
const LIFE = 397 * DAY

const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
const SERVER_AUTHENTICATION = objectIdentifier('1.3.6.1.5.5.7.3.1')

/** Creates an authority with a new key on P-256. */
export function createAuthority(name: string, now: Date): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer = { name: commonName(name), key: keys.privateKey }
  const certificate = certify(issuer, {
    subject: issuer.name,
    publicKey: keys.publicKey,
    now,
    extensions: [
      extension('2.5.29.19', true, sequence(boolean(true), integer(Uint8Array.of(0)))),
      // The key usage keyCertSign.
      extension('2.5.29.15', true, bits(Uint8Array.of(0x04), 2)),
      keyIdentifier(keys.publicKey),
    ],
  })
  return {
    certificate,
    issue: (names) => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const cert = certify(issuer, {
        subject: commonName(names[0] ?? name),
        publicKey,
        now,
        extensions: [
          extension('2.5.29.19', true, sequence()),
          // The key usage digitalSignature.
          extension('2.5.29.15', true, bits(Uint8Array.of(0x80), 7)),
          extension('2.5.29.37', false, sequence(SERVER_AUTHENTICATION)),
          extension('2.5.29.17', false, sequence(...names.map(alternativeName))),
          keyIdentifier(publicKey),
          extension('2.5.29.35', false, sequence(encode(0x80, identifierOf(keys.publicKey)))),
        ],
      })
      return { key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })), cert }
    },
  }
}

interface Subject {
  readonly subject: Uint8Array
  readonly publicKey: KeyObject
  readonly now: Date
  readonly extensions: readonly Uint8Array[]
}

/** Signs a certificate of version 3 (RFC 5280 §4.1). */
function certify(
  issuer: { readonly name: Uint8Array; readonly key: KeyObject },
  { subject, publicKey, now, extensions }: Subject,
): string {
  const serial = randomBytes(16)
  // A serial number must be positive (RFC 5280 §4.1.2.2), so the first bit is 0 and the second 1.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  const toBeSigned = sequence(
    context(0, integer(Uint8Array.of(2))),
    integer(serial),
    ECDSA_WITH_SHA256,
    issuer.name,
    sequence(time(new Date(now.getTime() - BEFORE)), time(new Date(now.getTime() - BEFORE + LIFE))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    context(3, sequence(...extensions)),
  )
  const signature = sign('sha256', toBeSigned, issuer.key)
  return new X509Certificate(sequence(toBeSigned, ECDSA_WITH_SHA256, bits(signature))).toString()
}

function extension(id: string, isCritical: boolean, value: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(id), ...(isCritical ? [boolean(true)] : []), octetString(value))
}

const keyIdentifier = (key: KeyObject): Uint8Array => extension('2.5.29.14', false, octetString(identifierOf(key)))

/**
 * Returns bytes that identify the key. RFC 5280 §4.2.1.2 allows any; the last bytes of a point differ from key to key.
 */
const identifierOf = (key: KeyObject): Uint8Array => key.export({ type: 'spki', format: 'der' }).subarray(-20)

/** Encodes a dNSName or an iPAddress (RFC 5280 §4.2.1.6). */
function alternativeName(name: string): Uint8Array {
  const octets = addressOctets(name)
  return octets === undefined ? encode(0x82, Buffer.from(name, 'ascii')) : encode(0x87, octets)
}

function addressOctets(name: string): Uint8Array | undefined {
  if (isIP(name) === 4) return Uint8Array.from(name.split('.').map(Number))
  if (isIP(name) !== 6) return undefined
  const { hostname } = new URL(`http://[${name}]`)
  const [head = '', tail] = hostname.slice(1, -1).split('::')
  const groups = (text: string): string[] => text.split(':').filter(Boolean)
  const [before, after] = [groups(head), groups(tail ?? '')]
  const middle = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return Uint8Array.from(
    [...before, ...middle, ...after]
      .map((group) => Number.parseInt(group, 16))
      .flatMap((group) => [group >> 8, group & 255]),
  )
}
