/** What the answer says of its failure, in a few words: `invalidValue: the detail`; empty where it says nothing. */
export function scimErrorOf(status: number, body: string): string {
  if (status < 400 || !body.trimStart().startsWith('{')) return ''
  try {
    const { scimType, detail } = JSON.parse(body) as { readonly scimType?: unknown; readonly detail?: unknown }
    return [scimType, detail].filter((part): part is string => typeof part === 'string' && part !== '').join(': ')
  } catch {
    return ''
  }
}
