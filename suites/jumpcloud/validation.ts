import { type Check, type CheckContext, declarationOf, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { ERROR_MESSAGE, isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import { TABLE } from './table.ts'
import { email, type Input, RULES, type Rule } from './validation-rules.ts'

type ValidationRow = Parameters<CheckContext['report']['validation']>[0]

/** Checks each rule with valid and invalid inputs. */
export const validationChecks: readonly Check[] = RULES.map((rule) =>
  defineCheck({
    id: `jumpcloud.validation.${rule.id}`,
    title: rule.title,
    requirements: [
      'jumpcloud.validation.refused',
      'jumpcloud.validation.accepted',
      'jumpcloud.validation.nothing-invalid',
      'jumpcloud.validation.scim-error',
      'jumpcloud.validation.names-the-field',
      ...(rule.id === 'username-no-email' ? ['jumpcloud.validation.username-default-mapping'] : []),
    ],
    run: (context) => judgeRule(context, rule),
  }),
)

async function judgeRule(context: CheckContext, rule: Rule): Promise<void> {
  if (context.jumpcloud.kind === 'scim') return informOnRule(context, rule)
  const { requirement, expect } = context
  for (const each of rule.inputs) {
    const trial = await tryInput(context, each)
    const { isAccepted, reached } = trial
    const isRight = each.isValid ? isAccepted && reached : !reached && !isAccepted
    const what = `${rule.field} ${each.label}`
    context.report.validation({ ...reportRow(rule, each, trial), outcome: isRight ? 'pass' : 'fail' })
    if (each.isValid)
      await requirement('jumpcloud.validation.accepted', () => expect(trial.response, what).to.be.success())
    else await judgeRejection(context, rule, what, trial)
    await requirement('jumpcloud.validation.nothing-invalid', () =>
      expect(reached ? 'stored' : 'not stored', `${what} in JumpCloud`).to.fit(
        () => each.isValid || !reached,
        'not stored, because JumpCloud rejects it',
      ),
    )
  }
}

/**
 * Reports each input of a rule, at most as a warning, for a server that is not a bridge to JumpCloud and may accept
 * other values.
 */
async function informOnRule(context: CheckContext, rule: Rule): Promise<void> {
  const { warn, inapplicable, report } = context
  const others: string[] = []
  let warned = 0
  for (const each of rule.inputs) {
    if (isDemanded(context, rule, each)) continue
    const trial = await tryInput(context, each)
    const what = `${rule.field} ${each.label}`
    const result = rowOutcome(each, trial)
    report.validation({ ...reportRow(rule, each, trial), ...result })
    if (result.outcome === 'inapplicable') others.push(what)
    if (result.outcome === 'warn' && !trial.isAccepted) {
      warn(`${what} is rejected: ${trial.answer}`)
      warned += 1
    }
  }
  if (others.length > 0 && warned === 0)
    inapplicable(
      `this server and JumpCloud differ in ${others.join(', ')}; this matters only for a bridge to JumpCloud; see the validation report`,
    )
}

const WOULD_REJECT = 'JumpCloud would reject this'

/** Returns the outcome of a row for a server that is not a bridge. */
function rowOutcome(
  { isValid, isJumpCloudOnly }: Input,
  { isAccepted, reached }: Trial,
): Pick<ValidationRow, 'outcome' | 'note'> {
  if (isValid && !isAccepted && isJumpCloudOnly === true)
    return { outcome: 'inapplicable', note: 'JumpCloud would accept this' }
  if (isValid) return { outcome: isAccepted && reached ? 'pass' : 'warn' }
  if (!isAccepted) return { outcome: 'pass' }
  // A server may store a different value than it received, for example without surrounding blanks.
  return {
    outcome: 'inapplicable',
    note: reached ? `${WOULD_REJECT}; it would accept the value that this server stores` : WOULD_REJECT,
  }
}

function reportRow(rule: Rule, { label, isValid }: Input, trial: Trial): Omit<ValidationRow, 'outcome'> {
  return {
    rule: rule.id,
    field: rule.field,
    input: label,
    expected: isValid ? 'accepted' : 'refused',
    actual: trial.isAccepted ? `accepted (${trial.status})` : `rejected (${trial.status})`,
    reachedJumpCloud: trial.reached,
    evidence: [trial.response.exchange],
  }
}

/** Returns true if the schema of another server than JumpCloud requires a value that JumpCloud does not require. */
function isDemanded({ target }: CheckContext, { field }: Rule, { label, isValid }: Input): boolean {
  const row = TABLE.find(({ property }) => property === field)
  return (
    isValid &&
    label === 'missing' &&
    row !== undefined &&
    target.attribute(...declarationOf(row.target))?.required === true
  )
}

/** Judges that a rejection is a client error with a SCIM error body that names the field to fix. */
async function judgeRejection(context: CheckContext, rule: Rule, what: string, trial: Trial): Promise<void> {
  const { expect, requirement } = context
  const { response, error } = trial
  const isUpn = rule.id === 'username-no-email'
  const id = isUpn ? 'jumpcloud.validation.username-default-mapping' : 'jumpcloud.validation.refused'
  await requirement(id, () => expect(response, what).to.be.refused())
  if (trial.isAccepted) return
  await requirement('jumpcloud.validation.scim-error', () => {
    expect(error?.['schemas'], `schemas in the error about ${what}`).to.deep.equal([ERROR_MESSAGE])
    expect(error?.['detail'], `detail of the error about ${what}`).to.be.a('string').and.not.equal('')
  })
  const namePattern = TABLE.find(({ property }) => property === rule.field)?.namePattern ?? /./
  await requirement(isUpn ? id : 'jumpcloud.validation.names-the-field', () =>
    expect(String(error?.['detail'] ?? ''), `detail of the error about ${what}`).to.match(namePattern),
  )
}

interface Trial {
  readonly status: number
  readonly answer: string
  readonly isAccepted: boolean
  readonly reached: boolean
  /** The body of the rejection. */
  readonly error: JsonObject | undefined
  readonly response: ScimResponse
}

async function tryInput({ scim, given, target, jumpcloud }: CheckContext, { overrides }: Input): Promise<Trial> {
  const token = given.unique()
  const body = await given.userBody({ userName: token, ...email(`${token}@contoso.example`), ...overrides(token) })
  const response = await scim.post(target.endpoint('User'), body)
  const isAccepted = response.isSuccess
  const userName = typeof body['userName'] === 'string' ? body['userName'] : ''
  const id = isJsonObject(response.body) ? response.body['id'] : undefined
  const stored = isAccepted && typeof id === 'string' ? await jumpcloud.systemUser({ id, userName }) : undefined
  // The user is also looked up by its token, in case a rejected request created a user.
  const reached =
    stored !== undefined ||
    jumpcloud.find((user) => user.username.includes(token) || user.email.includes(token)).length > 0
  const error = isJsonObject(response.body) ? response.body : undefined
  return {
    status: response.status,
    answer: response.describe(),
    isAccepted,
    reached,
    error,
    response,
  }
}
