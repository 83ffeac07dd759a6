import { type CheckContext, defineStory, type Story } from '../../../harness/index.ts'
import { type CreatedResource, requireWritable } from '../../support/index.ts'
import { typesOf, userWith } from './subjects.ts'

/** A User with two e-mails, the first of which is primary. */
export interface TwoEmails {
  readonly user: CreatedResource
  /** The type and the value of the first e-mail. */
  readonly work: string
  readonly first: string
  /** The type and the value of the second e-mail. */
  readonly home: string
  readonly second: string
}

/**
 * Creates a User with two e-mails of different types once per run; checks that share it must not change it. Skips the
 * check if the target stores only one.
 */
export const sharedTwoEmails: Story<TwoEmails> = defineStory({
  id: 'user-with-two-emails',
  isRenewable: true,
  gather: (context) => userWithTwoEmails(context),
})

/** Creates a User with two e-mails of different types. Skips the check if the target stores only one. */
export async function userWithTwoEmails(context: CheckContext): Promise<TwoEmails> {
  requireWritable(context, 'emails', 'emails.type', 'emails.value')
  const [work, home] = typesOf(context, 'emails')
  if (work === undefined || home === undefined) context.inapplicable('the server supports only one type of e-mail')
  const token = context.given.unique()
  const [first, second] = [`a${token}@rehearsal.example`, `b${token}@rehearsal.example`]
  const user = await userWith(context, {
    emails: [
      { value: first, type: String(work), primary: true },
      { value: second, type: String(home) },
    ],
  })
  return { user, work: String(work), home: String(home), first, second }
}
