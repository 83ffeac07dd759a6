/** A URL as a person reads it: percent-encoding undone where that is possible. */
export function readableUrl(url: string): string {
  if (!url.includes('%')) return url
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
