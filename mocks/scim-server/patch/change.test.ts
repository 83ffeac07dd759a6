import { expect } from 'chai'
import fc from 'fast-check'
import { isJsonObject, type JsonObject, type JsonValue, PATCH_OP_MESSAGE } from '../../protocol/index.ts'
import { userType } from '../differential/random-users.ts'
import { correctEngine } from '../engine/engine.ts'
import { LENIENT } from '../leniency/leniency.ts'
import { readValue } from '../resource/read-value.ts'
import { groupResourceType, groupSchema } from '../schema/discovery.ts'
import { type Attribute, type ResourceType, resolveResourceType } from '../schema/resource-type.ts'
import { ScimError } from '../wire/scim-error.ts'
import { applyOperations } from './apply.ts'
import { change, type Edit } from './change.ts'
import { asList } from './elements.ts'
import { readOperations } from './operations.ts'
import type { Target } from './target.ts'

const groupType = resolveResourceType(groupResourceType, [groupSchema])
const attributes: readonly Attribute[] = [userType, groupType].flatMap((type) =>
  [type, ...type.extensions.values()].flatMap((holder) =>
    [...holder.attributes.values()].filter(
      ({ name, mutability }) => mutability !== 'readOnly' && !['schemas', 'active', 'externalId'].includes(name),
    ),
  ),
)

const word = fc.constantFrom('ann', 'Bob', 'work', 'home', 'a@x.example', '')

/** One value of an attribute: mostly of its type, so that most edits are valid. */
function oneOf(attribute: Attribute): fc.Arbitrary<JsonValue> {
  switch (attribute.type) {
    case 'complex':
      return fc
        .record(Object.fromEntries([...attribute.subAttributes.values()].map((sub) => [sub.name, valueOfType(sub)])), {
          requiredKeys: [],
        })
        .map((value) => value as JsonObject)
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'decimal':
      return fc.integer({ min: 0, max: 3 })
    case 'dateTime':
      return fc.constantFrom('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z')
    default:
      return attribute.canonicalValues.length > 0 ? fc.constantFrom(...attribute.canonicalValues) : word
  }
}

function valueOfType(attribute: Attribute): fc.Arbitrary<JsonValue> {
  return attribute.multiValued ? fc.array(oneOf(attribute), { maxLength: 4 }) : oneOf(attribute)
}

interface Case {
  readonly before: JsonValue | undefined
  readonly target: Target
  readonly edit: Edit
}

/** Values as a server stores them, a target in them, and an edit. */
function casesOf(op: fc.Arbitrary<Edit['op']>): fc.Arbitrary<Case> {
  return fc.constantFrom(...attributes).chain((attribute) =>
    fc
      .record({
        sent: fc.option(valueOfType(attribute), { nil: undefined }),
        sub: fc.option(fc.constantFrom(undefined, ...attribute.subAttributes.values()), { nil: undefined }),
        positions: fc.option(fc.uniqueArray(fc.nat(3), { maxLength: 3 }), { nil: undefined }),
        op,
      })
      .chain(({ sent, sub, positions, op }) => {
        const before = stored(attribute, sent)
        const isSelective = attribute.type === 'complex' && positions !== undefined
        const written = sub ?? (isSelective ? { ...attribute, multiValued: false } : attribute)
        const target: Target = { attribute, sub, ...(isSelective ? { positions: new Set(positions) } : {}) }
        const value = fc.option(valueOfType(written), { nil: null, freq: 5 })
        return value.map((value): Case => ({ before, target, edit: { op, value } }))
      }),
  )
}

/** Reads a value as a create does; undefined if it is invalid, for example with two primary elements. */
function stored(attribute: Attribute, sent: JsonValue | undefined): JsonValue | undefined {
  try {
    return readValue(attribute, sent, LENIENT)
  } catch {
    return undefined
  }
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null)
    for (const part of Object.values(Object.freeze(value))) deepFreeze(part)
  return value
}

type Outcome = { readonly after: JsonValue | undefined } | { readonly error: string }

/** Changes frozen values: an attempt to modify them in place throws a TypeError. */
function changeFrozen({ before, target, edit }: Case): Outcome {
  try {
    return { after: change(deepFreeze(before), target, deepFreeze(edit), LENIENT) }
  } catch (error) {
    if (error instanceof ScimError && error.scimType !== undefined) return { error: error.scimType }
    throw error
  }
}

/** Checks a property of all changes that succeed, and that at least half of them do. */
function verify(op: Edit['op'] | undefined, holds: (one: Case, after: JsonValue | undefined) => void): void {
  let [succeeded, tried] = [0, 0]
  const cases = casesOf(op === undefined ? fc.constantFrom('add', 'replace', 'remove') : fc.constant(op))
  fc.assert(
    fc.property(cases, (one) => {
      tried += 1
      const outcome = changeFrozen(one)
      if ('error' in outcome) {
        expect(outcome.error).to.equal('invalidValue')
        return
      }
      succeeded += 1
      holds(one, outcome.after)
    }),
    { numRuns: 800 },
  )
  expect(succeeded).to.be.above(tried / 2)
}

const selected = ({ positions }: Target, position: number): boolean => positions?.has(position) ?? true

describe('change of an attribute by a PATCH operation', () => {
  it('modifies neither the value before nor that of the operation', () => {
    verify(undefined, () => undefined)
  })

  it('has the same result when an add or a replace is repeated', () => {
    for (const op of ['add', 'replace'] as const)
      verify(op, ({ before, target, edit }, after) => {
        // Elements that a replace empties leave the list, and the positions are those of the elements before.
        if (target.positions !== undefined && asList(after).length !== asList(before).length) return
        expect(change(after, target, edit, LENIENT)).to.deep.equal(after)
      })
  })

  it('leaves nothing of the target behind after a remove', () => {
    verify('remove', ({ before, target }, after) => {
      const { attribute, sub } = target
      const left = asList(before).filter((_element, position) => !selected(target, position))
      if (sub === undefined) {
        expect(asList(after)).to.deep.equal(left)
        return
      }
      const holders = (value: JsonValue | undefined): number =>
        asList(value).filter((element) => isJsonObject(element) && element[sub.name] !== undefined).length
      expect(holders(after), attribute.name).to.equal(holders(left))
    })
  })

  it('changes no element outside the target, except that only one can be primary', () => {
    verify('replace', ({ before, target }, after) => {
      if (target.positions === undefined) return
      const isOutside = (_element: JsonValue, position: number): boolean => !selected(target, position)
      const comparable = (element: JsonValue): JsonValue =>
        isJsonObject(element) && 'primary' in element ? { ...element, primary: 0 } : element
      const outside = asList(before).filter(isOutside).map(comparable)
      expect(asList(after).map(comparable)).to.include.deep.members(outside)
      const isPrimary = (element: JsonValue): boolean => isJsonObject(element) && element['primary'] === true
      expect(asList(after).filter(isPrimary).length).to.be.at.most(1)
    })
  })

  it('changes only the named sub-attribute of the selected elements', () => {
    verify('replace', ({ before, target: { attribute, sub, positions } }, after) => {
      if (sub === undefined || attribute.multiValued || positions !== undefined) return
      const without = (value: JsonValue | undefined): JsonObject => {
        const { [sub.name]: _value, ...rest } = isJsonObject(value) ? value : {}
        return rest
      }
      expect(without(after)).to.deep.equal(without(before))
    })
  })

  it('has neither an empty value nor an empty element as its result', () => {
    verify(undefined, (_one, after) => {
      for (const value of [after, ...asList(after)])
        if (typeof value === 'object' && value !== null) expect(value).to.not.be.empty
        else expect(value).to.not.equal(null)
    })
  })
})

describe('a PATCH of several attributes', () => {
  it('does not change other attributes or its input', () => {
    const user = fc.record({ title: word, nickName: word })
    const path = fc.constantFrom('displayName', 'name.givenName', 'phoneNumbers[type eq "work"].value', 'department')
    fc.assert(
      fc.property(user, path, fc.constantFrom('add', 'replace'), (sent, path, op) => {
        const before = deepFreeze<JsonObject>({ userName: 'ann', emails: [{ value: 'a@x.example' }], ...sent })
        const after = patched(userType, before, [{ op, path, value: 'x' }])
        expect(after).to.deep.include(before)
        expect(Object.keys(after)).to.have.length(Object.keys(before).length + 1)
      }),
    )
  })
})

function patched(type: ResourceType, before: JsonObject, Operations: JsonObject[]): JsonObject {
  const { isCaseExact, instantOf } = correctEngine
  return applyOperations(before, readOperations({ schemas: [PATCH_OP_MESSAGE], Operations }, LENIENT), {
    type,
    leniency: LENIENT,
    rules: { isCaseExact, instantOf, stringBooleans: true },
    current: before,
  })
}
