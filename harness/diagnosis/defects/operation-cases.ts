import { ENTERPRISE_USER_SCHEMA } from '../../../mocks/protocol/index.ts'
import { DISABLE, type DiagnosisCase, dropped, names, onUser, op, path, refuse } from './diagnosis-case.ts'

/** Defects in operations of a PATCH: their names, their values and their number. */
export const operationCases: readonly DiagnosisCase[] = [
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
    summary: '`replace` works, `Replace` is rejected',
  },
  {
    name: 'a string boolean is rejected',
    bug: 'BUG-001',
    leniency: { stringBooleans: false },
    request: onUser(DISABLE),
    summary: '`false` works, `"False"` is rejected',
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
    name: 'a strict server rejects both points of the legacy dialect',
    leniency: { stringBooleans: false, anyCaseOps: false },
    request: onUser(DISABLE),
    summary: '`replace` with `false` works, `Replace` with `"False"` is rejected; neither change is enough alone',
  },
  {
    name: 'active and title cannot be changed together',
    defect: ({ operations }) =>
      refuse(operations.some((one) => path(one) === 'active') && operations.some((one) => path(one) === 'title')),
    request: onUser({ op: 'Replace', path: 'active', value: false }, { op: 'Replace', path: 'title', value: 'Boss' }),
    summary: '`active`: alone it works, together with `title` it is rejected',
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
    summary: 'without `preferredLanguage` it works, with `preferredLanguage` it is rejected',
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
    summary: 'without `nickName` it works, with `nickName` it is rejected',
  },
]
