/**
 * Returns whether a list of entity tags contains a version; weak and strong tags with the same string are equal (RFC
 * 7232 §2.3.2).
 */
export function matchesAny(header: string | undefined, version: string | undefined): boolean {
  if (header === undefined || version === undefined) return false
  if (header.trim() === '*') return true
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [header.trim()]
  return tags.some((tag) => opaque(tag) === opaque(version))
}

/** Returns whether `If-Match` allows a write: it is absent, or names the current version (RFC 7644 §3.14). */
export function isFresh(ifMatch: string | undefined, version: string | undefined): boolean {
  return ifMatch === undefined || version === undefined || matchesAny(ifMatch, version)
}

const opaque = (tag: string): string => tag.replace(/^W\//, '')
