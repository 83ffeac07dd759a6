import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import {
  defaultSchema,
  importSynchronizationSchema,
  jumpCloudSchema,
  type SourceObject,
  type SourceValue,
  type SynchronizationSchema,
} from '../../mocks/entra/index.ts'
import { InputError } from './evaluate-streams.ts'

const MAX_BYTES = 50_000_000

/** Reads a whole file, or the input where the name is `-`. Throws InputError. */
export async function readText(file: string, input: Readable): Promise<string> {
  if (file === '-') return readStream(input)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function readStream(input: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk as Uint8Array | string)
    size += bytes.length
    if (size > MAX_BYTES) throw new InputError(`the input has more than ${MAX_BYTES} bytes`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Reads one Entra object: a JSON object of attributes, as Graph's `/users/{id}` answers. Throws InputError. */
export async function readObject(file: string, input: Readable): Promise<SourceObject> {
  const name = file === '-' ? 'the input' : file
  const text = await readText(file, input)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new InputError(`${name} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new InputError(`${name} holds no object; write one such as {"userPrincipalName": "jane@contoso.com"}`)
  }
  return sourceObjectOf(json, name)
}

function sourceObjectOf(json: object, name: string): SourceObject {
  for (const [attribute, value] of Object.entries(json)) {
    const elements: readonly unknown[] = Array.isArray(value) ? value : [value]
    const isList = Array.isArray(value)
    const fits = elements.every((element) =>
      isList ? typeof element === 'string' || isRole(element) : element === null || typeof element !== 'object',
    )
    if (!fits && !attribute.startsWith('@odata')) {
      throw new InputError(
        `${name}: the attribute ${attribute} is neither a single value, a list of texts nor a list of role assignments`,
      )
    }
  }
  return json as { readonly [attribute: string]: SourceValue }
}

function isRole(element: unknown): boolean {
  return typeof element === 'object' && element !== null && 'value' in element
}

/** Reads the schema: `default`, `jumpcloud`, or a file as Entra downloads it. Throws InputError, InvalidSynchronizationSchema. */
export async function readSchema(name: string, input: Readable): Promise<SynchronizationSchema> {
  if (name === 'default') return defaultSchema
  if (name === 'jumpcloud') return jumpCloudSchema
  return importSynchronizationSchema(await readText(name, input))
}
