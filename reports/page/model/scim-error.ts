import { readJson } from '../../text/index.ts'

/** Returns the error of a response in a few words: `invalidValue: the detail`; empty if it has none. */
export function scimErrorOf(status: number, body: string): string {
  if (status < 400 || !body.trimStart().startsWith('{')) return ''
  const { scimType, detail } = readJson<Readonly<Record<string, unknown>>>(body) ?? {}
  return [scimType, detail].filter((part): part is string => typeof part === 'string' && part !== '').join(': ')
}
