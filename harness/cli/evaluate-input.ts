import type { Readable } from 'node:stream'
import {
  defaultSchema,
  importSynchronizationSchema,
  jumpCloudSchema,
  readGraphObject,
  type SourceObject,
  type SynchronizationSchema,
} from '../../mocks/entra/index.ts'
import { isJsonObject } from '../../mocks/protocol/index.ts'
import { decodeText } from '../../mocks/text/index.ts'
import { InputError } from './evaluate-streams.ts'
import { readText as readFile } from './read-file.ts'
import { parseJson } from './read-json.ts'

const MAX_BYTES = 50_000_000

/** Reads a whole file, or the input if the name is `-`. Throws InputError. */
export async function readText(file: string, input: Readable): Promise<string> {
  if (file === '-') return readStream(input)
  try {
    return readFile(file, MAX_BYTES)
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error))
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
  return decodeText(Buffer.concat(chunks))
}

/** One Entra object, and the names of its members that no mapping can read. */
export interface EvaluatedObject {
  readonly object: SourceObject
  readonly unreadable: readonly string[]
}

/** Reads one Entra object: a JSON object of attributes, also as Graph's `/users/{id}` returns it. Throws InputError. */
export async function readObject(file: string, input: Readable): Promise<EvaluatedObject> {
  const name = file === '-' ? 'the input' : file
  const text = await readText(file, input)
  const json = parseJson(text, (place) => new InputError(`${name} is not JSON${place}`))
  if (!isJsonObject(json))
    throw new InputError(`${name} is not a JSON object; write one such as {"userPrincipalName": "jane@contoso.com"}`)
  const { attributes, unreadable } = readGraphObject(json)
  return { object: attributes, unreadable }
}

/** Reads the schema: `default`, `jumpcloud`, or a file as Entra downloads it. Throws InputError, InvalidSynchronizationSchema. */
export async function readSchema(name: string, input: Readable): Promise<SynchronizationSchema> {
  if (name === 'default') return defaultSchema
  if (name === 'jumpcloud') return jumpCloudSchema
  return importSynchronizationSchema(await readText(name, input))
}
