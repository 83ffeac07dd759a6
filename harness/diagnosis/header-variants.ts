import { SCIM_MEDIA_TYPE } from '../../mocks/protocol/index.ts'
import type { HttpRequest } from '../../mocks/transport/index.ts'
import { withHeader } from './request-parts.ts'
import { code, type Variant } from './variant.ts'

const EVERY_METHOD = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const WITH_BODY = ['POST', 'PUT', 'PATCH']
const JSON_MEDIA_TYPE = 'application/json'
const A_USER_AGENT = 'scim-rehearsal'

/** Defines a row that changes one header; `change` returns undefined if the header stays. */
function onHeader(
  header: string,
  row: Pick<Variant, 'name' | 'methods' | 'hints'>,
  change: (value: string | undefined) => string | undefined,
): Variant {
  return {
    ...row,
    change: (request) => {
      const value = request.headers[header]
      const changed = change(value)
      return changed === undefined || changed === value ? undefined : withHeader(request, header, changed)
    },
    halves: (request) => {
      const value = request.headers[header]
      return {
        right: code(`${header}: ${change(value) ?? ''}`),
        wrong: value === undefined ? `a request without ${code(header)}` : code(`${header}: ${value}`),
      }
    },
  }
}

const without = (header: string, hints: readonly number[]): Variant => ({
  name: `without ${header}`,
  methods: EVERY_METHOD,
  hints,
  change: (request) => (request.headers[header] === undefined ? undefined : withHeader(request, header, undefined)),
  halves: () => ({ right: `without ${code(header)} it`, wrong: `with ${code(header)} it` }),
})

const essence = (value: string | undefined): string => (value ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

const withEssence = (value: string | undefined, from: string, to: string): string | undefined =>
  value !== undefined && essence(value) === from ? `${to}${value.slice(value.split(';')[0]?.length ?? 0)}` : undefined

const rows: readonly Variant[] = [
  {
    name: 'media type without charset',
    methods: WITH_BODY,
    hints: [415],
    change: (request: HttpRequest) => {
      const value = request.headers['content-type']
      const bare = value?.split(';')[0]?.trim()
      return bare === undefined || bare === value ? undefined : withHeader(request, 'content-type', bare)
    },
    halves: (request: HttpRequest) => {
      const value = request.headers['content-type'] ?? ''
      return { right: code(value.split(';')[0]?.trim() ?? ''), wrong: code(value) }
    },
  },
  {
    ...onHeader('content-type', { name: 'media type application/json', methods: WITH_BODY, hints: [415] }, (value) =>
      withEssence(value, SCIM_MEDIA_TYPE, JSON_MEDIA_TYPE),
    ),
    halves: () => ({ right: code(JSON_MEDIA_TYPE), wrong: code(SCIM_MEDIA_TYPE) }),
  },
  {
    ...onHeader(
      'content-type',
      { name: 'media type application/scim+json', methods: WITH_BODY, hints: [415] },
      (value) => withEssence(value, JSON_MEDIA_TYPE, SCIM_MEDIA_TYPE),
    ),
    halves: () => ({ right: code(SCIM_MEDIA_TYPE), wrong: code(JSON_MEDIA_TYPE) }),
  },
  onHeader('accept', { name: 'accept application/json', methods: EVERY_METHOD, hints: [406] }, () => JSON_MEDIA_TYPE),
  onHeader('accept', { name: 'accept anything', methods: EVERY_METHOD, hints: [406] }, () => '*/*'),
  onHeader(
    'accept',
    { name: 'accept application/scim+json', methods: EVERY_METHOD, hints: [406] },
    () => SCIM_MEDIA_TYPE,
  ),
  onHeader('user-agent', { name: 'with a user-agent', methods: EVERY_METHOD, hints: [403] }, (value) =>
    value === undefined ? A_USER_AGENT : undefined,
  ),
  without('adscimversion', [403]),
]

/** Variants of the headers, except credentials. */
export const headerVariants: readonly Variant[] = rows.map((row) => ({ ...row, isWhole: true }))
