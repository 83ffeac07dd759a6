import { FAULTS, type Fault, type FaultRule, type RateLimit } from './fault.ts'

/** The string is neither a fault nor a rate. The message says what is expected. */
export class InvalidFault extends Error {
  override readonly name = 'InvalidFault'
}

const MAX_LATENCY = 600_000
const FORM = 'one such as 503, reset@0.1, latency:250, or POST /api/systemusers*=429@0.5'

/** Reads `[METHOD] [PATH]=FAULT[:MILLISECONDS][@SHARE]`, in which only the fault is required. Throws InvalidFault. */
export function parseFault(text: string): FaultRule {
  const [, where = '', fault = '', late, share] =
    /^(?:([^=]*)=)?([\w-]+)(?::(\d{1,9}))?(?:@(\d*\.?\d+))?$/.exec(text.trim()) ?? []
  if (!isFault(fault))
    throw new InvalidFault(`unknown fault ${JSON.stringify(text)}; write ${FORM}; available: ${FAULTS.join(', ')}`)
  const [, method, path] = /^\s*(GET|POST|PUT|PATCH|DELETE)?\s*(\/\S*)?\s*$/i.exec(where) ?? []
  if (where.trim() !== '' && method === undefined && path === undefined)
    throw new InvalidFault(`${JSON.stringify(where)} is neither a method nor a path; write ${FORM}`)
  if ((late === undefined) === (fault === 'latency'))
    throw new InvalidFault(
      `${JSON.stringify(text)}: only latency takes milliseconds, and it needs them; write latency:250`,
    )
  if (late !== undefined && Number(late) > MAX_LATENCY)
    throw new InvalidFault(`${JSON.stringify(text)}: latency may be at most ${MAX_LATENCY} milliseconds`)
  if (share !== undefined && Number(share) > 1)
    throw new InvalidFault(`${JSON.stringify(text)}: the share behind @ may be at most 1`)
  return {
    fault,
    ...(late === undefined ? {} : { milliseconds: Number(late) }),
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(path === undefined ? {} : { path }),
    ...(share === undefined ? {} : { share: Number(share) }),
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 }

/** Reads `100/s`, `100/m`, `100/10s`. Throws InvalidFault. */
export function parseRateLimit(text: string): RateLimit {
  const [, requests, number = '', unit = 's'] = /^(\d{1,9})\/(\d{0,6})(s|m|h)$/.exec(text.trim()) ?? []
  const seconds = (number === '' ? 1 : Number(number)) * (UNITS[unit] ?? 1)
  if (requests === undefined || Number(requests) < 1 || seconds < 1)
    throw new InvalidFault(
      `${JSON.stringify(text)} is not a rate; write requests per time, such as 100/s, 600/m or 50/10s`,
    )
  return { requests: Number(requests), seconds }
}

const isFault = (text: string): text is Fault => FAULTS.some((fault) => fault === text)
