const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Creates a GUID of version 4 from random numbers in [0, 1). */
export function guidFrom(random: () => number): string {
  let text = ''
  for (let word = 0; word < 4; word += 1) {
    let bits = Math.floor(random() * 4_294_967_296)
    // Version and variant (RFC 9562 §5.4).
    if (word === 1) bits = ((bits & 0xffff_0fff) | 0x0000_4000) >>> 0
    if (word === 2) bits = ((bits & 0x3fff_ffff) | 0x8000_0000) >>> 0
    text += `${HEX[bits >>> 24]}${HEX[(bits >>> 16) & 255]}${word === 1 || word === 2 ? '-' : ''}${HEX[(bits >>> 8) & 255]}${HEX[bits & 255]}`
    if (word === 0 || word === 1) text += '-'
  }
  return text
}
