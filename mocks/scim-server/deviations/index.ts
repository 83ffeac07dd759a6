import { activeDeviations } from './active.ts'
import { authenticationDeviations } from './authentication.ts'
import { bulkDeviations } from './bulk.ts'
import { bulkAnswerDeviations } from './bulk-answers.ts'
import { characteristicDeviations } from './characteristics.ts'
import { commonDeviations } from './common.ts'
import { versionDeviations } from './conditional.ts'
import { configurationDeviations } from './configuration.ts'
import { createDeviations } from './create.ts'
import { cursorDeviations } from './cursors.ts'
import { declaredAwayDeviations } from './declared-away.ts'
import { deleteDeviations } from './delete.ts'
import type { Deviation } from './deviation.ts'
import { discoveryDeviations } from './discovery.ts'
import { endpointDeviations } from './endpoints.ts'
import { entraDeviations } from './entra.ts'
import { entraEchoDeviations } from './entra-echo.ts'
import { errorDeviations } from './errors.ts'
import { exchangeDeviations } from './exchanges.ts'
import { externalIdDeviations } from './external-ids.ts'
import { filterDeviations } from './filter.ts'
import { FORMER_NAMES } from './former-names.ts'
import { groupDeviations } from './groups.ts'
import { identityDeviations } from './identity.ts'
import { listDeviations } from './lists.ts'
import { mappingDeviations } from './mapping.ts'
import { meDeviations } from './me.ts'
import { memberDeviations } from './members.ts'
import { messageDeviations } from './messages.ts'
import { pagingDeviations } from './paging.ts'
import { pagingOffsetDeviations } from './paging-offsets.ts'
import { patchDeviations } from './patch.ts'
import { patchMessageDeviations } from './patch-message.ts'
import { patchOperationDeviations } from './patch-operations.ts'
import { patchRuleDeviations } from './patch-rules.ts'
import { protocolDeviations } from './protocol.ts'
import { putDeviations } from './put.ts'
import { readDeviations } from './read.ts'
import { referenceDeviations } from './references.ts'
import { resourceTypeDeviations } from './resource-types.ts'
import { returningDeviations } from './returning.ts'
import { rfc7644FilterDeviations } from './rfc7644-filter.ts'
import { schemaDeviations } from './schemas.ts'
import { searchDeviations } from './search.ts'
import { selectionDeviations } from './selection.ts'
import { sortingDeviations } from './sorting.ts'
import { userDeviations } from './users.ts'
import { valueDeviations } from './values.ts'

/** All deviations by topic: one file per topic, one line here. */
export const topics: Readonly<Record<string, readonly Deviation[]>> = {
  Credentials: authenticationDeviations,
  Discovery: discoveryDeviations,
  'The configuration': configurationDeviations,
  'Resource types': resourceTypeDeviations,
  Schemas: schemaDeviations,
  Creating: createDeviations,
  'Common attributes': commonDeviations,
  Values: valueDeviations,
  'Attributes of Users': userDeviations,
  'Characteristics of attributes': characteristicDeviations,
  'Endpoints and created resources': endpointDeviations,
  Reading: readDeviations,
  Filters: filterDeviations,
  'Operators and attributes of filters': rfc7644FilterDeviations,
  'Selection and notation of attributes': selectionDeviations,
  Lists: listDeviations,
  Sorting: sortingDeviations,
  Paging: pagingDeviations,
  'Paging with several results per page': pagingOffsetDeviations,
  'Paging by cursor': cursorDeviations,
  'Queries by POST': searchDeviations,
  Replacing: putDeviations,
  Patching: patchDeviations,
  'The message of a PATCH': patchMessageDeviations,
  'Rules of a PATCH': patchRuleDeviations,
  'Operations of a PATCH': patchOperationDeviations,
  Members: memberDeviations,
  Groups: groupDeviations,
  References: referenceDeviations,
  'Data of other users': identityDeviations,
  'Disabling and enabling': activeDeviations,
  Deleting: deleteDeviations,
  'Users who are created again': returningDeviations,
  Versions: versionDeviations,
  Bulk: bulkDeviations,
  'Responses to bulk requests': bulkAnswerDeviations,
  'The current user (/Me)': meDeviations,
  'Protocol versions, URLs and TLS': protocolDeviations,
  Errors: errorDeviations,
  'All responses': exchangeDeviations,
  Messages: messageDeviations,
  'Storing values': mappingDeviations,
  externalId: externalIdDeviations,
  'Problems for Entra': entraDeviations,
  'Values that Entra reads back': entraEchoDeviations,
  'Attributes that /Schemas declares unwritable or omits': declaredAwayDeviations,
}

/** Merges topics. Throws Error for a duplicate name or one that is not in lower case with hyphens. */
export function mergeTopics(lists: Iterable<readonly Deviation[]>): readonly Deviation[] {
  const byName = new Map<string, Deviation>()
  for (const deviation of [...lists].flat()) {
    const { name } = deviation
    if (byName.has(name)) throw new Error(`duplicate deviation ${name}`)
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) throw new Error(`${name} is not a name in lower case with hyphens`)
    byName.set(name, deviation)
  }
  return [...byName.values()]
}

/** All deviations; their names are unique. */
export const deviations: readonly Deviation[] = mergeTopics(Object.values(topics))

/** Finds a deviation by its current or former name; undefined if there is none. */
export function findDeviation(name: string): Deviation | undefined {
  const current = Object.hasOwn(FORMER_NAMES, name) ? FORMER_NAMES[name] : name
  return deviations.find((deviation) => deviation.name === current)
}

/** Finds a deviation by its current or former name. Throws Error with similar names. */
export function deviationNamed(name: string): Deviation {
  const found = findDeviation(name)
  if (found !== undefined) return found
  const near = deviations.filter((one) => one.name.split('-')[0] === name.split('-')[0]).map((one) => one.name)
  throw new Error(
    `unknown deviation "${name}"${near.length === 0 ? '' : `; similar names: ${near.slice(0, 8).join(', ')}`}`,
  )
}
