import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { parseJson } from '../../transport/index.ts'

/** A member of a log entry that `explain` reads. */
export type LogField = 'action' | 'status' | 'errorCode' | 'reason' | 'at' | 'kind' | 'sourceId' | 'name'

/**
 * The paths of each member in Graph v1.0 and beta, the portal's download, diagnostic settings and Log Analytics, in
 * lower case and without blanks or punctuation within a name. The first path with a value is used.
 */
const PLACES: Readonly<Record<LogField, readonly string[]>> = {
  action: ['provisioningaction', 'action'],
  status: [
    'provisioningstatusinfo.status',
    'statusinfo.status',
    'status',
    'resulttype',
    'provisioningstatusinfostatus',
    'statusinfostatus',
    'statusinfo',
  ],
  errorCode: [
    'provisioningstatusinfo.errorinformation.errorcode',
    'provisioningstatusinfo.errorinfo.errorcode',
    'statusinfo.errorinformation.errorcode',
    'statusinfo.errorcode',
    'errorinformation.errorcode',
    'errorcode',
    'resultsignature',
    'provisioningstatusinfoerrorinformationerrorcode',
    'provisioningstatusinfoerrorcode',
    'statusinfoerrorcode',
    'statuserrorcode',
  ],
  reason: [
    'provisioningstatusinfo.errorinformation.reason',
    'provisioningstatusinfo.errorinfo.reason',
    'statusinfo.errorinformation.reason',
    'statusinfo.reason',
    'errorinformation.reason',
    'reason',
    'statusreason',
    'errorreason',
    'errormessage',
    'resultdescription',
    'provisioningstatusinfoerrorinformationreason',
    'provisioningstatusinforeason',
    'statusinforeason',
  ],
  at: ['activitydatetime', 'date', 'dateutc', 'timegenerated', 'time', 'starttime'],
  kind: [
    'sourceidentity.identitytype',
    'sourceidentity.type',
    'sourceidentitytype',
    'sourceidentityidentitytype',
    'identitytype',
    'sourcetype',
    'objecttype',
  ],
  sourceId: ['sourceidentity.id', 'sourceidentityid', 'sourceid', 'sourceobjectid', 'sourceidentifier'],
  name: [
    'sourceidentity.details.userprincipalname',
    'sourceidentity.displayname',
    'sourceidentity.name',
    'sourceidentitydetailsuserprincipalname',
    'sourceidentitydisplayname',
    'sourceidentityname',
    'sourcedisplayname',
    'sourcename',
    'identity',
    'displayname',
  ],
}

const PATHS = Object.fromEntries(
  Object.entries(PLACES).map(([field, places]) => [field, places.map((place) => place.split('.'))]),
) as Record<LogField, string[][]>

/**
 * Creates a reader of one entry. A member that contains JSON in a string is parsed; an empty value counts as absent.
 */
export function fieldReader(entry: JsonObject): (field: LogField) => string | undefined {
  const top = simplified(entry)
  return (field) => {
    for (const [first = '', ...rest] of PATHS[field]) {
      let value: JsonValue | undefined = top.get(first)
      for (const name of rest) value = inside(value, name)
      if (typeof value === 'string' && value.trim() !== '' && !/^(?:null|none)$/i.test(value.trim())) {
        // A JSON object in a string is not a value.
        if (!/^\s*\{/.test(value)) return value.trim()
      }
    }
    return undefined
  }
}

function inside(value: JsonValue | undefined, name: string): JsonValue | undefined {
  const object = typeof value === 'string' && value.startsWith('{') ? parseJson<JsonValue>(value) : value
  return isJsonObject(object) ? simplified(object).get(name) : undefined
}

const seen = new WeakMap<JsonObject, Map<string, JsonValue>>()
const plainNames = new Map<string, string>()

function simplified(object: JsonObject): Map<string, JsonValue> {
  const before = seen.get(object)
  if (before !== undefined) return before
  const members = new Map<string, JsonValue>()
  for (const [name, value] of Object.entries(object)) {
    const plain = plainName(name)
    if (value !== undefined && !members.has(plain)) members.set(plain, value)
  }
  seen.set(object, members)
  return members
}

/** A log has few different names, so they are cached. */
function plainName(name: string): string {
  let plain = plainNames.get(name)
  if (plain === undefined) {
    plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
    if (plainNames.size < MAX_NAMES) plainNames.set(name, plain)
  }
  return plain
}

const MAX_NAMES = 1000
