import type { QueryParameter } from './operation.ts'

const whole = { type: 'integer', minimum: 0 } as const
const text = { type: 'string' } as const

const LIMIT: QueryParameter = {
  name: 'limit',
  says: 'The maximum number of records on a page.',
  schema: { ...whole, default: 10 },
}
const SKIP: QueryParameter = {
  name: 'skip',
  says: 'The number of records before the page.',
  schema: { ...whole, default: 0 },
}

/** The query parameters for reading one record in v1. */
export const V1_PICK: readonly QueryParameter[] = [
  { name: 'fields', says: 'Fields of the record, separated by blanks (default: all).', schema: text },
]

/** The query parameters of lists in v1. */
export const V1_LIST: readonly QueryParameter[] = [
  LIMIT,
  SKIP,
  {
    name: 'sort',
    says: 'Fields to sort by, separated by blanks; `-` before a field means descending.',
    schema: text,
  },
  ...V1_PICK,
  {
    name: 'filter',
    says: '`field:$eq:value`; if there are several, each must be true. `filter[or][0]`, `filter[or][1]`: one of them must be true.',
    schema: { type: 'array', items: text },
  },
  { name: 'search', says: 'Part of a username or e-mail address.', schema: text },
]

/** The query parameters of pages in v2, whose total is in the header `x-total-count`. */
export const V2_PAGE: readonly QueryParameter[] = [LIMIT, SKIP]

/** The query parameters of lists in v2. */
export const V2_LIST: readonly QueryParameter[] = [
  ...V2_PAGE,
  {
    name: 'sort',
    says: 'Fields to sort by, separated by commas; `-` before a field means descending.',
    schema: text,
  },
  { name: 'fields', says: 'Fields of the records, separated by commas (default: all).', schema: text },
  {
    name: 'filter',
    says: '`field:eq:value`; if there are several, each must be true.',
    schema: { type: 'array', items: text },
  },
]

/** The headers of v2 lists. */
export const TOTAL_COUNT: Readonly<Record<string, string>> = {
  'x-total-count': 'The total number of records.',
  'x-unfiltered-total-count': 'The total number of records without filters, if the request has this header.',
}
