/** Decodes the percent-encoding of a URL for a reader, as far as possible. */
export function readableUrl(url: string): string {
  if (!url.includes('%')) return url
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
