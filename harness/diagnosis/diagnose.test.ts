import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import fc from 'fast-check'
import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  PATCH_OP_MESSAGE,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import { type Leniency, listenScimServer } from '../../mocks/scim-server/index.ts'
import { createTransport, type HttpRequest, type HttpResponse, TransportError } from '../../mocks/transport/index.ts'
import type { Diagnosis } from '../../reports/index.ts'
import { type DiagnosisParts, diagnose, type FailedRequest } from './index.ts'

/** One request as a defect sees it. */
interface Call {
  readonly method: string
  /** Below the base URL, without the query. */
  readonly path: string
  /** The query as received, with its question mark. */
  readonly query: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: JsonObject
  readonly operations: readonly JsonObject[]
}

/**
 * The reaction of a defect: an error, another request that is forwarded instead, or no response. Undefined forwards the
 * request.
 */
type Reaction =
  | { readonly status: number; readonly detail?: string }
  | { readonly pass: JsonValue; readonly query?: string }
  | 'close'

interface Case {
  readonly name: string
  readonly bug?: string
  readonly defect?: (call: Call) => Reaction | undefined
  readonly leniency?: Partial<Leniency>
  readonly request: (given: Resources) => Partial<HttpRequest> & { readonly json?: JsonObject; readonly path: string }
  readonly readBack?: boolean
  readonly summary: string
  readonly right?: string
}

interface Resources {
  readonly user: JsonObject & { readonly id: string }
  readonly other: JsonObject & { readonly id: string }
  readonly group: JsonObject & { readonly id: string }
}

const ENTRA_HEADERS = {
  accept: 'application/scim+json',
  adscimversion: '6.0',
  'content-type': 'application/scim+json; charset=utf-8',
}
const BASE = '/scim/v2'

const patch = (...operations: JsonObject[]): JsonObject => ({ schemas: [PATCH_OP_MESSAGE], Operations: operations })
const onUser =
  (...operations: JsonObject[]) =>
  ({ user }: Resources) => ({ method: 'PATCH', path: `/Users/${user.id}`, json: patch(...operations) })
const onGroup = (operations: (given: Resources) => JsonObject[]) => (given: Resources) => ({
  method: 'PATCH',
  path: `/Groups/${given.group.id}`,
  json: patch(...operations(given)),
})
const create =
  (json: JsonObject, path = '/Users') =>
  () => ({ method: 'POST', path, json: { schemas: [USER_SCHEMA], ...json } })
const query = (path: string) => () => ({ method: 'GET', path })

const op = (operation: JsonObject): string => String(operation['op'])
const path = (operation: JsonObject): string => String(operation['path'] ?? '')
const HARMLESS = { op: 'replace', path: 'externalId', value: 'harmless' }
/** Passes a PATCH on without some of its operations. */
const dropped = (call: Call, isDropped: (operation: JsonObject) => boolean): Reaction | undefined =>
  call.operations.some(isDropped)
    ? { pass: patch(HARMLESS, ...call.operations.filter((operation) => !isDropped(operation))) }
    : undefined
const refuse = (isWrong: boolean, detail = 'invalid request'): Reaction | undefined =>
  isWrong ? { status: 400, detail } : undefined
const hasDeep = (value: JsonValue | undefined, test: (value: JsonValue, name: string) => boolean, name = ''): boolean =>
  value !== undefined &&
  (test(value, name) ||
    (Array.isArray(value)
      ? value.some((one) => hasDeep(one, test, name))
      : isJsonObject(value) && Object.entries(value).some(([key, inner]) => hasDeep(inner, test, key))))

/** Tells whether an operation concerns an attribute, in its path or its value. */
const names = (operation: JsonObject, attribute: string): boolean =>
  path(operation).toLowerCase() === attribute.toLowerCase() ||
  hasDeep(operation['value'], (_, name) => name === attribute)

const FULL_USER: JsonObject = {
  schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
  externalId: 'jane',
  userName: 'jane@contoso.com',
  active: true,
  displayName: 'Jane Doe',
  title: 'Engineer',
  preferredLanguage: 'en-US',
  addresses: [{ type: 'work', formatted: '18/2111', locality: 'Oslo', country: 'NO' }],
  emails: [{ primary: true, type: 'work', value: 'jane@contoso.com' }],
  phoneNumbers: [{ type: 'work', value: '+1 555 0100' }],
  meta: { resourceType: 'User' },
  name: { formatted: 'Jane Doe', familyName: 'Doe', givenName: 'Jane' },
  roles: [],
  [ENTERPRISE_USER_SCHEMA]: { employeeNumber: '701984', department: 'R&D' },
}

const DISABLE = { op: 'Replace', path: 'active', value: 'False' }
const WORK_EMAIL = { op: 'Replace', path: 'emails[type eq "work"].value', value: 'new@contoso.com' }

const cases: readonly Case[] = [
  {
    name: 'op names are compared with lower case, others ignored',
    bug: 'BUG-006',
    defect: (call) => dropped(call, (one) => !/^(add|replace|remove)$/.test(op(one))),
    request: onUser({ op: 'Replace', path: 'displayName', value: 'Pvlo' }),
    summary: '`replace` works, `Replace` is ignored',
    right: '{"op":"replace","path":"displayName","value":"Pvlo"}',
  },
  {
    name: 'op names are validated against lower case',
    bug: 'BUG-008',
    leniency: { anyCaseOps: false },
    request: onUser(
      { op: 'Replace', path: 'displayName', value: 'Pvlo' },
      { op: 'Add', path: `${ENTERPRISE_USER_SCHEMA}:manager`, value: 'x' },
    ),
    summary: '`replace` works, `Replace` is refused',
  },
  {
    name: 'a string boolean is refused',
    bug: 'BUG-001',
    leniency: { stringBooleans: false },
    request: onUser(DISABLE),
    summary: '`false` works, `"False"` is refused',
    right: '{"op":"Replace","path":"active","value":false}',
  },
  {
    name: 'a string boolean is truthy',
    bug: 'BUG-003',
    defect: (call) =>
      call.operations.some(({ value }) => value === 'False')
        ? {
            pass: {
              ...call.body,
              Operations: call.operations.map((one) => ({ ...one, value: Boolean(one['value']) })),
            },
          }
        : undefined,
    request: onUser(DISABLE),
    summary: '`false` works, `"False"` is ignored',
  },
  {
    name: 'a strict server refuses both points of the legacy dialect',
    leniency: { stringBooleans: false, anyCaseOps: false },
    request: onUser(DISABLE),
    summary: '`replace` with `false` works, `Replace` with `"False"` is refused; neither change is enough alone',
  },
  {
    name: 'active and title cannot be changed together',
    defect: ({ operations }) =>
      refuse(operations.some((one) => path(one) === 'active') && operations.some((one) => path(one) === 'title')),
    request: onUser({ op: 'Replace', path: 'active', value: false }, { op: 'Replace', path: 'title', value: 'Boss' }),
    summary: '`active`: alone it works, together with `title` it is refused',
  },
  {
    name: 'one unknown attribute fails the whole PATCH',
    defect: ({ operations }) =>
      refuse(
        operations.some((one) => names(one, 'preferredLanguage')),
        'unsupported attribute',
      ),
    request: onUser(
      { op: 'Replace', path: 'displayName', value: 'Pvlo' },
      { op: 'Replace', path: 'name.givenName', value: 'Gtfd' },
      { op: 'Replace', path: 'title', value: 'Boss' },
      { op: 'Add', path: 'preferredLanguage', value: 'nb-NO' },
      { op: 'Add', path: 'nickName', value: 'P' },
      { op: 'Add', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: 'Retail' },
    ),
    summary: 'without `preferredLanguage` it works, with `preferredLanguage` it is refused',
  },
  {
    name: 'the answer names the attribute that fails the whole PATCH',
    defect: ({ operations }) =>
      refuse(
        operations.some((one) => names(one, 'nickName')),
        'unknown attribute nickName',
      ),
    request: onUser(
      { op: 'replace', path: 'displayName', value: 'Pvlo' },
      { op: 'replace', path: 'title', value: 'Boss' },
      { op: 'add', path: 'nickName', value: 'P' },
      { op: 'add', path: 'userType', value: 'Employee' },
      { op: 'add', path: 'profileUrl', value: 'https://example.com/p' },
    ),
    summary: 'without `nickName` it works, with `nickName` it is refused',
  },
  {
    name: 'replace of a value path without a match gives noTarget',
    bug: 'BUG-013',
    defect: ({ operations }) => refuse(operations.some((one) => /^replace$/i.test(op(one)) && path(one).includes('['))),
    request: onUser({ op: 'Replace', path: 'phoneNumbers[type eq "fax"].value', value: '+1 555 0199' }),
    summary: '`Add` works, `Replace` is refused',
  },
  {
    name: 'value paths are syntax errors',
    bug: 'BUG-019',
    defect: ({ operations }) => refuse(operations.some((one) => path(one).includes('['))),
    request: onUser(WORK_EMAIL),
    summary: '`emails` with a list of values works, `emails[type eq "work"].value` is refused',
    right: '{"op":"Replace","path":"emails","value":[{"type":"work","value":"new@contoso.com"}]}',
  },
  {
    name: 'value paths crash the connection',
    bug: 'BUG-021',
    defect: ({ operations }) => (operations.some((one) => path(one).includes('[')) ? 'close' : undefined),
    request: onUser(WORK_EMAIL),
    summary: '`emails` with a list of values works, `emails[type eq "work"].value` gets no answer',
  },
  {
    name: 'add may not have a value path',
    bug: 'BUG-023',
    defect: ({ operations }) => refuse(operations.some((one) => op(one) === 'add' && path(one).includes('['))),
    request: onUser({ op: 'add', path: 'addresses[type eq "work"].locality', value: 'Oslo' }),
    summary: '`replace` works, `add` is refused',
  },
  {
    name: 'manager is removed by a filter',
    bug: 'BUG-025',
    leniency: { filterOnSingular: false },
    request: ({ user, other }) => ({
      method: 'PATCH',
      path: `/Users/${user.id}`,
      json: patch({ op: 'remove', path: `${ENTERPRISE_USER_SCHEMA}:manager[value eq "${other.id}"]` }),
    }),
    summary:
      '`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager` works, `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager[value eq "OTHER"]` is refused',
  },
  {
    name: 'a URN is split at the dot of 2.0',
    bug: 'BUG-028',
    defect: ({ operations }) =>
      refuse(
        operations.some((one) => /^urn:/.test(path(one))),
        'no attribute urn:…:enterprise:2',
      ),
    request: onUser({ op: 'Add', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: 'Retail' }),
    summary: `\`{"${ENTERPRISE_USER_SCHEMA}": {…}} without path\` works, \`${ENTERPRISE_USER_SCHEMA}:department\` is refused`,
  },
  {
    name: 'core attributes with their URN are unknown',
    bug: 'BUG-032',
    defect: ({ operations }) =>
      refuse(
        operations.some(
          (one) => path(one).startsWith(USER_SCHEMA) || hasDeep(one['value'], (_, name) => name === USER_SCHEMA),
        ),
      ),
    request: onUser({ op: 'replace', path: `${USER_SCHEMA}:displayName`, value: 'Pvlo' }),
    summary: `\`displayName\` works, \`${USER_SCHEMA}:displayName\` is refused`,
  },
  {
    name: 'extension URIs in a value without a path are refused',
    bug: 'BUG-034',
    defect: ({ operations }) =>
      refuse(operations.some((one) => path(one) === '' && hasDeep(one['value'], (_, name) => name.startsWith('urn:')))),
    request: onUser({ op: 'replace', value: { [ENTERPRISE_USER_SCHEMA]: { organization: 'S' } } }),
    summary: `\`"path": "${ENTERPRISE_USER_SCHEMA}:organization"\` works, a value object without \`path\` is refused`,
  },
  {
    name: 'dotted keys become attributes of that name',
    bug: 'BUG-036',
    defect: (call) =>
      call.operations.some((one) => isJsonObject(one['value']) && 'name.givenName' in one['value'])
        ? { pass: patch({ op: 'replace', value: { nickName: 'x' } }) }
        : undefined,
    request: onUser({ op: 'replace', value: { 'name.givenName': 'Kkom' } }),
    summary: '`"path": "name.givenName"` works, a value object without `path` is ignored',
  },
  {
    name: 'dotted keys are refused, paths too',
    defect: ({ operations }) =>
      refuse(
        operations.some(
          (one) =>
            path(one) !== '' || hasDeep(one['value'], (_, name) => name.includes('.') && !name.startsWith('urn:')),
        ),
      ),
    request: onUser({ op: 'replace', value: { 'name.givenName': 'Kkom' } }),
    summary: '`{"name": {"givenName": "…"}}` works, `{"name.givenName": "…"}` is refused',
  },
  {
    name: 'a PATCH without a path crashes',
    bug: 'BUG-038',
    defect: ({ operations }) => (operations.some((one) => path(one) === '') ? { status: 500 } : undefined),
    request: onUser({ op: 'replace', value: { active: false } }),
    summary: '`"path": "active"` works, a value object without `path` is refused',
  },
  {
    name: 'several attributes without a path crash',
    bug: 'BUG-038',
    defect: ({ operations }) => (operations.some((one) => path(one) === '') ? { status: 500 } : undefined),
    request: onUser({ op: 'replace', value: { displayName: 'Bjfe', 'name.givenName': 'Kkom' } }),
    summary: '`"path": "displayName"` works, a value object without `path` is refused',
  },
  {
    name: 'PATCH answers 404 for a user that exists',
    bug: 'BUG-044',
    defect: ({ method }) => (method === 'PATCH' ? { status: 404 } : undefined),
    request: onUser({ op: 'replace', path: 'title', value: 'Boss' }),
    summary: 'no variant of the PATCH works; the plainest was `{"op":"replace","path":"displayName","value":"…"}`',
  },
  {
    name: 'PATCH of several attributes answers 404',
    bug: 'BUG-044',
    defect: ({ method }) => (method === 'PATCH' ? { status: 404 } : undefined),
    request: onUser({ op: 'Replace', path: 'title', value: 'Boss' }, { op: 'Add', path: 'nickName', value: 'J' }),
    summary: 'no variant of the PATCH works; the plainest was `{"op":"replace","path":"displayName","value":"…"}`',
  },
  {
    name: 'one attribute of a PATCH is ignored in every form',
    defect: ({ method, operations, body }) =>
      method === 'PATCH' && operations.some((one) => names(one, 'nickName'))
        ? {
            pass: patch(
              HARMLESS,
              ...(JSON.parse(JSON.stringify(body['Operations']).replaceAll(/nickName/gi, 'userType')) as JsonObject[]),
            ),
          }
        : undefined,
    request: onUser({ op: 'Replace', path: 'title', value: 'Boss' }, { op: 'Add', path: 'nickName', value: 'J' }),
    summary: '`nickName` is ignored in every variant tried, the rest works',
  },
  {
    name: 'a value that is refused in every form',
    bug: 'BUG-011',
    defect: ({ operations }) =>
      refuse(operations.some((one) => path(one) === 'active' || hasDeep(one['value'], (_, name) => name === 'active'))),
    request: onUser({ op: 'replace', path: 'active', value: false }),
    summary: 'no variant of this PATCH works; the plainest, `{"op":"replace","path":"displayName","value":"…"}`, does',
  },
  {
    name: 'removal of a member by a list of values is refused',
    bug: 'BUG-046',
    defect: ({ operations }) => refuse(operations.some((one) => /^remove$/i.test(op(one)) && 'value' in one)),
    request: onGroup(({ user }) => [{ op: 'Remove', path: 'members', value: [{ value: user.id }] }]),
    summary: '`members[value eq "…"]` works, `members` with a list of values is refused',
  },
  {
    name: 'removal of a member by a list of values is ignored',
    bug: 'BUG-050',
    defect: (call) => dropped(call, (one) => /^remove$/i.test(op(one)) && 'value' in one),
    request: onGroup(({ user }) => [{ op: 'Remove', path: 'members', value: [{ value: user.id }] }]),
    summary: '`members[value eq "…"]` works, `members` with a list of values is ignored',
  },
  {
    name: 'removal of one member removes all',
    bug: 'BUG-048',
    leniency: { removeByValue: false },
    defect: ({ body, operations }) =>
      operations.some((one) => /^remove$/i.test(op(one)) && 'value' in one)
        ? { pass: { ...body, Operations: operations.map(({ value: _value, ...one }) => one) } }
        : undefined,
    request: onGroup(({ user }) => [{ op: 'Remove', path: 'members', value: [{ value: user.id }] }]),
    summary: '`members[value eq "…"]` works, `members` with a list of values removes other values',
  },
  {
    name: 'removal by a value path is refused',
    defect: ({ operations }) => refuse(operations.some((one) => path(one).startsWith('members['))),
    request: onGroup(({ user }) => [{ op: 'remove', path: `members[value eq "${user.id}"]` }]),
    summary: '`members` with a list of values works, `members[value eq "USER"]` is refused',
  },
  {
    name: '$ref: null is refused',
    defect: ({ operations }) =>
      refuse(operations.some((one) => hasDeep(one['value'], (value, name) => name === '$ref' && value === null))),
    request: onGroup(() => [{ op: 'remove', path: 'members', value: [{ $ref: null, value: 'nobody' }] }]),
    readBack: false,
    summary: '`members[value eq "…"]` works, `members` with a list of values is refused',
  },
  {
    name: 'a manager as a bare string is refused',
    leniency: { bareComplexValue: false },
    request: ({ user, other }) => ({
      method: 'PATCH',
      path: `/Users/${other.id}`,
      json: patch({ op: 'add', path: `${ENTERPRISE_USER_SCHEMA}:manager`, value: user.id }),
    }),
    summary: '`{"value": "…"}` works, `"…"` is refused',
  },
  {
    name: 'PATCH of application/scim+json answers 415',
    bug: 'BUG-121',
    defect: ({ method, headers }) =>
      method === 'PATCH' && headers['content-type']?.startsWith('application/scim+json') ? { status: 415 } : undefined,
    request: onUser({ op: 'replace', path: 'title', value: 'Boss' }),
    summary: '`application/json` works, `application/scim+json` is refused',
    right: 'content-type: application/json; charset=utf-8',
  },
  {
    name: 'a charset in the media type answers 415',
    defect: ({ headers }) => (headers['content-type']?.includes('charset') ? { status: 415 } : undefined),
    request: create({ userName: 'jane' }),
    summary: '`application/scim+json` works, `application/scim+json; charset=utf-8` is refused',
  },
  {
    name: 'application/json is refused',
    bug: 'BUG-119',
    defect: ({ headers }) => (headers['content-type']?.startsWith('application/json') ? { status: 415 } : undefined),
    request: () => ({ ...create({ userName: 'jane' })(), headers: { 'content-type': 'application/json' } }),
    summary: '`application/scim+json` works, `application/json` is refused',
  },
  {
    name: 'requests without a User-Agent are blocked',
    bug: 'BUG-135',
    defect: ({ headers }) => (headers['user-agent'] === undefined ? { status: 403 } : undefined),
    request: query('/Users'),
    summary: '`user-agent: scim-rehearsal` works, a request without `user-agent` is refused',
  },
  {
    name: 'a POST with roles is refused',
    bug: 'BUG-091',
    defect: ({ method, body }) => refuse(method === 'POST' && Array.isArray(body['roles']) && body['roles'].length > 0),
    request: create({ ...FULL_USER, roles: [{ primary: true, value: 'Admin' }] }),
    summary: 'without `roles` it works, with `roles` it is refused',
  },
  {
    name: 'an empty list in a POST is refused',
    defect: ({ method, body }) => refuse(method === 'POST' && Array.isArray(body['roles'])),
    request: create(FULL_USER),
    summary: 'without `"roles": []` it works, with `"roles": []` it is refused',
  },
  {
    name: 'a sub-attribute primary is refused',
    bug: 'BUG-091',
    defect: ({ method, body }) => refuse(method === 'POST' && hasDeep(body, (_, name) => name === 'primary')),
    request: create({
      userName: 'jane@contoso.com',
      emails: [{ primary: true, type: 'work', value: 'jane@contoso.com' }],
    }),
    summary: 'without `primary` it works, with `primary` it is refused',
  },
  {
    name: 'an attribute of the extension is refused',
    defect: ({ method, body }) => {
      const extension = body[ENTERPRISE_USER_SCHEMA]
      return refuse(method === 'POST' && isJsonObject(extension) && 'costCenter' in extension)
    },
    request: create({
      ...FULL_USER,
      roles: undefined,
      [ENTERPRISE_USER_SCHEMA]: { employeeNumber: '1', costCenter: 'x', division: 'y' },
    }),
    summary: 'without `costCenter` it works, with `costCenter` it is refused',
  },
  {
    name: 'the enterprise schema in schemas is refused',
    defect: ({ method, body }) =>
      refuse(method === 'POST' && Array.isArray(body['schemas']) && body['schemas'].length > 1),
    request: create({ ...FULL_USER, roles: undefined }),
    summary: `\`schemas\` without \`${ENTERPRISE_USER_SCHEMA}\` works, \`schemas\` with it is refused`,
  },
  {
    name: 'the second schema of a Group is refused',
    defect: ({ method, body }) =>
      refuse(method === 'POST' && Array.isArray(body['schemas']) && body['schemas'].length > 1),
    request: create(
      {
        schemas: [GROUP_SCHEMA, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
        externalId: '8aa1a0c0',
        displayName: 'Team A',
        meta: { resourceType: 'Group' },
      },
      '/Groups',
    ),
    summary:
      '`schemas` without `http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group` works, `schemas` with it is refused',
  },
  {
    name: 'externalId is dropped',
    bug: 'BUG-089',
    defect: ({ method, body }) =>
      method === 'POST'
        ? { pass: Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'externalId')) }
        : undefined,
    request: create(FULL_USER),
    summary: '`externalId` is ignored in every variant tried, the rest works',
  },
  {
    name: 'a POST without groups gets no answer',
    defect: ({ method, body }) => (method === 'POST' && 'title' in body ? 'close' : undefined),
    request: create({ userName: 'jane', title: 'Boss' }),
    summary: 'without `title` it works, with `title` it gets no answer',
  },
  {
    name: 'a userName must be an e-mail address',
    defect: ({ method, body }) =>
      refuse(method === 'POST' && !String(body['userName']).includes('@'), 'userName must be an e-mail address'),
    request: create({ userName: 'jane' }),
    summary: 'a `userName` in the form of an e-mail address works, a plain `userName` is refused',
  },
  {
    name: 'a string for active in a POST is refused',
    bug: 'BUG-001',
    leniency: { stringBooleans: false },
    request: create({ userName: 'jane', active: 'True' }),
    summary: '`"active": true` works, `"active": "True"` is refused',
  },
  {
    name: 'a PUT with meta is refused',
    defect: ({ method, body }) => refuse(method === 'PUT' && 'meta' in body),
    request: ({ user }) => ({ method: 'PUT', path: `/Users/${user.id}`, json: { ...FULL_USER, title: 'Boss' } }),
    summary: 'without `meta` it works, with `meta` it is refused',
  },
  {
    name: 'a string for a number is refused',
    defect: ({ operations }) => refuse(operations.some((one) => typeof one['value'] === 'number')),
    request: onUser({ op: 'replace', path: `${ENTERPRISE_USER_SCHEMA}:costCenter`, value: 42 }),
    readBack: false,
    summary: '`"42"` works, `42` is refused',
  },
  {
    name: 'no POST works',
    defect: ({ method }) => (method === 'POST' ? { status: 500 } : undefined),
    request: create({ userName: 'jane', title: 'Boss' }),
    summary:
      'no variant of the POST works; the plainest was `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"jane"}`',
  },
  {
    name: 'only userName can be filtered',
    bug: 'BUG-069',
    defect: ({ method, query: text }) =>
      refuse(method === 'GET' && text.includes('filter=') && !text.includes('userName')),
    request: query('/Users?filter=externalId+eq+%22guid%22'),
    readBack: false,
    summary: 'a filter by `userName` works, a filter by `externalId` is refused',
  },
  {
    name: 'an unknown filter attribute drops the filter',
    bug: 'BUG-071',
    defect: ({ method, body, query: text }) =>
      method === 'GET' && text.includes('emails') ? { pass: body, query: '' } : undefined,
    request: query('/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22x%40y.example%22'),
    readBack: false,
    summary: 'a filter by `userName` works, a filter by `emails[type eq "work"].value` is ignored',
  },
  {
    name: 'a quoted value is not parsed',
    bug: 'BUG-073',
    defect: ({ method, query: text }) => refuse(method === 'GET' && text.includes('%22')),
    request: query('/Users?filter=userName%20eq%20%22admin%22'),
    readBack: false,
    summary: '`admin` works, `"admin"` is refused',
  },
  {
    name: 'operators are compared with lower case',
    bug: 'BUG-078',
    defect: ({ method, query: text }) => refuse(method === 'GET' && /[ +]EQ[ +]|%20EQ%20/.test(text)),
    request: query('/Users?filter=userName%20EQ%20%22x%22'),
    readBack: false,
    summary: '`eq` works, `EQ` is refused',
  },
  {
    name: 'attribute names are compared with letter case',
    bug: 'BUG-078',
    defect: ({ method, query: text }) => refuse(method === 'GET' && text.includes('username')),
    request: query('/Users?filter=username%20eq%20%22x%22'),
    readBack: false,
    summary: '`userName` works, `username` is refused',
  },
  {
    name: 'a plus sign is not read as a blank',
    defect: ({ method, query: text }) => refuse(method === 'GET' && text.includes('+')),
    request: query('/Users?filter=userName+eq+%22x%22'),
    readBack: false,
    summary: '`%20` for a blank works, `+` for a blank is refused',
  },
  {
    name: 'excludedAttributes is refused',
    defect: ({ method, query: text }) => refuse(method === 'GET' && text.includes('excludedAttributes')),
    request: query('/Groups?excludedAttributes=members&filter=displayName+eq+%22x%22'),
    readBack: false,
    summary: 'without `excludedAttributes` it works, with `excludedAttributes` it is refused',
  },
  {
    name: 'a filter on a value path finds nothing',
    defect: ({ method, body, query: text }) =>
      method === 'GET' && text.includes('%5B')
        ? { pass: body, query: '?filter=userName%20eq%20%22nobody%22' }
        : undefined,
    request: query('/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22first%40contoso.com%22'),
    summary: '`emails.value` works, `emails[type eq "work"].value` is ignored',
  },
]

/** A server with one defect in front of a right one, with two users and a group of both. */
async function atServer(
  { defect = () => undefined, leniency = {} }: Pick<Case, 'defect' | 'leniency'>,
  use: (url: string, given: Resources, parts: DiagnosisParts, sent: readonly HttpRequest[]) => Promise<void>,
): Promise<void> {
  await using right = await listenScimServer({ leniency, basePath: BASE })
  await using transport = createTransport({ timeout: 5000 })
  const app = express()
  app.use(express.text({ type: () => true }))
  app.use(async (request, response) => {
    const headers = request.headers as Call['headers']
    const text = typeof request.body === 'string' ? request.body : ''
    const body = text === '' ? {} : (JSON.parse(text) as JsonObject)
    const operations = Array.isArray(body['Operations']) ? body['Operations'].filter(isJsonObject) : []
    const start = request.url.indexOf('?')
    const [below, ask] = start < 0 ? [request.url, ''] : [request.url.slice(0, start), request.url.slice(start)]
    const { method } = request
    const reaction = defect({ method, path: below, query: ask, headers, body, operations })
    if (reaction === 'close') {
      request.socket.destroy()
      return
    }
    if (reaction !== undefined && 'status' in reaction) {
      response.status(reaction.status).json({ detail: reaction.detail, status: String(reaction.status) })
      return
    }
    const passed = reaction === undefined ? text : JSON.stringify(reaction.pass)
    const answer = await transport.send({
      method,
      url: `${right.url}${below}${reaction?.query ?? ask}`,
      headers: {
        accept: headers['accept'] ?? '*/*',
        'content-type': headers['content-type'] ?? 'application/scim+json',
      },
      ...(text === '' ? {} : { body: passed }),
    })
    const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = answer.headers
    response.status(answer.status).set(rest).send(answer.body)
  })
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    const make = async (at: string, body: JsonObject): Promise<JsonObject & { readonly id: string }> => {
      const headers = { 'content-type': 'application/scim+json' }
      const made = await transport.send({
        method: 'POST',
        url: `${right.url}${at}`,
        headers,
        body: JSON.stringify(body),
      })
      return JSON.parse(made.body)
    }
    const other = await make('/Users', { schemas: [USER_SCHEMA], userName: 'second@contoso.com' })
    const user = await make('/Users', {
      ...FULL_USER,
      externalId: 'first',
      userName: 'first@contoso.com',
      emails: [
        { type: 'work', value: 'first@contoso.com' },
        { type: 'home', value: 'first@home.example' },
      ],
      [ENTERPRISE_USER_SCHEMA]: { manager: { value: other.id } },
    })
    const members = [{ value: user.id }, { value: other.id }]
    const group = await make('/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Team', members })
    const sent: HttpRequest[] = []
    let names = 0
    const send = async (request: HttpRequest) => {
      sent.push(request)
      return { response: await transport.send(request), exchange: `x${sent.length}` }
    }
    const parts: DiagnosisParts = {
      send,
      get: async (at) => ({
        response: await transport.send({ method: 'GET', url: at, headers: { accept: '*/*', 'user-agent': 'test' } }),
        exchange: 'get',
      }),
      unique: () => {
        names += 1
        return `fresh${names}`
      },
    }
    await use(url, { user, other, group }, parts, sent)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Runs a failing case once, as a run does, and diagnoses it. */
async function diagnosisOf(one: Case): Promise<{
  readonly diagnosis: Diagnosis | undefined
  readonly sent: readonly HttpRequest[]
  readonly given: Resources
  readonly url: string
}> {
  let outcome: Awaited<ReturnType<typeof diagnosisOf>> | undefined
  await atServer(one, async (url, given, parts, sent) => {
    const { json, path: at, headers = {}, method = 'GET' } = one.request(given)
    const isWrite = json !== undefined
    const { 'content-type': type, ...plain } = { ...ENTRA_HEADERS, ...headers }
    const request: HttpRequest = {
      method,
      url: `${url}${at}`,
      headers: isWrite ? { ...plain, 'content-type': type } : plain,
      ...(isWrite ? { body: JSON.stringify(json) } : {}),
    }
    const before =
      method === 'PATCH' ? (JSON.parse((await parts.get(request.url)).response.body) as JsonObject) : undefined
    let response: HttpResponse | undefined
    try {
      response = (await parts.send(request)).response
    } catch {
      // Some defects consist of a missing response.
    }
    const failed: FailedRequest = {
      request,
      readBack: one.readBack ?? true,
      ...(response === undefined ? {} : { response }),
      ...(before === undefined ? {} : { before }),
    }
    const sentBefore = sent.length
    const diagnosis = await diagnose(failed, parts)
    outcome = { diagnosis, sent: sent.slice(sentBefore), given, url }
  })
  if (outcome === undefined) throw new Error('the server did not start')
  return outcome
}

describe('a diagnosis', () => {
  for (const one of cases)
    it(`names the point: ${one.name}${one.bug === undefined ? '' : ` (${one.bug})`}`, async () => {
      const { diagnosis, given } = await diagnosisOf(one)
      const summary = one.summary.replaceAll('OTHER', given.other.id).replaceAll('USER', given.user.id)
      expect(diagnosis?.summary, JSON.stringify(diagnosis, undefined, 2)).to.equal(summary)
      if (one.right !== undefined) expect(diagnosis?.right).to.equal(one.right)
    })

  it('sends a PATCH to the same URL alone, creates under unique names, and few of both', async () => {
    for (const one of cases) {
      const { diagnosis, sent, url, given } = await diagnosisOf(one)
      const { path: at, method = 'GET' } = one.request(given)
      const names = new Set<unknown>()
      for (const request of sent) {
        expect(request.method).to.equal(method)
        if (method !== 'GET') expect(request.url).to.equal(`${url}${at}`)
        expect(request.url.startsWith(`${url}/`)).to.equal(true)
        if (method !== 'POST') continue
        const { userName, displayName } = JSON.parse(request.body ?? '')
        const name = userName ?? displayName
        expect(names.has(name), `${one.name}: ${name}`).to.equal(false)
        names.add(name)
      }
      expect(diagnosis?.tried.length, one.name).to.be.at.most(17)
    }
  })

  it('says that a failure is not reproducible', async () => {
    const { diagnosis } = await diagnosisOf({
      name: '',
      defect: onceRefused(),
      request: onUser({ op: 'Replace', path: 'title', value: 'Boss' }),
      summary: '',
    })
    expect(diagnosis?.summary).to.equal('not reproducible: sent again, the same PATCH works')
    expect(diagnosis?.tried).to.have.length(1)
  })

  it('says that a name was taken', async () => {
    const { diagnosis } = await diagnosisOf({
      name: '',
      request: create({ userName: 'first@contoso.com' }),
      summary: '',
    })
    expect(diagnosis?.summary).to.match(/^another name works/)
  })

  it('has nothing to say about credentials, or a target that is gone', async () => {
    const refused = await diagnosisOf({
      name: '',
      defect: () => ({ status: 401 }),
      request: query('/Users'),
      summary: '',
    })
    expect(refused.diagnosis).to.equal(undefined)
    let requests = 0
    const gone = await diagnosisOf({
      name: '',
      defect: ({ method }) => {
        requests += 1
        return method === 'PATCH' || requests > 2 ? 'close' : undefined
      },
      request: onUser({ op: 'Replace', path: 'title', value: 'Boss' }),
      summary: '',
    })
    expect(gone.diagnosis).to.equal(undefined)
  })

  it('says nothing about an accepted PATCH whose effect cannot be read', async () => {
    const { diagnosis } = await diagnosisOf({
      name: '',
      defect: ({ method, path: at }) => (method === 'GET' && at.startsWith('/Users/') ? { status: 500 } : undefined),
      request: onUser({ op: 'Replace', path: 'title', value: 'Boss' }),
      summary: '',
    })
    expect(diagnosis).to.equal(undefined)
  })
  it('survives a target that answers any JSON to anything', async () => {
    const json = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>,
      fc.constantFrom<JsonValue>(
        null,
        { id: '../..' },
        { id: '\ud800', detail: 7 },
        { detail: 'title ( [ is wrong', scimType: {} },
        { totalResults: '1', Resources: [null, 1, {}] },
        JSON.parse('{"__proto__": [], "emails": null, "members": {"value": []}}') as JsonObject,
      ),
    )
    const text = fc.oneof(
      json.map((value) => JSON.stringify(value)),
      fc.string(),
      fc.constant('['.repeat(10_000)),
    )
    const answer = fc.oneof(
      { weight: 9, arbitrary: fc.record({ status: fc.constantFrom(200, 201, 204, 400, 404, 409, 500), body: text }) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    )
    const requests = cases.map((one) => one.request({ user: { id: 'u' }, other: { id: 'o' }, group: { id: 'g' } }))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...requests),
        fc.array(answer, { minLength: 1 }),
        fc.boolean(),
        async (one, answers, readBack) => {
          let index = 0
          const next = (): Promise<{ response: HttpResponse; exchange: string }> => {
            const response = answers[index % answers.length]
            index += 1
            if (response === undefined) return Promise.reject(new TransportError('reset', 'closed'))
            return Promise.resolve({ response: { headers: { location: 'http://[' }, ...response }, exchange: 'x' })
          }
          const { json: body, path: at, method = 'GET' } = one
          const request = {
            method,
            url: `https://scim.example/scim/v2${at}`,
            headers: ENTRA_HEADERS,
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          }
          const diagnosis = await diagnose({ request, readBack }, { send: next, get: next, unique: () => `k${index}` })
          expect(diagnosis?.summary).to.not.equal('')
          expect(index).to.be.below(90)
        },
      ),
      { numRuns: 300 },
    )
  })
})

function onceRefused(): (call: Call) => Reaction | undefined {
  let isFirst = true
  return ({ method }) => {
    const isRefused = method === 'PATCH' && isFirst
    if (method === 'PATCH') isFirst = false
    return isRefused ? { status: 503 } : undefined
  }
}
