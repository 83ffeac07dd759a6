import {
  ENTERPRISE_USER_SCHEMA,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type PatchOperation,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import type { ScimResponse } from '../scim/response.ts'
import type { AbilityId } from './ability.ts'
import type { ProbeParts, SoundedUser } from './sound-users.ts'

/** One form of PATCH. */
interface PatchForm {
  readonly ability: AbilityId
  readonly operations: readonly PatchOperation[]
  /** Operations that bring the user into the state that the form is about. */
  readonly before?: readonly PatchOperation[]
  /** Tells from the user as returned afterwards whether the operations took effect. */
  readonly isDone: (user: JsonObject) => boolean
  /** The same form with another attribute, for a target that does not store the first. */
  readonly otherwise?: PatchForm
}

const TEXTS = ['displayName', 'nickName', 'title'] as const
/** Attributes of the enterprise extension; a server may store only some of them. */
const ENTERPRISE_TEXTS = ['department', 'employeeNumber', 'costCenter', 'division', 'organization'] as const

/** Tells whether an attribute accepts any string; values outside of `canonicalValues` may be rejected. */
const isFree = (facts: ProbeParts['facts'], schema: string, name: string): boolean =>
  (facts.attribute(schema, name)?.canonicalValues ?? []).length === 0

const at = (user: JsonObject, ...path: readonly string[]): JsonValue | undefined => {
  let value: JsonValue | undefined = user
  for (const name of path) value = isJsonObject(value) ? value[name] : undefined
  return value
}

const elementOf = (user: JsonObject, list: string, type: string): JsonObject | undefined => {
  const elements = user[list]
  return Array.isArray(elements) ? elements.filter(isJsonObject).find((element) => element['type'] === type) : undefined
}

/** Finds out which forms of PATCH take effect; each is tried alone, followed by a read of the user. */
export async function soundPatch(parts: ProbeParts, { user, sent }: SoundedUser): Promise<void> {
  const { scim, facts, soundings, unique, patience } = parts
  const attempt = async ({ ability, operations, before, isDone, otherwise }: PatchForm): Promise<boolean> => {
    if (before !== undefined && !(await scim.patch(user, before)).isSuccess) return false
    const answer = await scim.patch(user, operations)
    const isSeen = ({ body }: ScimResponse): boolean => isJsonObject(body) && isDone(body)
    const shown = answer.isSuccess ? await patience.until(() => scim.get(user), isSeen) : answer
    const isApplied = answer.isSuccess && isSeen(shown)
    if (!isApplied && otherwise !== undefined) return attempt(otherwise)
    if (answer.isSuccess && !isApplied)
      soundings.record(ability, 'no', `${answer.describe()}, and the user is unchanged`, answer, shown)
    else soundings.recordAnswer(ability, isApplied, answer)
    return isApplied
  }

  const texts = TEXTS.filter((name) => isFree(facts, USER_SCHEMA, name))
  const text = texts.find((name) => sent[name] !== undefined && user[name] === sent[name])
  const isComputed = soundings.of('display-name.stored')?.state === 'no'
  const other = texts.find((name) => name !== 'displayName' && facts.declares(USER_SCHEMA, name))
  const plainest = text ?? (isComputed ? other : undefined) ?? 'displayName'
  const textForm = (ability: AbilityId, form: (value: string) => readonly PatchOperation[]): PatchForm => {
    const value = `Sounded ${unique()}`
    return { ability, operations: form(value), isDone: (shown) => shown[plainest] === value }
  }
  const plain = textForm('patch', (value) => [{ op: 'replace', path: plainest, value }])
  if (!(await attempt(plain)) && !(await isAppliedOtherwise(parts, user, plainest))) return

  for (const form of formsFor(parts, textForm, user, plainest)) if (parts.needs(form.ability)) await attempt(form)
}

/** A server that reads no op in lower case, or no path, can still be changed by PATCH. */
async function isAppliedOtherwise(
  { scim, unique }: ProbeParts,
  user: SoundedUser['user'],
  name: string,
): Promise<boolean> {
  const value = `Sounded ${unique()}`
  for (const operation of [
    { op: 'Replace', path: name, value },
    { op: 'replace', value: { [name]: value } },
  ]) {
    const answer = await scim.patch(user, [operation])
    if (!answer.isSuccess) continue
    const { body } = await scim.get(user)
    if (isJsonObject(body) && body[name] === value) return true
  }
  return false
}

function formsFor(
  { facts, unique }: ProbeParts,
  textForm: (ability: AbilityId, form: (value: string) => readonly PatchOperation[]) => PatchForm,
  user: SoundedUser['user'],
  plainest: string,
): readonly PatchForm[] {
  const forms: PatchForm[] = [
    textForm('patch.op-capitalised', (value) => [{ op: 'Replace', path: plainest, value }]),
    textForm('patch.without-path', (value) => [{ op: 'replace', value: { [plainest]: value } }]),
  ]
  const add = (ability: AbilityId, operations: readonly PatchOperation[], isDone: PatchForm['isDone']): void =>
    void forms.push({ ability, operations, isDone })
  const value = (): string => `Sounded${unique()}`

  if (isJsonObject(user['name'])) {
    const [dotted, given, family] = [value(), value(), value()]
    add(
      'patch.dotted-path',
      [{ op: 'replace', path: 'name.familyName', value: dotted }],
      (shown) => at(shown, 'name', 'familyName') === dotted,
    )
    add(
      'patch.path-less-dotted',
      [{ op: 'replace', value: { 'name.givenName': given } }],
      (shown) => at(shown, 'name', 'givenName') === given,
    )
    add(
      'patch.complex',
      [{ op: 'replace', path: 'name', value: { givenName: given, familyName: family } }],
      (shown) => at(shown, 'name', 'familyName') === family,
    )
    add(
      'patch.several-operations',
      [
        { op: 'replace', path: plainest, value: given },
        { op: 'replace', path: 'name', value: { givenName: given, familyName: dotted } },
      ],
      (shown) => shown[plainest] === given && at(shown, 'name', 'familyName') === dotted,
    )
  }
  if (elementOf(user, 'emails', 'work') !== undefined) {
    const [work, other] = [`${unique()}@rehearsal.example`, `${unique()}@rehearsal.example`]
    add(
      'patch.value-path',
      [{ op: 'replace', path: 'emails[type eq "work"].value', value: work }],
      (shown) => elementOf(shown, 'emails', 'work')?.['value'] === work,
    )
    add(
      'patch.list',
      [{ op: 'replace', path: 'emails', value: [{ value: other, type: 'work', primary: true }] }],
      (shown) => elementOf(shown, 'emails', 'work')?.['value'] === other,
    )
  }
  if (facts.declares(USER_SCHEMA, 'phoneNumbers'))
    add(
      'patch.value-path-add',
      [{ op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 555 0100' }],
      (shown) => elementOf(shown, 'phoneNumbers', 'mobile')?.['value'] !== undefined,
    )
  if (facts.capabilities.enterprise) {
    const named = (name: string, otherwise?: PatchForm): PatchForm => {
      const sentValue = value()
      return {
        ability: 'patch.urn-path',
        operations: [{ op: 'add', path: `${ENTERPRISE_USER_SCHEMA}:${name}`, value: sentValue }],
        isDone: (shown) => at(shown, ENTERPRISE_USER_SCHEMA, name) === sentValue,
        ...(otherwise === undefined ? {} : { otherwise }),
      }
    }
    const form = ENTERPRISE_TEXTS.filter(
      (name) => facts.declares(ENTERPRISE_USER_SCHEMA, name) && isFree(facts, ENTERPRISE_USER_SCHEMA, name),
    ).reduceRight<PatchForm | undefined>((otherwise, name) => named(name, otherwise), undefined)
    if (form !== undefined) forms.push(form)
  }
  const optional = TEXTS.findLast(
    (name) =>
      name !== plainest &&
      facts.attribute(USER_SCHEMA, name)?.required !== true &&
      facts.declares(USER_SCHEMA, name) &&
      isFree(facts, USER_SCHEMA, name),
  )
  if (optional !== undefined)
    forms.push({
      ability: 'patch.remove',
      before: [{ op: 'add', path: optional, value: value() }],
      operations: [{ op: 'remove', path: optional }],
      isDone: (shown) => (shown[optional] ?? '') === '',
    })
  if (user['active'] === true) {
    const active = (ability: AbilityId, sentValue: JsonValue, wanted: boolean): void =>
      add(ability, [{ op: 'replace', path: 'active', value: sentValue }], (shown) => shown['active'] === wanted)
    active('patch.active-boolean', false, false)
    forms.push({
      ability: 'patch.active-boolean',
      operations: [{ op: 'replace', path: 'active', value: true }],
      isDone: (shown) => shown['active'] === true,
    })
    active('patch.active-string', 'False', false)
  }
  return forms
}
