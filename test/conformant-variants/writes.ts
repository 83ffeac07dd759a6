import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { deviating, ScimError, type ScimRequest, storeWith } from '../../mocks/scim-server/index.ts'
import type { ConformantVariant } from './conformant-variant.ts'

const {
  both,
  failing,
  isCreate,
  isGroup,
  isPatch,
  isPut,
  isUser,
  operationsOf,
  refusing,
  resources,
  restated,
  sending,
} = deviating

const isWrite = (request: ScimRequest): boolean => isCreate(request) || isPut(request)
const membersOf = ({ body }: ScimRequest): JsonValue[] => {
  const sent = isJsonObject(body) ? body['members'] : undefined
  return Array.isArray(sent) ? sent : []
}

const FILLED = { displayName: 'Somebody', locale: 'en-US', timezone: 'Europe/Berlin', title: 'Clerk' }

/** The freedom of a server in what it accepts. */
export const writes: readonly ConformantVariant[] = [
  {
    says: 'keeps the values that a PUT omits',
    basis: 'RFC 7644 §3.5.1',
    advised: ['scim.put.required'],
    around: async (request, serve) => {
      if (!isPut(request) || !isJsonObject(request.body)) return serve(request)
      const { body: sent, ...asked } = request
      const { body: current } = await serve({ ...asked, method: 'GET', query: new URLSearchParams() })
      return serve(isJsonObject(current) ? { ...request, body: { ...withoutIdentity(current), ...sent } } : request)
    },
  },
  {
    says: 'rejects a PUT with another id',
    basis: 'RFC 7644 §3.12, the example of mutability',
    around: refusing(
      (request) =>
        isPut(request) &&
        isJsonObject(request.body) &&
        typeof request.body['id'] === 'string' &&
        !request.path.endsWith(`/${request.body['id']}`),
      400,
      'id is readOnly',
      { scimType: 'mutability' },
    ),
  },
  {
    says: 'answers a conflict of PUT or PATCH with 400',
    basis: 'RFC 7643 §7, RFC 7644 §3.12',
    around: failing(
      409,
      (response) => restated(response, 400),
      (request) => isPut(request) || isPatch(request),
    ),
  },
  {
    says: 'requires unique names of groups',
    basis: 'RFC 7643 §4.2: left to the server',
    store: uniqueBy('Group', 'displayName'),
  },
  {
    says: 'accepts only e-mail addresses as user names',
    basis: 'RFC 7643 §4.1.1: left to the server',
    around: refusing(
      (request) => isUser(request) && namesOtherThanMail(request),
      400,
      'userName must be an e-mail address',
      { scimType: 'invalidValue' },
    ),
  },
  {
    says: 'stores user names in lower case',
    basis: 'RFC 7643 §4.1.1: case insensitive',
    around: sending(isWriteOfUser, (body) =>
      typeof body['userName'] === 'string' ? { ...body, userName: body['userName'].toLowerCase() } : body,
    ),
  },
  {
    says: 'does not support groups within groups',
    basis: 'RFC 7643 §4.2: nested groups are a MAY',
    around: refusing(
      (request) =>
        isGroup(request) && JSON.stringify([membersOf(request), operationsOf(request)]).includes('"type":"Group"'),
      400,
      'members are Users here',
      { scimType: 'invalidValue' },
    ),
  },
  {
    says: 'sets values that the client omits',
    basis: 'RFC 7643 §2.2, RFC 7644 §3.3: a server may change the sent values',
    around: sending(both(isCreate, isUser), (body) => {
      const sent = new Set(Object.keys(body).map((name) => name.toLowerCase()))
      const open = Object.entries(FILLED).filter(([name]) => !sent.has(name.toLowerCase()))
      return { ...Object.fromEntries(open), ...body }
    }),
  },
  {
    says: 'writes mail domains in lower case, and telephone numbers as URIs',
    basis: 'RFC 7643 §2.4, §4.1.2: values SHOULD be canonicalized',
    around: sending(isWriteOfUser, (body) => ({ ...body, ...canonical(body) })),
  },
  {
    says: 'requires unique values of externalId',
    basis: 'RFC 7643 §3.1: the client keeps it unique, several servers do as well',
    store: uniqueBy('User', 'externalId'),
    advised: ['scim.external-id.may-repeat'],
  },
  {
    says: 'returns primary for each element',
    basis: 'RFC 7643 §2.4: primary is false if it is absent',
    around: resources(isUser, (user) => ({ ...user, ...primaries(user) })),
  },
  {
    says: 'rejects two primary elements',
    basis: 'RFC 7643 §2.4',
    around: refusing((request) => isWriteOfUser(request) && hasTwoPrimaries(request.body), 400, 'one is primary', {
      scimType: 'invalidValue',
    }),
  },
]

function uniqueBy(name: string, attribute: string): NonNullable<ConformantVariant['store']> {
  return storeWith((right) => {
    const ids = new Map<string, string>()
    return {
      insert: async (type, resource) => {
        const value = resource[attribute]
        if (type.name !== name || typeof value !== 'string') return right.insert(type, resource)
        const holder = ids.get(value.toLowerCase())
        if (holder !== undefined && (await right.get(type, holder)) !== undefined)
          throw new ScimError(409, `there is a ${name} of this ${attribute}`, { scimType: 'uniqueness' })
        if (resource.id !== undefined) ids.set(value.toLowerCase(), resource.id)
        return right.insert(type, resource)
      },
    }
  })
}

function withoutIdentity(resource: JsonObject): JsonObject {
  const { id: _id, meta: _meta, schemas: _schemas, groups: _groups, ...rest } = resource
  return rest
}

function isWriteOfUser(request: ScimRequest): boolean {
  return isUser(request) && isWrite(request)
}

function namesOtherThanMail(request: ScimRequest): boolean {
  const named = isJsonObject(request.body) ? request.body['userName'] : undefined
  return isWrite(request) && typeof named === 'string' && named !== '' && !named.includes('@')
}

function canonical(body: JsonObject): JsonObject {
  const changed: JsonObject = {}
  for (const [name, change] of [
    ['emails', (mail: string) => mail.replace(/@.*$/, (domain) => domain.toLowerCase())],
    ['phoneNumbers', (number: string) => (number.startsWith('tel:') ? number : `tel:${number.replace(/\s+/g, '-')}`)],
  ] as const) {
    const list = body[name]
    if (!Array.isArray(list)) continue
    changed[name] = list.map((one) =>
      isJsonObject(one) && typeof one['value'] === 'string' ? { ...one, value: change(one['value']) } : one,
    )
  }
  return changed
}

function primaries(user: JsonObject): JsonObject {
  const lists = Object.entries(user).filter(
    ([name, value]) => name !== 'schemas' && name !== 'groups' && Array.isArray(value),
  )
  return Object.fromEntries(
    lists.map(([name, value]) => [
      name,
      (value as JsonValue[]).map((one) => (isJsonObject(one) ? { primary: false, ...one } : one)),
    ]),
  )
}

function hasTwoPrimaries(body: JsonValue | undefined): boolean {
  return (
    isJsonObject(body) &&
    Object.values(body).some(
      (value) => Array.isArray(value) && value.filter((one) => isJsonObject(one) && one['primary'] === true).length > 1,
    )
  )
}
