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

/** A call of the target that is not a read, with its response, including a rejected one. */
export interface TimedCall extends TimedWrite {
  readonly recorded: RecordedCall
}

/** Collects everything that the target writes to the mock JumpCloud API from now on. */
export interface WriteJournal {
  /** The calls that succeeded. */
  readonly writes: readonly TimedWrite[]
  readonly calls: readonly TimedCall[]
}

/** Starts a journal; `portalEmail` is the administrator whose calls are not the target's. */
export function startWriteJournal(
  { recorder }: JumpCloudApi,
  portalEmail: string,
  monotonic: () => number,
): WriteJournal {
  const writes: TimedWrite[] = []
  const calls: TimedCall[] = []
  const collect = async (): Promise<void> => {
    // The recorder passes calls on before the target receives the response.
    for await (const call of recorder) {
      if (call.admin === portalEmail || !isChange(call)) continue
      const write = { at: monotonic(), ...described(call) }
      calls.push({ ...write, recorded: call })
      if (isSuccess(call)) writes.push(write)
    }
  }
  void collect()
  return { writes, calls }
}

const SUCCESS = { from: 200, below: 300 }

const isSuccess = ({ status }: RecordedCall): boolean => status >= SUCCESS.from && status < SUCCESS.below

const isChange = ({ method, operation = '' }: RecordedCall): boolean =>
  method !== 'GET' && !/^(?:search_|nowhere|oauth2|directoryInsights)/.test(operation)

function described({ method, path, operation = '', body, before, after }: RecordedCall): Omit<TimedWrite, 'at'> {
  const records = [before, after].filter((record) => record !== undefined)
  const isUser = /^(?:systemusers|sshkey|bulk_users)/.test(operation) && records.length > 0
  const call = `${method} ${path}`
  const users = (isUser ? records : []).flatMap(({ _id, username }) => [lower(_id), lower(username)])
  if (!isUser) {
    // Memberships and associations name the user in the path or in the body.
    const named = [...path.matchAll(/[0-9a-f]{24}/g)].map(([id]) => id)
    const { id, username } = Object(body) as { readonly id?: unknown; readonly username?: unknown }
    return {
      call,
      kind: 'other',
      before: undefined,
      after: undefined,
      users: [...named, lower(id), lower(username)].filter((name) => name !== ''),
    }
  }
  const kind = before === undefined ? 'create' : after === undefined ? 'delete' : 'update'
  return { call, kind, before, after, users: [...new Set(users)] }
}

const lower = (value: unknown): string => String(value ?? '').toLowerCase()
