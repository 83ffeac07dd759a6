/** Sends a request to the console's own API. Throws Error with the server's message. */
export async function ownApi<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const json: unknown = await response.json()
  if (response.ok) return json as Answer
  const { error } = (json ?? {}) as { readonly error?: unknown }
  throw new Error(typeof error === 'string' ? error : `the server responded with ${response.status}`)
}
