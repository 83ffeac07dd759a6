import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, USER_SCHEMA } from '../../../mocks/protocol/index.ts'
import {
  type DiagnosisCase,
  HARMLESS,
  hasDeep,
  names,
  onUser,
  op,
  patch,
  path,
  refuse,
  WORK_EMAIL,
} from './diagnosis-case.ts'

/** Defects in paths of a PATCH, and in keys in place of a path. */
export const pathCases: readonly DiagnosisCase[] = [
  {
    name: 'replace of a value path without a match gives noTarget',
    bug: 'BUG-013',
    defect: ({ operations }) => refuse(operations.some((one) => /^replace$/i.test(op(one)) && path(one).includes('['))),
    request: onUser({ op: 'Replace', path: 'phoneNumbers[type eq "fax"].value', value: '+1 555 0199' }),
    summary: '`Add` works, `Replace` is rejected',
  },
  {
    name: 'value paths are syntax errors',
    bug: 'BUG-019',
    defect: ({ operations }) => refuse(operations.some((one) => path(one).includes('['))),
    request: onUser(WORK_EMAIL),
    summary: '`emails` with a list of values works, `emails[type eq "work"].value` is rejected',
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
    summary: '`replace` works, `add` is rejected',
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
      '`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager` works, `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager[value eq "OTHER"]` is rejected',
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
    summary: `\`{"${ENTERPRISE_USER_SCHEMA}": {…}} without path\` works, \`${ENTERPRISE_USER_SCHEMA}:department\` is rejected`,
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
    summary: `\`displayName\` works, \`${USER_SCHEMA}:displayName\` is rejected`,
  },
  {
    name: 'extension URIs in a value without a path are rejected',
    bug: 'BUG-034',
    defect: ({ operations }) =>
      refuse(operations.some((one) => path(one) === '' && hasDeep(one['value'], (_, name) => name.startsWith('urn:')))),
    request: onUser({ op: 'replace', value: { [ENTERPRISE_USER_SCHEMA]: { organization: 'S' } } }),
    summary: `\`"path": "${ENTERPRISE_USER_SCHEMA}:organization"\` works, a value object without \`path\` is rejected`,
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
    name: 'dotted keys are rejected, paths too',
    defect: ({ operations }) =>
      refuse(
        operations.some(
          (one) =>
            path(one) !== '' || hasDeep(one['value'], (_, name) => name.includes('.') && !name.startsWith('urn:')),
        ),
      ),
    request: onUser({ op: 'replace', value: { 'name.givenName': 'Kkom' } }),
    summary: '`{"name": {"givenName": "…"}}` works, `{"name.givenName": "…"}` is rejected',
  },
  {
    name: 'a PATCH without a path crashes',
    bug: 'BUG-038',
    defect: ({ operations }) => (operations.some((one) => path(one) === '') ? { status: 500 } : undefined),
    request: onUser({ op: 'replace', value: { active: false } }),
    summary: '`"path": "active"` works, a value object without `path` is rejected',
  },
  {
    name: 'several attributes without a path crash',
    bug: 'BUG-038',
    defect: ({ operations }) => (operations.some((one) => path(one) === '') ? { status: 500 } : undefined),
    request: onUser({ op: 'replace', value: { displayName: 'Bjfe', 'name.givenName': 'Kkom' } }),
    summary: '`"path": "displayName"` works, a value object without `path` is rejected',
  },
  {
    name: 'PATCH answers 404 for a user that exists',
    bug: 'BUG-044',
    defect: ({ method }) => (method === 'PATCH' ? { status: 404 } : undefined),
    request: onUser({ op: 'replace', path: 'title', value: 'Boss' }),
    summary: 'no variant of the PATCH works; the simplest was `{"op":"replace","path":"displayName","value":"…"}`',
  },
  {
    name: 'PATCH of several attributes answers 404',
    bug: 'BUG-044',
    defect: ({ method }) => (method === 'PATCH' ? { status: 404 } : undefined),
    request: onUser({ op: 'Replace', path: 'title', value: 'Boss' }, { op: 'Add', path: 'nickName', value: 'J' }),
    summary: 'no variant of the PATCH works; the simplest was `{"op":"replace","path":"displayName","value":"…"}`',
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
    name: 'a value that is rejected in every form',
    bug: 'BUG-011',
    defect: ({ operations }) =>
      refuse(operations.some((one) => path(one) === 'active' || hasDeep(one['value'], (_, name) => name === 'active'))),
    request: onUser({ op: 'replace', path: 'active', value: false }),
    summary: 'no variant of this PATCH works; the simplest, `{"op":"replace","path":"displayName","value":"…"}`, does',
  },
]
