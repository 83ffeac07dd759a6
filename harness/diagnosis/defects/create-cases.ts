import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, isJsonObject } from '../../../mocks/protocol/index.ts'
import { create, type DiagnosisCase, hasDeep, onUser, refuse } from './diagnosis-case.ts'
import { FULL_USER } from './faulty-server.ts'

/** Defects in POST and PUT. */
export const createCases: readonly DiagnosisCase[] = [
  {
    name: 'a POST with roles is rejected',
    bug: 'BUG-091',
    defect: ({ method, body }) => refuse(method === 'POST' && Array.isArray(body['roles']) && body['roles'].length > 0),
    request: create({ ...FULL_USER, roles: [{ primary: true, value: 'Admin' }] }),
    summary: 'without `roles` it works, with `roles` it is rejected',
  },
  {
    name: 'an empty list in a POSTis rejected',
    defect: ({ method, body }) => refuse(method === 'POST' && Array.isArray(body['roles'])),
    request: create(FULL_USER),
    summary: 'without `"roles": []` it works, with `"roles": []` it is rejected',
  },
  {
    name: 'a sub-attribute primary is rejected',
    bug: 'BUG-091',
    defect: ({ method, body }) => refuse(method === 'POST' && hasDeep(body, (_, name) => name === 'primary')),
    request: create({
      userName: 'jane@contoso.com',
      emails: [{ primary: true, type: 'work', value: 'jane@contoso.com' }],
    }),
    summary: 'without `primary` it works, with `primary` it is rejected',
  },
  {
    name: 'an attribute of the extension is rejected',
    defect: ({ method, body }) => {
      const extension = body[ENTERPRISE_USER_SCHEMA]
      return refuse(method === 'POST' && isJsonObject(extension) && 'costCenter' in extension)
    },
    request: create({
      ...FULL_USER,
      roles: undefined,
      [ENTERPRISE_USER_SCHEMA]: { employeeNumber: '1', costCenter: 'x', division: 'y' },
    }),
    summary: 'without `costCenter` it works, with `costCenter` it is rejected',
  },
  {
    name: 'the enterprise schema in schemas is rejected',
    defect: ({ method, body }) =>
      refuse(method === 'POST' && Array.isArray(body['schemas']) && body['schemas'].length > 1),
    request: create({ ...FULL_USER, roles: undefined }),
    summary: `\`schemas\` without \`${ENTERPRISE_USER_SCHEMA}\` works, \`schemas\` with it is rejected`,
  },
  {
    name: 'the second schema of a Group is rejected',
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
      '`schemas` without `http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group` works, `schemas` with it is rejected',
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
    summary: 'a `userName` in the form of an e-mail address works, a plain `userName` is rejected',
  },
  {
    name: 'a string for active in a POSTis rejected',
    bug: 'BUG-001',
    leniency: { stringBooleans: false },
    request: create({ userName: 'jane', active: 'True' }),
    summary: '`"active": true` works, `"active": "True"` is rejected',
  },
  {
    name: 'a PUT with meta is rejected',
    defect: ({ method, body }) => refuse(method === 'PUT' && 'meta' in body),
    request: ({ user }) => ({ method: 'PUT', path: `/Users/${user.id}`, json: { ...FULL_USER, title: 'Boss' } }),
    summary: 'without `meta` it works, with `meta` it is rejected',
  },
  {
    name: 'a string for a number is rejected',
    defect: ({ operations }) => refuse(operations.some((one) => typeof one['value'] === 'number')),
    request: onUser({ op: 'replace', path: `${ENTERPRISE_USER_SCHEMA}:costCenter`, value: 42 }),
    readBack: false,
    summary: '`"42"` works, `42` is rejected',
  },
  {
    name: 'no POST works',
    defect: ({ method }) => (method === 'POST' ? { status: 500 } : undefined),
    request: create({ userName: 'jane', title: 'Boss' }),
    summary:
      'no variant of the POST works; the simplest was `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"jane"}`',
  },
]
