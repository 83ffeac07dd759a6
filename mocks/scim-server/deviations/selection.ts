import type { JsonObject } from '../../protocol/index.ts'
import type { ScimRequest } from '../wire/message.ts'
import type { Around, Deviation } from './deviation.ts'
import { without, withParameter } from './message-parts.ts'
import { isCreate, isQuery, isRead, isResource, type When } from './request-conditions.ts'
import { asking, bodies, refusing } from './rewriters.ts'

type Parameter = 'attributes' | 'excludedAttributes'

/** Changes the names of a selection; undefined removes the parameter. */
const selecting = (
  parameter: Parameter,
  change: (names: readonly string[]) => readonly string[] | undefined,
  when: When = isResource,
): Around =>
  asking(when, (request) => {
    const text = request.query.get(parameter)
    if (text === null) return request
    return { ...request, query: withParameter(request.query, parameter, change(text.split(','))?.join(',')) }
  })

const ignored = (): undefined => undefined
const namesOf = (request: ScimRequest, parameter: Parameter): string[] => request.query.get(parameter)?.split(',') ?? []

/** Deviations in the selection of attributes (RFC 7644 §3.9) and in their notation (§3.10). */
export const selectionDeviations: readonly Deviation[] = [
  {
    name: 'attributes-ignored',
    says: 'attributes is ignored, and complete resources are returned',
    caughtBy: ['scim.select.attributes'],
    around: selecting('attributes', ignored),
  },
  {
    name: 'excluded-attributes-ignored',
    says: 'excludedAttributes is ignored, and complete resources are returned',
    caughtBy: ['scim.select.excluded-attributes'],
    around: selecting('excludedAttributes', ignored),
  },
  {
    name: 'excluded-attributes-take-id',
    says: 'excludedAttributes=id removes id',
    caughtBy: ['scim.select.excluded-always'],
    around: bodies(isRead, (body, request) =>
      namesOf(request, 'excludedAttributes').includes('id') ? without(body, 'id') : body,
    ),
  },
  {
    name: 'part-selects-whole',
    says: 'attributes with a sub-attribute selects the whole attribute',
    caughtBy: ['scim.select.sub-attribute'],
    around: selecting('attributes', (names) => names.map((name) => name.replace(/^(\w+)\.\w+$/, '$1'))),
  },
  {
    name: 'whole-selects-nothing',
    says: 'attributes with a complex attribute selects none of its sub-attributes',
    caughtBy: ['scim.select.complex-attribute'],
    around: selecting('attributes', (names) => names.map((name) => (name === 'name' ? 'id' : name))),
  },
  {
    name: 'excluded-part-ignored',
    says: 'excludedAttributes with a sub-attribute is ignored',
    caughtBy: ['scim.select.excluded-sub-attribute'],
    around: selecting('excludedAttributes', (names) => names.filter((name) => !/^\w+\.\w+$/.test(name))),
  },
  {
    name: 'only-first-of-attributes',
    says: 'attributes with several names selects only the first',
    caughtBy: ['scim.select.comma-separated'],
    around: selecting('attributes', (names) => names.slice(0, 1)),
  },
  {
    name: 'both-selections-crash',
    says: 'attributes together with excludedAttributes returns 500',
    caughtBy: ['scim.select.both'],
    around: refusing(
      ({ query }) => query.has('attributes') && query.has('excludedAttributes'),
      500,
      'both projections are set',
    ),
  },
  {
    name: 'unknown-attribute-crashes',
    says: 'an unknown name in attributes returns 500',
    caughtBy: ['scim.select.unknown-name'],
    around: refusing(
      (request) => namesOf(request, 'attributes').some((name) => name.startsWith('zz')),
      500,
      'no such attribute',
    ),
  },
  {
    name: 'attributes-ignored-on-create',
    says: 'attributes is ignored in a POST',
    caughtBy: ['scim.select.on-create'],
    around: selecting('attributes', ignored, isCreate),
  },
  {
    name: 'extension-attribute-selects-extension',
    says: 'attributes with an extension attribute selects the whole extension',
    caughtBy: ['scim.select.extension-attribute'],
    around: selecting('attributes', (names) =>
      names.map((name) => name.replace(/^(urn:ietf:params:scim:schemas:extension:.*:User):\w+$/i, '$1')),
    ),
  },
  {
    name: 'filter-sees-selection',
    says: 'a filter is applied to the attributes that attributes selected',
    caughtBy: ['scim.select.same-hits'],
    around: bodies(isQuery, (body, request) => (isBlinded(request) ? { ...body, ...NOTHING } : body)),
  },
  {
    name: 'qualified-attributes-unknown',
    says: 'an attribute name with its schema URN is unknown in attributes',
    caughtBy: ['scim.notation.qualified', 'scim.notation.ignores-case'],
    around: selecting('attributes', (names) => names.map((name) => (/^urn:/i.test(name) ? 'id' : name))),
  },
  {
    name: 'qualified-order-unknown',
    says: 'an attribute name with its schema URN is ignored in sortBy',
    caughtBy: ['scim.notation.qualified'],
    around: asking(isQuery, (request) =>
      /^urn:/i.test(request.query.get('sortBy') ?? '')
        ? { ...request, query: withParameter(request.query, 'sortBy', undefined) }
        : request,
    ),
  },
  {
    name: 'short-attributes-unknown',
    says: 'an attribute name without its schema URN is unknown in attributes',
    caughtBy: ['scim.notation.short', 'scim.select.attributes'],
    around: selecting('attributes', (names) => names.map((name) => (/^urn:/i.test(name) ? name : 'id'))),
  },
  {
    name: 'attributes-case-sensitive',
    says: 'names in attributes must have the exact letter case',
    caughtBy: ['scim.notation.ignores-case'],
    around: selecting('attributes', (names) => names.map((name) => (/[a-z]/.test(name) ? name : 'id'))),
  },
]

const NOTHING: JsonObject = { totalResults: 0, itemsPerPage: 0, Resources: [] }

/** Returns whether a filter over userName does not find the user. */
function isBlinded(request: ScimRequest): boolean {
  const attributes = namesOf(request, 'attributes')
  const isHidden = attributes.length > 0 && !attributes.includes('userName')
  return /\buserName\b/.test(request.query.get('filter') ?? '') && isHidden
}
