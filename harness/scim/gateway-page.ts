/**
 * Returns whether a response is a page for a browser, as gateways and login services send it: such a page is not from
 * the target, for any status. The body decides: frameworks send `text/html` with an empty body, and some servers send
 * JSON with it.
 */
export function isGatewayPage(headers: Readonly<Record<string, string>>, body: string): boolean {
  const start = body.slice(0, 1000).trimStart()
  if (start === '' || /^[{[]/.test(start)) return false
  return /text\/html/i.test(headers['content-type'] ?? '') || /^<(?:!doctype|html)/i.test(start)
}
