/** How an answer is coloured: it succeeded, was refused, failed on the server, or did not come. */
export function statusTone(status: number): 'good' | 'refused' | 'broken' {
  if (status === 0 || status >= 500) return 'broken'
  return status >= 400 ? 'refused' : 'good'
}
