/** A GUID of version 4 from a source of chance. */
export function guidFrom(random: () => number): string {
  const hex = Array.from({ length: 32 }, (_, index) => {
    if (index === 12) return '4'
    return Math.floor(random() * (index === 16 ? 4 : 16) + (index === 16 ? 8 : 0)).toString(16)
  }).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
