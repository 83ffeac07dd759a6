import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { ERROR_MESSAGE, isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import { declarationOf, TABLE } from './table.ts'
import { email, type Input, RULES, type Rule } from './validation-rules.ts'

/** A check for each rule, with inputs on both sides of it. */
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
  const { requirement, expect, warn, note, jumpcloud } = context
  for (const each of rule.inputs) {
    if (jumpcloud.kind === 'scim' && isDemanded(context, rule, each)) continue
    const trial = await tryInput(context, each)
    const { status, answer, isAccepted, reached } = trial
    const isWritten = jumpcloud.kind === 'jumpcloud'
    const isRight = each.isValid ? isAccepted && reached : !reached && (!isAccepted || !isWritten)
    const what = `${rule.field} ${each.shows}`
    context.report.validation({
      rule: rule.id,
      field: rule.field,
      input: each.shows,
      expected: each.isValid ? 'accepted' : 'refused',
      actual: isAccepted ? `accepted (${status})` : `refused (${status})`,
      reachedJumpCloud: reached,
      outcome: isRight ? 'pass' : isWritten || reached !== each.isValid ? (isWritten ? 'fail' : 'warn') : 'pass',
      evidence: [trial.response.exchange],
    })
    if (!isWritten) {
      // A server that is no JumpCloud may narrow or widen what it takes: only what a bridge would see is told.
      if (each.isValid && !isAccepted && each.isJumpClouds !== true) warn(`${what} is refused: ${answer}`)
      if (!each.isValid && isAccepted) note(`${what} is accepted here; JumpCloud would refuse it`)
      continue
    }
    if (each.isValid)
      await requirement('jumpcloud.validation.accepted', () => expect(trial.response, what).to.be.success())
    else await judgeRefusal(context, rule, what, trial)
    await requirement('jumpcloud.validation.nothing-invalid', () =>
      expect(reached ? 'stored' : 'not stored', `${what} in JumpCloud`).to.fit(
        () => each.isValid || !reached,
        'not stored, because JumpCloud rejects it',
      ),
    )
  }
}

/** What JumpCloud can do without, a server of another kind may demand, and says so in its schema. */
function isDemanded({ target }: CheckContext, { field }: Rule, { shows, isValid }: Input): boolean {
  const row = TABLE.find(({ property }) => property === field)
  return (
    isValid &&
    shows === 'missing' &&
    row !== undefined &&
    target.attribute(...declarationOf(row.target))?.required === true
  )
}

/** A refusal is of the client's doing, in SCIM's words, and says which field to mend. */
async function judgeRefusal(context: CheckContext, rule: Rule, what: string, trial: Trial): Promise<void> {
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
  const called = TABLE.find(({ property }) => property === rule.field)?.called ?? /./
  await requirement(isUpn ? id : 'jumpcloud.validation.names-the-field', () =>
    expect(String(error?.['detail'] ?? ''), `detail of the error about ${what}`).to.match(called),
  )
}

interface Trial {
  readonly status: number
  readonly answer: string
  readonly isAccepted: boolean
  readonly reached: boolean
  /** The body of a refusal. */
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
  // Found by its token as well, in case a refusal left something behind.
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
