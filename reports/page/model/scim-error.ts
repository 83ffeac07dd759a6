import { readJson } from '../../text/index.ts'

/** What the answer says of its failure, in a few words: `invalidValue: the detail`; empty where it says nothing. */
export function scimErrorOf(status: number, body: string): string {
  if (status < 400 || !body.trimStart().startsWith('{')) return ''
  const { scimType, detail } = readJson<Readonly<Record<string, unknown>>>(body) ?? {}
  return [scimType, detail].filter((part): part is string => typeof part === 'string' && part !== '').join(': ')
}
