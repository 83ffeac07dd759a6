import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { SCIM_TOKEN, startFacade } from '../support/graph-facade.ts'

/** One request, or an advance of time. `{name}` is a stored value. */
interface Step {
  readonly method?: string
  readonly path?: string
  readonly body?: unknown
  readonly status?: number
  /** Values of the response to store, by path. */
  readonly keep?: Readonly<Record<string, string>>
  /** Expected values of the response, by path. */
  readonly holds?: Readonly<Record<string, unknown>>
  /** True if the client repeats the request while it gets 404. */
  readonly until?: boolean
  readonly advance?: string
}

interface Sequence {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  readonly replicationMisses: number
  readonly steps: readonly Step[]
}

const FOLDER = join(import.meta.dirname, 'sequences')
const sequences = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Sequence)

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], value)
}

describe('the requests of real clients, from their source or documentation', () => {
  for (const { name, headers, replicationMisses, steps } of sequences)
    it(name, async () => {
      await using facade = await startFacade({ users: 3, groupCount: 0, replicationMisses })
      const { body: users } = await facade.ask('GET', '/users?$top=1')
      const kept: Record<string, string> = { baseAddress: facade.scim.url, token: SCIM_TOKEN, user: users.value[0].id }
      const filled = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (whole, key: string) => kept[key] ?? whole)
      for (const { method = '', path = '', body, status, keep = {}, holds = {}, until = false, advance } of steps) {
        if (advance !== undefined) {
          await facade.ask('POST', '/__clock', { advance })
          continue
        }
        const send = () =>
          facade.ask(method, filled(path), body === undefined ? undefined : filled(JSON.stringify(body)), headers)
        let answer = await send()
        for (let again = 0; until && answer.status === 404 && again < 5; again += 1) answer = await send()
        const place = `${method} ${path}`
        expect(answer.status, `${place}: ${JSON.stringify(answer.body)}`).to.equal(status)
        for (const [key, expected] of Object.entries(holds))
          expect(valueAt(answer.body, key), `${place}: ${key}`).to.deep.equal(expected)
        for (const [key, from] of Object.entries(keep)) kept[key] = String(valueAt(answer.body, from))
      }
    })
})
