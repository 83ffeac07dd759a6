/**
 * Writes a matching query as Entra does: one `eq`, the value in quotes and unescaped, `+` for spaces (SCIMReferenceCode
 * issue 63).
 */
export function filterQuery(target: string, value: string): string {
  return `filter=${encodeURIComponent(`${target} eq "${value}"`).replaceAll('%20', '+')}`
}
