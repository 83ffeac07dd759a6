import { expect } from 'chai'
import { type JsonObject, type JsonValue, PATCH_OP_MESSAGE } from '../../protocol/index.ts'
import { correctEngine } from '../engine/engine.ts'
import { LENIENT } from '../leniency/leniency.ts'
import { isSame } from '../resource/compose.ts'
import { type ResourceType, resolveResourceType } from '../schema/resource-type.ts'
import { ScimError } from '../wire/scim-error.ts'
import { readOperations } from './operations.ts'

const DEVICE = 'urn:example:test:2.0:Device'
const text = (name: string, more: object = {}): object => ({ name, type: 'string', multiValued: false, ...more })
const complex = (name: string, multiValued: boolean, subAttributes: object[], more: object = {}): object => ({
  name,
  type: 'complex',
  multiValued,
  subAttributes,
  ...more,
})

const parts = [text('value', { mutability: 'immutable' }), text('note')]
const device: ResourceType = resolveResourceType({ name: 'Device', endpoint: '/Devices', schema: DEVICE }, [
  {
    id: DEVICE,
    name: 'Device',
    attributes: [
      text('name', { required: true }),
      text('serial', { mutability: 'immutable' }),
      text('state', { mutability: 'readOnly' }),
      text('codes', { multiValued: true, mutability: 'immutable' }),
      text('tags', { multiValued: true, required: true }),
      complex('maker', false, [text('name'), text('country')], { mutability: 'immutable' }),
      complex('owner', false, parts),
      complex('ports', true, parts),
      complex('places', true, [text('floor'), text('room')]),
      complex('slots', true, [text('kind', { required: true }), text('size')]),
    ] as never,
  },
])

const STORED: JsonObject = {
  name: 'laptop',
  serial: '1',
  state: 'new',
  codes: ['a'],
  tags: ['x'],
  maker: { name: 'Acme', country: 'NO' },
  owner: { value: 'ann', note: 'n' },
  ports: [{ value: '80', note: 'n' }, { note: 'unnumbered' }],
  slots: [{ kind: 'usb', size: 'c' }],
}

/** Returns the changed attributes of the stored device, or the error. */
function patched(op: string, path: string, value?: JsonValue): JsonValue {
  const { applyOperations, isCaseExact, instantOf } = correctEngine
  const Operations = [{ op, path, ...(value === undefined ? {} : { value }) }]
  try {
    const after = applyOperations(STORED, readOperations({ schemas: [PATCH_OP_MESSAGE], Operations }, LENIENT), {
      type: device,
      leniency: LENIENT,
      rules: { isCaseExact, instantOf, stringBooleans: true },
      current: STORED,
    })
    const names = [...new Set([...Object.keys(after), ...Object.keys(STORED)])]
    return Object.fromEntries(
      names.filter((name) => !isSame(after[name], STORED[name])).map((name) => [name, after[name]]),
    )
  } catch (error) {
    if (error instanceof ScimError) return `${error.status} ${error.scimType}`
    throw error
  }
}

type Row = readonly [about: string, expected: JsonValue, op: string, path: string, value?: JsonValue]
const REJECTED = '400 mutability'

const MUTABILITY: readonly Row[] = [
  ['another value of an immutable attribute', REJECTED, 'replace', 'serial', '2'],
  ['the same value of an immutable attribute', {}, 'replace', 'serial', '1'],
  ['removal of an immutable attribute', REJECTED, 'remove', 'serial'],
  ['another value of an immutable list', REJECTED, 'add', 'codes', ['b']],
  ['removal of one value of an immutable list', REJECTED, 'remove', 'codes', ['a']],
  ['a part of an immutable complex attribute', REJECTED, 'replace', 'maker.country', 'SE'],
  ['the same part of an immutable complex attribute', {}, 'add', 'maker', { name: 'Acme' }],
  ['an immutable part of a complex attribute, with the whole', REJECTED, 'replace', 'owner', { value: 'bob' }],
  ['only an immutable part of a complex attribute', REJECTED, 'replace', 'owner.value', 'bob'],
  ['another part of a complex attribute', { owner: { value: 'ann', note: 'x' } }, 'replace', 'owner', { note: 'x' }],
  ['an immutable part of one element', REJECTED, 'replace', 'ports[value eq "80"]', { value: '81' }],
  [
    'the first value of an immutable part',
    {
      ports: [
        { value: '80', note: 'n' },
        { note: 'unnumbered', value: '81' },
      ],
    },
    'add',
    'ports[note eq "unnumbered"]',
    { value: '81' },
  ],
  ['an immutable part of all elements', REJECTED, 'replace', 'ports.value', '81'],
  ['removal of an immutable part of one element', REJECTED, 'remove', 'ports[note eq "n"].value'],
  [
    'removal of an element with an immutable part',
    { ports: [{ note: 'unnumbered' }] },
    'remove',
    'ports[value eq "80"]',
  ],
  ['removal of a required attribute', REJECTED, 'remove', 'name'],
  ['a required attribute without a value', '400 invalidValue', 'replace', 'name', null],
  ['removal of the last value of a required list', REJECTED, 'remove', 'tags', ['x']],
  ['removal of a required part', REJECTED, 'remove', 'slots.kind'],
  ['another value of a readOnly attribute', REJECTED, 'replace', 'state', 'old'],
  ['the same value of a readOnly attribute', {}, 'replace', 'state', 'new'],
  ['removal of a readOnly attribute', REJECTED, 'remove', 'state'],
]

/** Null means that there is no value (RFC 7643 §2.5). */
const NULLS: readonly Row[] = [
  [
    'a part of a complex attribute, which keeps the others',
    { owner: { value: 'ann' } },
    'replace',
    'owner',
    { note: null },
  ],
  ['no part of a complex attribute', {}, 'replace', 'owner', {}],
  [
    'a part of one element, which disappears if it was the only one',
    { ports: [{ value: '80', note: 'n' }] },
    'replace',
    'ports[note eq "unnumbered"].note',
    null,
  ],
  ['a part of all elements', { ports: [{ value: '80' }] }, 'replace', 'ports.note', null],
  ['a part of the elements of an empty list', {}, 'replace', 'places.room', null],
  ['a part of an element that does not exist', '400 noTarget', 'replace', 'places[floor eq "1"].room', null],
  [
    'an addition of nothing to an element that does not exist',
    '400 noTarget',
    'add',
    'places[floor eq "1"].room',
    null,
  ],
  ['an addition of nothing to an element', {}, 'add', 'ports[value eq "80"].note', null],
]

for (const [title, rows] of [
  ['mutability in a PATCH', MUTABILITY],
  ['null in a PATCH', NULLS],
] as const)
  describe(title, () => {
    for (const [about, expected, op, path, value] of rows)
      it(`${about}: ${op} ${path}`, () => {
        expect(patched(op, path, value)).to.deep.equal(expected)
      })
  })
