import type { BudgetResult, Exchange } from './result.ts'
import { endpointOf, percentile } from './timing.ts'

/** A limit on how long responses may take: `p95<500ms`, `PATCH /Users/{id} p99<1.5s`. */
export interface Budget {
  /** The budget as the user wrote it. */
  readonly budget: string
  /** The endpoint, by its name in the report's timings; all requests if absent. */
  readonly endpoint?: string
  /** The share of responses that must be faster. */
  readonly share: number
  /** The limit in milliseconds. */
  readonly limit: number
}

const FORM = /^(?:([A-Za-z]+ \/\S*)\s+)?(p\d{1,2}|p99\.9|max)\s*<\s*(\d+(?:\.\d+)?)\s*(ms|s)$/

/** Reads a budget; undefined if it has another form. */
export function parseBudget(text: string): Budget | undefined {
  const [, endpoint, measure = '', amount, unit] = FORM.exec(text.trim()) ?? []
  const share = measure === 'max' ? 1 : Number(measure.slice(1)) / 100
  const limit = Number(amount) * (unit === 's' ? 1000 : 1)
  if (amount === undefined || share <= 0 || limit <= 0) return undefined
  const [method = '', path = ''] = endpoint?.split(' ') ?? []
  return {
    budget: text.trim(),
    ...(endpoint === undefined ? {} : { endpoint: `${method.toUpperCase()} ${path}` }),
    share,
    limit,
  }
}

/** Collects response times, and judges budgets by them. */
export interface BudgetJudge {
  hear(exchange: Exchange): void
  results(): readonly BudgetResult[]
}

/**
 * Creates a judge. A budget without matching requests is not met; otherwise a misspelt endpoint would always be met.
 */
export function judgeBudgets(budgets: readonly Budget[]): BudgetJudge {
  const times = new Map(budgets.map(({ endpoint = '' }) => [endpoint, [] as number[]]))
  return {
    hear: ({ leg, request, time }) => {
      if (leg !== 'scim') return
      times.get('')?.push(time)
      times.get(endpointOf(request.method, request.url))?.push(time)
    },
    results: () =>
      budgets.map(({ budget, endpoint = '', share, limit }) => {
        const own = times.get(endpoint) ?? []
        const actual = percentile(own, share)
        return { budget, requests: own.length, actual, isMet: own.length > 0 && actual < limit }
      }),
  }
}

/** Describes a budget and its result: `budget p95<500ms: exceeded, 712 ms (3,229 requests)`. */
export function budgetSentence({ budget, requests, actual, isMet }: BudgetResult): string {
  const count = requests.toLocaleString('en')
  if (requests === 0) return `budget ${budget}: no such request was sent, so it is not met`
  const duration = actual < 10 ? actual.toFixed(1) : Math.round(actual).toLocaleString('en')
  return `budget ${budget}: ${isMet ? 'met' : 'exceeded'}, ${duration} ms (${count} ${requests === 1 ? 'request' : 'requests'})`
}
