import { answerOf, type CheckContext, declarationOf, defineStory, type Story, targetName } from '../../harness/index.ts'
import type { JsonValue } from '../../mocks/protocol/index.ts'
import { isSuccess, undeclaredReason } from '../support/index.ts'
import { fullRows } from './full-mapping.ts'
import { provisionedUser } from './source-users.ts'
import { isSameForEntra, managerOf, patchUser, shownAt } from './wire.ts'

/** The declaration in /Schemas of an attribute that Entra sends. */
export type Declaration = 'writable' | 'undeclared' | 'readOnly' | 'immutable'

/**
 * Returns how /Schemas declares an attribute. A part of a readOnly or immutable attribute counts as its parent does.
 * externalId is common to all resources and is in no schema.
 */
export function declarationIn({ target }: Pick<CheckContext, 'target'>, name: string): Declaration {
  const [urn, path] = declarationOf(name)
  if (path.toLowerCase() === 'externalid') return 'writable'
  if (!target.declares(urn, path)) return 'undeclared'
  for (const one of [path.split('.')[0] ?? path, path]) {
    const { mutability } = target.attribute(urn, one) ?? {}
    if (mutability === 'readOnly' || mutability === 'immutable') return mutability
  }
  return 'writable'
}

/** The result of a PATCH that changes a single attribute. */
export interface AttributeProbe {
  readonly outcome: 'kept' | 'refused' | 'dropped'
  /** A description of the result for the report. */
  readonly message: string
}

/** The paths to write for attributes that cannot be written at the path that a check names. */
const WRITTEN_AT: Readonly<Record<string, string>> = {
  'emails.value': 'emails[type eq "work"].value',
  'phoneNumbers.value': 'phoneNumbers[type eq "work"].value',
  'roles.value': 'roles[primary eq "True"].value',
}

const MANAGER = /(?:^|:)manager$/i

const writtenAt = (name: string): string =>
  WRITTEN_AT[name] ?? name.replace(/^addresses\./, 'addresses[type eq "work"].')

/**
 * Tries each attribute once per run in a separate PATCH, on a user of the run. /Schemas is not sufficient, because
 * Entra does not read it before it sends a value.
 */
export const probeOf = (name: string): Story<AttributeProbe> =>
  defineStory({
    id: `entra.probeOf:${name}`,
    gather: async (context) => {
      const path = writtenAt(name)
      const value = await sampleFor(context, name)
      const { id } = await provisionedUser(context)
      const show = (): Promise<JsonValue | undefined> =>
        MANAGER.test(name) ? managerOf(context, id) : shownAt(context, id, path)
      const isThere = (await show()) !== undefined
      const answer = await patchUser(context, id, { op: isThere ? 'replace' : 'add', path, value })
      if (!isSuccess(answer)) {
        const reason = answerOf(answer)
        return { outcome: 'refused', message: `a PATCH of only ${path} is answered ${reason}` }
      }
      return isSameForEntra(value, await show())
        ? { outcome: 'kept', message: `${path} can be changed` }
        : { outcome: 'dropped', message: `a PATCH of only ${path} is answered ${answer.status}, and changes nothing` }
    },
  })

async function sampleFor(context: CheckContext, name: string): Promise<JsonValue> {
  const { given } = context
  if (MANAGER.test(name)) return (await provisionedUser(context)).id
  if (/^userName$/i.test(name)) return given.userName()
  if (/^emails/i.test(name)) return `${given.unique()}@contoso.example`
  if (/^phoneNumbers/i.test(name)) return '+1 425-555-0109'
  if (/^(?:preferredLanguage|locale)$/i.test(name)) return 'nb-NO'
  if (/country$/i.test(name)) return 'SE'
  return given.unique()
}

/** The check that reports the attributes of a POST that the server does not store. */
const LOST_BY = 'entra.create.all-attributes'

/**
 * Skips the check if /Schemas does not declare the attribute as writable and the server does not store it either. An
 * attribute that works is used even if /Schemas does not declare it as writable; one that the run's mapping sends and
 * the server does not store is reported by the attribute's own check.
 */
export async function needAttribute(context: CheckContext, name: string): Promise<void> {
  if (context.target.isComputed(name))
    context.skip(`the server sets ${name} itself`, checkOf(context, name) ?? `keeps-${name}`)
  const declaration = declarationIn(context, name)
  const isLost = context.lost.has(writtenAt(name)) || context.lost.has(name)
  if (declaration === 'writable' && !isLost) return
  const { outcome, message } = await context.once(probeOf(name))
  if (outcome === 'kept') return
  if (declaration === 'writable') context.skip(`${name} of the POST is not stored, and ${message}`, LOST_BY)
  const reason = `${declaredAs(context, name, declaration)}, and ${message}`
  const cause = checkOf(context, name)
  return cause === undefined ? context.inapplicable(reason) : context.skip(reason, cause)
}

/**
 * Judges an attribute that /Schemas does not declare as writable, in the check that reports it. If the run's mapping
 * sends it and the server rejects it, `requirement` is violated. Returns true if the server stores the attribute
 * anyway, so that the check can continue.
 */
export async function judgeDeclaredAway(context: CheckContext, name: string, requirement: string): Promise<boolean> {
  if (context.target.isComputed(name)) {
    context.warn(
      `the server sets ${name} itself: remove its row from the mapping, or Entra sends it in every evaluation`,
    )
    return false
  }
  const declaration = declarationIn(context, name)
  if (declaration === 'writable') return true
  const { outcome, message } = await context.once(probeOf(name))
  if (outcome === 'kept') return true
  const reason = `${declaredAs(context, name, declaration)}, and ${message}`
  if (checkOf(context, name) === undefined) return context.inapplicable(reason)
  const isAlwaysSent = name.toLowerCase() === 'username'
  if (declaration !== 'undeclared' && (outcome === 'refused' || declaration === 'immutable' || isAlwaysSent))
    await context.requirement(requirement, () => context.expect.fail(outcome, 'the value that was sent', reason))
  // An administrator can remove a row from the mapping if the server does not support it.
  else {
    context.warn(reason)
    context.note(`remove the row of ${name} from the mapping, and Entra does not send it`)
  }
  return false
}

/** Describes the declaration of an attribute. */
function declaredAs({ target }: CheckContext, name: string, declaration: Declaration): string {
  return declaration === 'undeclared' ? undeclaredReason(target, name) : `/Schemas declares ${name} as ${declaration}`
}

/** Returns the id of the check that reports the attribute; undefined if the run's mapping does not send it. */
function checkOf({ entra }: CheckContext, name: string): string | undefined {
  const head = (target: string): string => writtenAt(target).toLowerCase()
  const rows = entra.mapping.mapping.attributeMappings
  const row = rows.find(({ targetAttributeName }) => head(targetAttributeName) === head(name))
  if (row === undefined) return undefined
  const isReported = fullRows(rows).includes(row)
  return isReported ? `entra.attribute.${targetName(row.targetAttributeName)}` : 'entra.manager.set'
}
