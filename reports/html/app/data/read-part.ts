import type { PartName } from '../../page-format.ts'

/** Reads a part of the page (base64, deflated, JSON); undefined if the page does not have the part. */
export async function readPart<Value>(name: PartName): Promise<Value | undefined> {
  const part = document.querySelector<HTMLTemplateElement>(`template[data-part="${name}"]`)
  if (part === null) return undefined
  const text = await inflate(decodeBase64(part.content.textContent ?? ''))
  return JSON.parse(text) as Value
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at)
  return bytes
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return await new Response(stream).text()
}
