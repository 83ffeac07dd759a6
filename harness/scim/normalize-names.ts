import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'

/** The names of RFC 7643, 7644 and 9865 in their letter case. */
const NAMES: ReadonlySet<string> = new Set(
  `
  schemas id externalId meta resourceType created lastModified location version
  userName name formatted familyName givenName middleName honorificPrefix honorificSuffix displayName nickName profileUrl
  title userType preferredLanguage locale timezone active password emails phoneNumbers ims photos addresses groups
  entitlements roles x509Certificates value display type primary streetAddress locality region postalCode country members
  employeeNumber costCenter organization division department manager
  totalResults Resources startIndex itemsPerPage nextCursor previousCursor
  status scimType detail Operations failOnErrors bulkId method path data response op
  documentationUri patch bulk filter changePassword sort etag authenticationSchemes pagination supported maxOperations
  maxPayloadSize maxResults description specUri cursor index defaultPaginationMethod defaultPageSize maxPageSize cursorTimeout
  endpoint schema schemaExtensions required attributes subAttributes multiValued caseExact canonicalValues mutability
  returned uniqueness referenceTypes`
    .trim()
    .split(/\s+/),
)

const SPELLING: ReadonlyMap<string, string> = new Map([...NAMES].map((name) => [name.toLowerCase(), name]))

/**
 * Returns a document whose names have the letter case of the RFCs, because letter case has no meaning (RFC 7643
 * §2.1). A document that already has this form is returned itself.
 */
export function normalizeNames(value: JsonValue): JsonValue {
  // Most documents have this form; testing first creates no garbage, of which a list of 100 000 resources would
  // create much.
  return isSpelt(value) ? value : convert(value)
}

function isSpelt(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.every(isSpelt)
  if (!isJsonObject(value)) return true
  for (const name of Object.keys(value)) {
    if (!NAMES.has(name) && SPELLING.has(name.toLowerCase())) return false
    if (!isSpelt(value[name] as JsonValue)) return false
  }
  return true
}

function convert(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    const elements = value.map(convert)
    return elements.some((element, index) => element !== value[index]) ? elements : value
  }
  return isJsonObject(value) ? normalizeObject(value) : value
}

function normalizeObject(object: JsonObject): JsonObject {
  let isChanged = false
  const members = Object.entries(object).map(([name, member]): [string, JsonValue] => {
    const spelt = SPELLING.get(name.toLowerCase()) ?? name
    // If both forms of a name occur, neither is converted.
    const right = spelt !== name && Object.hasOwn(object, spelt) ? name : spelt
    const inner = convert(member as JsonValue)
    isChanged ||= right !== name || inner !== member
    return [right, inner]
  })
  return isChanged ? Object.fromEntries(members) : object
}
