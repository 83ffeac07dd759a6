import type { ScimResource } from '../../../mocks/protocol/index.ts'
import { elementsOf } from '../../support/index.ts'

/**
 * Returns the e-mail addresses of a user in lower case, in which a server may store them (RFC 7643 §4.1.2); those of
 * one type, or all.
 */
export const addresses = (shown: ScimResource, type?: string): string[] =>
  elementsOf(shown, 'emails')
    .filter((element) => type === undefined || element['type'] === type)
    .map(({ value }) => String(value).toLowerCase())
