const POLYNOMIAL = 0x04c11db7

const TABLE: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 24
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 0x80000000 ? (rest << 1) ^ POLYNOMIAL : rest << 1
  return rest >>> 0
})

/** Returns the checksum that the POSIX utility `cksum` prints for a string in UTF-8. */
export function checksum(text: string): number {
  const bytes = new TextEncoder().encode(text)
  let sum = 0
  const add = (byte: number): void => {
    sum = ((sum << 8) ^ (TABLE[((sum >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0
  }
  for (const byte of bytes) add(byte)
  for (let length = bytes.length; length > 0; length >>>= 8) add(length & 0xff)
  return ~sum >>> 0
}
