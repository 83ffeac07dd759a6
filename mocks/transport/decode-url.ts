/** Decodes the percent-encoding of a part of a URL; a malformed one is returned unchanged. */
export const decodeUrl = (part: string): string => decoded(part, part)

/** Decodes a query, in which a plus sign is a space; a malformed one is returned unchanged. */
export const decodeQuery = (query: string): string => decoded(query.replaceAll('+', ' '), query)

function decoded(text: string, malformed: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return malformed
  }
}
