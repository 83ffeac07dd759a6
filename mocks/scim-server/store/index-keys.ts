import { isJsonObject, type ScimResource } from '../../protocol/index.ts'
import { foldCase } from '../filter/comparison.ts'

/** The index entries of a resource, in the form in which they are looked up. */
export interface IndexKeys {
  readonly userName?: string
  readonly externalId?: string
  readonly members: ReadonlySet<string>
}

/** Returns the index key of a userName, which ignores letter case (RFC 7643 §4.1.1). */
export const userNameKey = (userName: string): string => foldCase(userName)
/** Returns the index key of an externalId, which is case sensitive (RFC 7643 §3.1). */
export const externalIdKey = (externalId: string): string => externalId.normalize('NFC')

/** Returns the index keys of a resource. */
export function indexKeysOf({ userName, externalId, members }: ScimResource): IndexKeys {
  const ids = new Set<string>()
  for (const member of Array.isArray(members) ? members : []) {
    if (isJsonObject(member) && typeof member['value'] === 'string') ids.add(member['value'])
  }
  return {
    ...(typeof userName === 'string' ? { userName: userNameKey(userName) } : {}),
    ...(typeof externalId === 'string' ? { externalId: externalIdKey(externalId) } : {}),
    members: ids,
  }
}
