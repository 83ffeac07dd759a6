import type { JumpCloudApi } from '../../mocks/jumpcloud-api/index.ts'
import type { JsonObject } from '../../mocks/protocol/index.ts'

type RecordedCall = JumpCloudApi['recorder']['calls'][number]

/** A successful write of the target, with its time on the monotonic clock. */
export interface TimedWrite {
  readonly at: number
  readonly call: string
  readonly kind: 'create' | 'update' | 'delete' | 'other'
  readonly before: JsonObject | undefined
  readonly after: JsonObject | undefined
  /** Ids and usernames of the system users concerned, in lower case. */
  readonly users: readonly string[]
}

/** Collects everything that the target writes to the mock JumpCloud API, from now on. */
export interface WriteJournal {
  readonly writes: readonly TimedWrite[]
}

/** Starts a journal; `portalEmail` is the administrator whose calls are not the target's. */
export function startWriteJournal(
  { recorder }: JumpCloudApi,
  portalEmail: string,
  monotonic: () => number,
): WriteJournal {
  const writes: TimedWrite[] = []
  const collect = async (): Promise<void> => {
    // The recorder hands calls on before the target receives the response.
    for await (const call of recorder) {
      if (call.admin === portalEmail || !isWrite(call)) continue
      writes.push({ at: monotonic(), ...described(call) })
    }
  }
  void collect()
  return { writes }
}

const SUCCESS = { from: 200, below: 300 }

const isWrite = ({ method, operation = '', status }: RecordedCall): boolean =>
  method !== 'GET' &&
  status >= SUCCESS.from &&
  status < SUCCESS.below &&
  !/^(?:search_|nowhere|oauth2|directoryInsights)/.test(operation)

function described({ method, path, operation = '', body, before, after }: RecordedCall): Omit<TimedWrite, 'at'> {
  const records = [before, after].filter((record) => record !== undefined)
  const isUser = /^(?:systemusers|sshkey|bulk_users)/.test(operation) && records.length > 0
  const call = `${method} ${path}`
  const users = (isUser ? records : []).flatMap(({ _id, username }) => [lower(_id), lower(username)])
  if (!isUser) {
    // Memberships and associations name the user in the path or in the body.
    const named = [...path.matchAll(/[0-9a-f]{24}/g)].map(([id]) => id)
    const { id } = Object(body) as { readonly id?: unknown }
    return {
      call,
      kind: 'other',
      before: undefined,
      after: undefined,
      users: [...named, lower(id)].filter((name) => name !== ''),
    }
  }
  const kind = before === undefined ? 'create' : after === undefined ? 'delete' : 'update'
  return { call, kind, before, after, users: [...new Set(users)] }
}

const lower = (value: unknown): string => String(value ?? '').toLowerCase()
