/**
 * Tells whether a response is a page for a browser, as gateways and login services send it: such a page is not from the
 * target, whatever its status.
 */
export function isGatewayPage(headers: Readonly<Record<string, string>>, body: string): boolean {
  return /text\/html/i.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html)/i.test(body.slice(0, 200))
}
