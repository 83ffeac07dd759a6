import { ENTERPRISE_USER_SCHEMA } from '../../../mocks/protocol/index.ts'
import { type DiagnosisCase, dropped, hasDeep, onGroup, op, patch, path, refuse } from './diagnosis-case.ts'

/** Defects in members and managers. */
export const memberCases: readonly DiagnosisCase[] = [
  {
    name: 'removal of a member by a list of values is rejected',
    bug: 'BUG-046',
    defect: ({ operations }) => refuse(operations.some((one) => /^remove$/i.test(op(one)) && 'value' in one)),
    request: onGroup(({ user }) => [{ op: 'Remove', path: 'members', value: [{ value: user.id }] }]),
    summary: '`members[value eq "…"]` works, `members` with a list of values is rejected',
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
    name: 'removal by a value path is rejected',
    defect: ({ operations }) => refuse(operations.some((one) => path(one).startsWith('members['))),
    request: onGroup(({ user }) => [{ op: 'remove', path: `members[value eq "${user.id}"]` }]),
    summary: '`members` with a list of values works, `members[value eq "USER"]` is rejected',
  },
  {
    name: '$ref: null is rejected',
    defect: ({ operations }) =>
      refuse(operations.some((one) => hasDeep(one['value'], (value, name) => name === '$ref' && value === null))),
    request: onGroup(() => [{ op: 'remove', path: 'members', value: [{ $ref: null, value: 'nobody' }] }]),
    readBack: false,
    summary: '`members[value eq "…"]` works, `members` with a list of values is rejected',
  },
  {
    name: 'a manager as a bare string is rejected',
    leniency: { bareComplexValue: false },
    request: ({ user, other }) => ({
      method: 'PATCH',
      path: `/Users/${other.id}`,
      json: patch({ op: 'add', path: `${ENTERPRISE_USER_SCHEMA}:manager`, value: user.id }),
    }),
    summary: '`{"value": "…"}` works, `"…"` is rejected',
  },
]
