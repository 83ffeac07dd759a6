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
import { type FilledUser, PLAIN_TEXTS, type ProbeParts, type ProbeUser } from './probe-users.ts'

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

/** Attributes of the enterprise extension; a server may store only some of them. */
const ENTERPRISE_TEXTS = ['department', 'employeeNumber', 'costCenter', 'division', 'organization'] as const

/** Returns whether an attribute accepts any string; values outside of `canonicalValues` may be rejected. */
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

/**
 * Finds out which forms of PATCH take effect; each is sent by itself, followed by a read of the user. The forms are
 * divided among the users. Without a user, nothing is found out.
 */
export async function probePatch(parts: ProbeParts, users: readonly FilledUser[]): Promise<void> {
  const [first] = users
  if (first === undefined) return
  const { scim, facts, observations, unique, waiter } = parts
  const { user } = first
  const attempt = async (
    { ability, operations, before, isDone, otherwise }: PatchForm,
    user: ProbeUser['user'],
  ): Promise<boolean> => {
    if (before !== undefined && !(await scim.patch(user, before)).isSuccess) return false
    const answer = await scim.patch(user, operations)
    const isSeen = ({ body }: ScimResponse): boolean => isJsonObject(body) && isDone(body)
    const shown = answer.isSuccess ? await waiter.until(() => scim.get(user), isSeen) : answer
    const isApplied = answer.isSuccess && isSeen(shown)
    if (!isApplied && otherwise !== undefined) return attempt(otherwise, user)
    if (answer.isSuccess && !isApplied)
      observations.record(ability, 'no', `${answer.describe()}, and the user is unchanged`, answer, shown)
    else observations.recordAnswer(ability, isApplied, answer)
    return isApplied
  }

  const field = plainField(facts, first, observations.of('display-name.stored')?.state === 'no')
  const plainForm = (ability: AbilityId, form: (value: string) => readonly PatchOperation[]): PatchForm => {
    const value = `Probed ${unique()}`
    return { ability, operations: form(value), isDone: (shown) => field.read(shown) === value }
  }
  const plain = plainForm('patch.attribute', (value) => [{ op: 'replace', path: field.path, value }])
  const isPlainApplied = (await attempt(plain, user)) || (await isAppliedOtherwise(parts, user, field))
  const refused = observations.of('patch.attribute')
  const active = activeForms(user)
  // A server may change only `active`.
  if (!isPlainApplied) for (const form of [...active, ...capitalisedForms(user)]) await attempt(form, user)
  const isChanged =
    isPlainApplied || ['patch.active-boolean', 'patch.active-string'].some((id) => observations.of(id)?.state === 'yes')
  observations.record('patch', isChanged ? 'yes' : 'no', refused?.shown ?? 'not tried', ...evidenceOf(refused))
  if (!isPlainApplied) return

  const forms = [...formsFor(parts, plainForm, first, field), ...active].filter(({ ability }) => parts.needs(ability))
  // The forms of one ability build on each other, so they go to the same user.
  const abilities = [...new Set(forms.map(({ ability }) => ability))]
  const shareOf = (index: number): PatchForm[] =>
    forms.filter(({ ability }) => abilities.indexOf(ability) % users.length === index)
  await Promise.all(
    users.map(async ({ user: patched }, index) => {
      for (const form of shareOf(index)) await attempt(form, patched)
    }),
  )
}

/** Converts the evidence of an ability into that of another one. */
const evidenceOf = (observation: { readonly evidence: readonly string[] } | undefined): { exchange: string }[] =>
  (observation?.evidence ?? []).map((exchange) => ({ exchange }))

/** An attribute with a string value that a PATCH changes. */
interface PlainField {
  readonly path: string
  read(user: JsonObject): JsonValue | undefined
  /** The value of an operation without a path. */
  pathless(value: string): JsonObject
}

/**
 * Returns a string attribute that the target stored when the user was created: a plain attribute, otherwise the
 * family name. If it stored neither, a plain attribute is tried all the same.
 */
function plainField(
  facts: ProbeParts['facts'],
  { user, sent, notStored }: FilledUser,
  isComputed: boolean,
): PlainField {
  const named = (name: string): PlainField => ({
    path: name,
    read: (shown) => shown[name],
    pathless: (value) => ({ [name]: value }),
  })
  const texts = PLAIN_TEXTS.filter((name) => isFree(facts, USER_SCHEMA, name))
  const stored = texts.find((name) => sent[name] !== undefined && !notStored.includes(name))
  if (stored !== undefined) return named(stored)
  const [given, family] = ['givenName', 'familyName'].map((part) => at(user, 'name', part))
  if (typeof family === 'string' && family === at(sent, 'name', 'familyName'))
    return {
      path: 'name.familyName',
      read: (shown) => at(shown, 'name', 'familyName'),
      pathless: (value) => ({ name: { ...(given === undefined ? {} : { givenName: given }), familyName: value } }),
    }
  const other = texts.find((name) => name !== 'displayName' && facts.declares(USER_SCHEMA, name))
  return named((isComputed ? other : undefined) ?? 'displayName')
}

/**
 * Returns whether another form changes the attribute: a server may not know an op in lower case, or an operation
 * without a path.
 */
async function isAppliedOtherwise(
  { scim, unique }: ProbeParts,
  user: ProbeUser['user'],
  { path, read, pathless }: PlainField,
): Promise<boolean> {
  const value = `Probed ${unique()}`
  for (const operation of [
    { op: 'Replace', path, value },
    { op: 'replace', value: pathless(value) },
  ]) {
    const answer = await scim.patch(user, [operation])
    if (!answer.isSuccess) continue
    const { body } = await scim.get(user)
    if (isJsonObject(body) && read(body) === value) return true
  }
  return false
}

/** Returns the forms that change `active` by an op with a capital letter. */
const capitalisedForms = (user: ProbeUser['user']): readonly PatchForm[] =>
  user['active'] !== true
    ? []
    : [false, true].map((value) => ({
        ability: 'patch.op-capitalised',
        operations: [{ op: 'Replace', path: 'active', value }],
        isDone: (shown) => shown['active'] === value,
      }))

/** Returns the forms that change `active`: false and true as booleans, then the string `"False"`. */
function activeForms(user: ProbeUser['user']): readonly PatchForm[] {
  if (user['active'] !== true) return []
  const form = (ability: AbilityId, value: JsonValue, wanted: boolean): PatchForm => ({
    ability,
    operations: [{ op: 'replace', path: 'active', value }],
    isDone: (shown) => shown['active'] === wanted,
  })
  return [
    form('patch.active-boolean', false, false),
    form('patch.active-boolean', true, true),
    form('patch.active-string', 'False', false),
    form('patch.active-string', 'True', true),
  ]
}

function formsFor(
  { facts, unique }: ProbeParts,
  plainForm: (ability: AbilityId, form: (value: string) => readonly PatchOperation[]) => PatchForm,
  { user, notStored }: FilledUser,
  field: PlainField,
): readonly PatchForm[] {
  const forms: PatchForm[] = [
    plainForm('patch.op-capitalised', (value) => [{ op: 'Replace', path: field.path, value }]),
    plainForm('patch.without-path', (value) => [{ op: 'replace', value: field.pathless(value) }]),
  ]
  const add = (ability: AbilityId, operations: readonly PatchOperation[], isDone: PatchForm['isDone']): void =>
    void forms.push({ ability, operations, isDone })
  const value = (): string => `Probed${unique()}`

  if (isJsonObject(user['name'])) {
    const [dotted, given, family, last] = [value(), value(), value(), value()]
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
      field.path === 'name.familyName'
        ? [
            { op: 'replace', path: 'name.givenName', value: last },
            { op: 'replace', path: 'name.familyName', value: last },
          ]
        : [
            { op: 'replace', path: field.path, value: last },
            { op: 'replace', path: 'name', value: { givenName: given, familyName: last } },
          ],
      (shown) =>
        field.read(shown) === last &&
        (field.path === 'name.familyName'
          ? at(shown, 'name', 'givenName') === last
          : at(shown, 'name', 'familyName') === last),
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
  const optional = PLAIN_TEXTS.findLast(
    (name) =>
      name !== field.path &&
      !notStored.includes(name) &&
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
  return forms
}
