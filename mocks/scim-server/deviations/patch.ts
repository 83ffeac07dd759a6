import { ENTERPRISE_USER_SCHEMA, isJsonObject } from '../../protocol/index.ts'
import { ScimError } from '../wire/scim-error.ts'
import type { Deviation } from './deviation.ts'
import { operationsOf, opOf, pathOf, restated, withBody } from './message-parts.ts'
import { isPatch, on } from './request-conditions.ts'
import { answering, operations, refusing } from './rewriters.ts'

const isRootless = (path: string): boolean => path === ''

/** Deviations in PATCH (RFC 7644 §3.5.2). */
export const patchDeviations: readonly Deviation[] = [
  {
    name: 'patch-ignored',
    says: 'PATCH returns 200 and changes nothing',
    caughtBy: ['scim.patch.replace-attribute', 'entra.update', 'entra.match.join'],
    around: operations(() => []),
  },
  {
    name: 'patch-missing',
    says: 'PATCH returns 405, although ServiceProviderConfig advertises it',
    caughtBy: ['scim.patch.replace-attribute', 'entra.update'],
    around: refusing(isPatch, 405, 'PATCH is not supported'),
  },
  {
    name: 'patch-finds-no-user',
    says: 'PATCH returns 404 for a user that the filter just found',
    source: 'https://github.com/OneUptime/oneuptime/issues/2134',
    caughtBy: [
      'scim.patch.replace-attribute',
      'entra.update',
      'entra.quirk.single-add',
      'entra.quirk.found-and-patched',
      'entra.quirk.roles-replaced',
    ],
    around: refusing(on('PATCH', /^\/Users\//), 404, 'unknown user'),
  },
  {
    name: 'patch-media-type-refused',
    says: 'PATCH as application/scim+json returns 415 in HTML',
    source: 'https://github.com/pingidentity/scim2/issues/131',
    caughtBy: ['scim.patch.replace-attribute', 'entra.exchange.no-html', 'scim.media-type.content-type'],
    around: async (request, serve) =>
      isPatch(request) && request.headers['content-type']?.includes('scim+json') === true
        ? {
            status: 415,
            headers: { 'content-type': 'text/html; charset=utf-8' },
            body: '<h1>415 Unsupported Media Type</h1>',
          }
        : serve(request),
  },
  {
    name: 'patch-answers-201',
    says: 'a successful PATCH returns 201',
    caughtBy: ['scim.exchange.patch-answer'],
    around: answering(isPatch, (response) => (response.status === 200 ? { ...response, status: 201 } : response)),
  },
  {
    name: 'patch-answers-200-without-body',
    says: 'a PATCH returns 200 with an empty body',
    caughtBy: ['scim.exchange.patch-answer'],
    around: answering(isPatch, (response) => (response.status === 200 ? withBody(response, undefined) : response)),
  },
  {
    name: 'patch-sub-attribute-replaces-whole',
    says: 'replace of name.familyName removes the other sub-attributes of name',
    caughtBy: ['scim.patch.replace-sub-attribute'],
    around: operations((operation) => {
      const [whole = '', part] = pathOf(operation).split('.')
      const isPart = /^[A-Za-z]+\.[A-Za-z]+$/.test(pathOf(operation)) && opOf(operation) === 'replace'
      if (!isPart || part === undefined) return operation
      return [{ op: 'remove', path: whole }, operation]
    }),
  },
  {
    name: 'patch-urn-cut-at-dot',
    says: 'the URN in a path is split at the dot of 2.0, so the attribute is not found',
    source: 'https://github.com/wso2/product-is/issues/6015',
    caughtBy: ['scim.patch.extension-path', 'entra.quirk.urn-employee-number'],
    around: async (request, serve) => {
      if (isPatch(request) && operationsOf(request).some((one) => pathOf(one).startsWith('urn:')))
        throw new ScimError(400, 'unknown attribute urn:ietf:params:scim:schemas:extension:enterprise:2', {
          scimType: 'noTarget',
        })
      return serve(request)
    },
  },
  {
    name: 'patch-extension-value-lost',
    says: 'replace or add of an extension attribute removes it and then returns 400 invalidPath',
    source: 'https://github.com/scimmyjs/scimmy/issues/77',
    caughtBy: [
      'scim.patch.extension-path',
      'gallery.scim-update-manager-test',
      'entra.manager.set',
      'entra.patch.urn-path',
      'entra.quirk.urn-organization',
      'entra.quirk.manager-bare-id',
      'validator.add-manager',
      'validator.replace-manager',
      'validator.remove-manager',
      'entra.attribute.department',
      'entra.attribute.employeeNumber',
    ],
    around: async (request, serve) => {
      const own = isPatch(request) ? operationsOf(request).map(pathOf) : []
      const path = own.find((one) => one.startsWith(`${ENTERPRISE_USER_SCHEMA}:`))
      if (path === undefined || !isJsonObject(request.body)) return serve(request)
      await serve({ ...request, body: { ...request.body, Operations: [{ op: 'remove', path }] } })
      throw new ScimError(400, 'Cannot assign to read only property', { scimType: 'invalidPath' })
    },
  },
  {
    name: 'value-path-is-syntax-error',
    says: 'a path with brackets and a sub-attribute is rejected as a syntax error',
    source: 'https://github.com/elimity-com/scim/issues/105',
    caughtBy: [
      'scim.patch.value-path',
      'entra.patch.value-path-add',
      'entra.quirk.filtered-path-syntax',
      'entra.attribute.emails-work-value',
      'entra.attribute.addresses-work-formatted',
      'entra.attribute.addresses-work-streetAddress',
      'entra.attribute.addresses-work-locality',
      'entra.attribute.addresses-work-region',
      'entra.attribute.addresses-work-postalCode',
      'entra.attribute.addresses-work-country',
      'entra.attribute.phoneNumbers-work-value',
      'entra.attribute.phoneNumbers-mobile-value',
      'entra.attribute.phoneNumbers-fax-value',
    ],
    around: async (request, serve) => {
      if (isPatch(request) && operationsOf(request).some((one) => pathOf(one).includes('].')))
        throw new ScimError(400, 'the path cannot be parsed', { scimType: 'invalidSyntax' })
      return serve(request)
    },
  },
  {
    name: 'value-path-crashes',
    says: 'a path with brackets and a sub-attribute returns 500',
    source: 'https://github.com/limosa-io/laravel-scim-server/issues/119',
    caughtBy: ['scim.patch.value-path', 'scim.exchange.no-server-error', 'entra.quirk.filtered-phone'],
    around: async (request, serve) => {
      if (isPatch(request) && operationsOf(request).some((one) => pathOf(one).includes('].')))
        throw new ScimError(500, 'Undefined array key 1')
      return serve(request)
    },
  },
  {
    name: 'value-path-appends',
    says: 'replace at a value path adds an element and keeps the matching one',
    caughtBy: ['scim.patch.value-path'],
    around: operations((operation) => {
      const [, list = '', type = '', part = ''] = /^(\w+)\[type eq "(\w+)"\]\.(\w+)$/.exec(pathOf(operation)) ?? []
      if (list === '' || opOf(operation) !== 'replace') return operation
      return { op: 'add', path: list, value: [{ type, [part]: operation['value'] ?? null }] }
    }),
  },
  {
    name: 'path-less-replace-crashes',
    says: 'an operation without a path returns 500',
    source: 'https://github.com/Metatavu/keycloak-scim-server/issues/95',
    caughtBy: ['scim.patch.replace-without-path', 'entra.quirk.active-path-less', 'entra.patch.path-less-dotted'],
    around: async (request, serve) => {
      if (isPatch(request) && operationsOf(request).some((one) => isRootless(pathOf(one)) && opOf(one) !== 'remove'))
        throw new ScimError(500, 'unsupported attribute null')
      return serve(request)
    },
  },
  {
    name: 'path-less-replace-ignored',
    says: 'an operation without a path changes nothing',
    caughtBy: ['scim.patch.replace-without-path', 'scim.patch.add-without-path'],
    around: operations((operation) => (isRootless(pathOf(operation)) && opOf(operation) !== 'remove' ? [] : operation)),
  },
  {
    name: 'remove-without-path-accepted',
    says: 'remove without a path is accepted and does nothing',
    caughtBy: ['scim.patch.remove-without-path', 'scim.patch.atomic'],
    around: operations((operation) => (isRootless(pathOf(operation)) && opOf(operation) === 'remove' ? [] : operation)),
  },
  {
    name: 'remove-without-path-invalid-path',
    says: 'remove without a path returns 400 invalidPath, not noTarget',
    caughtBy: ['scim.patch.remove-without-path'],
    around: answering(isPatch, (response) =>
      isJsonObject(response.body) && response.body['scimType'] === 'noTarget'
        ? withBody(response, { ...response.body, scimType: 'invalidPath' })
        : response,
    ),
  },
  {
    name: 'remove-ignored',
    says: 'remove of an attribute succeeds and changes nothing',
    caughtBy: ['scim.patch.remove-attribute', 'scim.patch.remove-list'],
    around: operations((operation) =>
      opOf(operation) === 'remove' && /^\w+$/.test(pathOf(operation)) ? [] : operation,
    ),
  },
  {
    name: 'patch-not-atomic',
    says: 'operations before a failing one stay applied',
    caughtBy: ['scim.patch.atomic'],
    around: async (request, serve) => {
      const response = await serve(request)
      const listed = operationsOf(request)
      if (!isPatch(request) || response.status < 400 || listed.length < 2 || !isJsonObject(request.body))
        return response
      for (const operation of listed) {
        const { status } = await serve({ ...request, body: { ...request.body, Operations: [operation] } })
        if (status >= 400) break
      }
      return response
    },
  },
  {
    name: 'patch-unknown-creates',
    says: 'PATCH of an unknown id returns 200 and changes nothing',
    caughtBy: ['scim.patch.unknown-id', 'entra.update.vanished'],
    around: answering(isPatch, (response) => (response.status === 404 ? { status: 204, headers: {} } : response)),
  },
  {
    name: 'patch-changes-id',
    says: 'PATCH of id changes it',
    caughtBy: ['scim.patch.id-stays'],
    around: async (request, serve) => {
      const requested = operationsOf(request).find((one) => pathOf(one) === 'id')?.['value']
      if (!isPatch(request) || typeof requested !== 'string') return serve(request)
      const read = await serve({ ...request, method: 'GET' })
      await serve({ ...request, method: 'DELETE' })
      return isJsonObject(read.body) ? withBody(read, { ...read.body, id: requested }) : read
    },
  },
  {
    name: 'patch-error-is-500',
    says: 'every invalid PATCH returns 500',
    caughtBy: ['scim.patch.remove-without-path', 'scim.exchange.no-server-error'],
    around: answering(isPatch, (response) => (response.status === 400 ? restated(response, 500) : response)),
  },
  {
    name: 'value-path-deletes-siblings',
    says: 'replace at a value path removes the other elements',
    source: 'https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/668',
    caughtBy: ['entra.patch.value-path-siblings', 'entra.quirk.filtered-replace-siblings'],
    engine: ({ applyOperations }) => ({
      applyOperations: (attributes, listed, context) => {
        const next = { ...applyOperations(attributes, listed, context) }
        for (const { op, path = '' } of listed) {
          const [, list = '', type = ''] = /^(\w+)\[type eq "(\w+)"\]/.exec(path) ?? []
          const elements = next[list]
          if (op === 'replace' && Array.isArray(elements))
            next[list] = elements.filter((one) => isJsonObject(one) && one['type'] === type)
        }
        return next
      },
    }),
  },
  {
    name: 'colon-in-path-filter-crashes',
    says: 'a colon in the value of a path filter returns 500',
    source: 'https://github.com/lightdash/lightdash/issues/18243',
    caughtBy: ['entra.quirk.role-with-colon', 'scim.patch.colon-in-filter', 'scim.exchange.no-server-error'],
    around: refusing(
      (request) => isPatch(request) && operationsOf(request).some((one) => /"[^"]*:[^"]*"/.test(pathOf(one))),
      500,
      'Invalid path part',
    ),
  },
  {
    name: 'core-urn-path-unknown',
    says: 'a path with the URN of the User schema is unknown',
    source: 'https://github.com/rancher/rancher/pull/54896',
    caughtBy: ['entra.quirk.core-urn', 'scim.patch.urn-path'],
    around: refusing(
      (request) => isPatch(request) && operationsOf(request).some((one) => /^urn:.*:core:2\.0:/i.test(pathOf(one))),
      400,
      'the attribute is unknown',
      { scimType: 'invalidPath' },
    ),
  },
  {
    name: 'replace-without-value-accepted',
    says: 'replace without a value is accepted and does nothing',
    source: 'https://github.com/scimmyjs/scimmy/issues/80',
    caughtBy: ['entra.quirk.replace-without-value', 'scim.patch.replace-without-value'],
    around: operations((operation) =>
      opOf(operation) === 'replace' && operation['value'] === undefined ? [] : operation,
    ),
  },
  {
    name: 'unknown-path-ignored',
    says: 'an operation with an unknown path is ignored, and the PATCH succeeds',
    source: 'https://github.com/NorthlandPositronics/Cogtrix/issues/432',
    caughtBy: ['entra.quirk.unknown-path', 'scim.patch.undeclared-attribute', 'scim.patch.malformed-path'],
    around: async (request, serve) => {
      const response = await serve(request)
      const isUnknown = isPatch(request) && isJsonObject(response.body) && response.body['scimType'] === 'invalidPath'
      return isUnknown ? serve({ ...request, method: 'GET' }) : response
    },
  },
]
