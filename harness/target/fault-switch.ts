import type { Fault, JumpCloudApiOptions } from '../../mocks/jumpcloud-api/index.ts'
import { decodeUrl } from '../../mocks/transport/index.ts'

type ApiRequest = Parameters<NonNullable<JumpCloudApiOptions['faultFor']>>[0]

/** A fault of the JumpCloud API, limited to the requests about one user. */
export interface UserFault {
  readonly fault: Exclude<Fault, 'latency'>
  /** The system user's id, username or email address: a request that contains one of them is about this user. */
  readonly user: readonly string[]
  /** The requests that fail: those that read or search, those that write, or all of them (default: `all`). */
  readonly on?: 'reads' | 'writes' | 'all'
  /** The maximum number of requests that fail (default: no limit). */
  readonly times?: number
}

/** A fault that is active. */
interface ActiveFault {
  /** The number of requests that failed so far. */
  readonly hits: number
  end(): void
}

/** Makes requests of the target to the JumpCloud API fail while a check needs it. */
export interface FaultSwitch {
  /** Decides about one request, as the option `faultFor` of the mock. */
  faultFor(request: ApiRequest): Exclude<Fault, 'latency'> | undefined
  begin(fault: UserFault): ActiveFault
}

/** Creates a switch that does not affect requests with the key of the portal. */
export function createFaultSwitch(portalKey: string): FaultSwitch {
  const active = new Set<{ readonly rule: UserFault; hits: number }>()
  return {
    faultFor: (request) => {
      if (active.size === 0 || request.headers['x-api-key'] === portalKey) return undefined
      const subject = textOf(request)
      const kind = isRead(request) ? 'reads' : 'writes'
      for (const entry of active) {
        const { fault, user, on = 'all', times = Number.POSITIVE_INFINITY } = entry.rule
        const isHit =
          entry.hits < times &&
          (on === 'all' || on === kind) &&
          user.some((name) => subject.includes(name.toLowerCase()))
        if (!isHit) continue
        entry.hits += 1
        return fault
      }
      return undefined
    },
    begin: (rule) => {
      const entry = { rule, hits: 0 }
      active.add(entry)
      return {
        get hits() {
          return entry.hits
        },
        end: () => void active.delete(entry),
      }
    },
  }
}

/**
 * Returns every string in a request that can name a user, in lower case. A search may escape a name as a regular
 * expression.
 */
function textOf({ url, body }: ApiRequest): string {
  const text = `${decodeUrl(url)} ${JSON.stringify(body ?? null)}`.toLowerCase()
  return `${text} ${text.replaceAll('\\', '')}`
}

/** Returns whether a request reads; searches are sent by POST. */
const isRead = ({ method, url }: ApiRequest): boolean => method === 'GET' || /^\/api\/(?:v2\/)?search\//.test(url)
