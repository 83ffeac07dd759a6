import type { ScimResource } from '../../../mocks/protocol/index.ts'
import { elementsOf } from '../../support/index.ts'

/** E-mail addresses of a user in lower case, which is how a server may keep them (RFC 7643 §4.1.2); of one type, or all. */
export const addresses = (shown: ScimResource, type?: string): string[] =>
  elementsOf(shown, 'emails')
    .filter((element) => type === undefined || element['type'] === type)
    .map(({ value }) => String(value).toLowerCase())
