/** Encodes one ASN.1 value in DER: its tag, its length, its bytes (ITU-T X.690 §8.1). */
export function encode(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts)
  return Buffer.concat([Uint8Array.of(tag, ...lengthOctets(content.length)), content])
}

/** Lengths from 128 on are written with their number of octets first. */
function lengthOctets(length: number): number[] {
  if (length < 128) return [length]
  const octets: number[] = []
  for (let left = length; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256)
  return [0x80 + octets.length, ...octets]
}

/** Encodes a SEQUENCE of parts. */
export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => encode(0x30, ...parts)

/** Encodes values within a context-specific tag. */
export const context = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array => encode(0xa0 + tag, ...parts)

/** Encodes an INTEGER from the octets of a positive number. */
export function integer(octets: Uint8Array): Uint8Array {
  const isNegative = (octets[0] ?? 0) >= 0x80
  return encode(0x02, isNegative ? Uint8Array.of(0, ...octets) : octets)
}

export const boolean = (value: boolean): Uint8Array => encode(0x01, Uint8Array.of(value ? 0xff : 0))

/** Encodes a BIT STRING (default: without unused bits). */
export const bits = (octets: Uint8Array, unused = 0): Uint8Array => encode(0x03, Uint8Array.of(unused), octets)

export const octetString = (octets: Uint8Array): Uint8Array => encode(0x04, octets)

/** Encodes an OBJECT IDENTIFIER from its dotted form. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return encode(0x06, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]))
}

/** Encodes a number with seven bits per byte; all bytes except the last have the eighth bit set. */
function base128(arc: number): number[] {
  const octets = [arc % 128]
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) octets.unshift(0x80 + (left % 128))
  return octets
}

/** Encodes a name with one common name (X.501). */
export const commonName = (name: string): Uint8Array =>
  sequence(encode(0x31, sequence(objectIdentifier('2.5.4.3'), encode(0x0c, Buffer.from(name, 'utf8')))))

/** Encodes a time as UTCTime until 2049, as GeneralizedTime from 2050 on (RFC 5280 §4.1.2.5). */
export function time(instant: Date): Uint8Array {
  const digits = instant.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)
  const isLate = instant.getUTCFullYear() >= 2050
  return encode(isLate ? 0x18 : 0x17, Buffer.from(`${isLate ? digits : digits.slice(2)}Z`, 'ascii'))
}
