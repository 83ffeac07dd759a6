/** Returns the colour class of a response: it succeeded, was rejected, failed on the server, or is missing. */
export function statusTone(status: number): 'good' | 'refused' | 'broken' {
  if (status === 0 || status >= 500) return 'broken'
  return status >= 400 ? 'refused' : 'good'
}
