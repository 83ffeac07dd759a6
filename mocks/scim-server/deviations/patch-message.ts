import { isJsonObject, PATCH_OP_MESSAGE } from '../../protocol/index.ts'
import type { Around, Deviation } from './deviation.ts'
import { opOf, pathOf } from './message-parts.ts'
import { isPatch, on } from './request-conditions.ts'
import { bodies, chained, operations, refusing, sending } from './rewriters.ts'

const OPS = ['add', 'remove', 'replace']

/** Removes PATCH from ServiceProviderConfig. */
const notAdvertised: Around = bodies(on('GET', /^\/ServiceProviderConfig\/?$/), (body) => ({
  ...body,
  patch: { supported: false },
}))

/** Deviations in reading the message of a PATCH (RFC 7644 §3.5.2). */
export const patchMessageDeviations: readonly Deviation[] = [
  {
    name: 'patch-not-advertised',
    says: 'PATCH is not advertised, and returns 501',
    caughtBy: ['scim.patch.advertised'],
    around: chained(notAdvertised, refusing(isPatch, 501, 'PATCH is not implemented')),
  },
  {
    name: 'patch-unsupported-succeeds',
    says: 'PATCH is not advertised, and returns 204',
    caughtBy: ['scim.patch.unsupported'],
    around: chained(notAdvertised, async (request, serve) =>
      isPatch(request) ? { status: 204, headers: {} } : serve(request),
    ),
  },
  {
    name: 'patch-unsupported-crashes',
    says: 'PATCH is not advertised, and returns 500',
    caughtBy: ['scim.patch.unsupported'],
    around: chained(notAdvertised, refusing(isPatch, 500, 'no route')),
  },
  {
    name: 'patch-schemas-not-read',
    says: 'a PATCH with any schemas, or without schemas, is accepted',
    caughtBy: ['scim.patch.schemas'],
    around: sending(isPatch, (body) => ({ ...body, schemas: [PATCH_OP_MESSAGE] })),
  },
  {
    name: 'patch-without-operations-accepted',
    says: 'a PATCH without operations returns 204',
    caughtBy: ['scim.patch.operations'],
    around: async (request, serve) => {
      const listed = isJsonObject(request.body) ? request.body['Operations'] : undefined
      const hasNone = isPatch(request) && (!Array.isArray(listed) || listed.length === 0)
      return hasNone ? { status: 204, headers: {} } : serve(request)
    },
  },
  {
    name: 'patch-op-defaults-to-replace',
    says: 'an operation without op is treated as replace',
    caughtBy: ['scim.patch.op-missing'],
    around: operations((operation) => (operation['op'] === undefined ? { ...operation, op: 'replace' } : operation)),
  },
  {
    name: 'patch-unknown-op-ignored',
    says: 'an operation with an unknown op changes nothing, and the PATCH succeeds',
    caughtBy: ['scim.patch.op-unknown'],
    around: operations((operation) => (OPS.includes(opOf(operation)) ? operation : [])),
  },
  {
    name: 'patch-capital-op-ignored',
    says: 'an operation whose op begins with a capital changes nothing, and the PATCH succeeds',
    caughtBy: ['scim.patch.op-any-case'],
    around: operations((operation) => (/^[A-Z]/.test(String(operation['op'])) ? [] : operation)),
  },
  {
    name: 'patch-path-case-sensitive',
    says: 'a path in capitals is unknown',
    caughtBy: ['scim.patch.path-ignores-case'],
    around: operations((operation) =>
      /^[A-Z]{2}/.test(pathOf(operation)) ? { ...operation, path: `no${pathOf(operation)}` } : operation,
    ),
  },
  {
    name: 'patch-array-index-accepted',
    says: 'an array index in a path is ignored, and the sub-attribute of every element is written',
    caughtBy: ['scim.patch.array-index'],
    around: operations((operation) => ({ ...operation, path: pathOf(operation).replace(/\[\d+\]/, '') })),
  },
  {
    name: 'add-value-path-refused',
    says: 'an add with a filter in its path is rejected',
    source: 'https://github.com/pingidentity/scim2/issues/135',
    caughtBy: ['scim.patch.add-value-path', 'entra.patch.value-path-add'],
    around: operations((operation) =>
      opOf(operation) === 'add' && pathOf(operation).includes('[')
        ? { ...operation, path: `no.${pathOf(operation)}` }
        : operation,
    ),
  },
  {
    name: 'add-without-value-accepted',
    says: 'an add without a value is accepted and does nothing',
    caughtBy: ['scim.patch.add-without-value'],
    around: operations((operation) => (opOf(operation) === 'add' && operation['value'] === undefined ? [] : operation)),
  },
]
