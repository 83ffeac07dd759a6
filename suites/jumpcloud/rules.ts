import { TABLE } from './table.ts'

const USERNAME = /^[A-Za-z][A-Za-z0-9._-]*$/
const EMAIL = /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(?:\.[^\s@.]+)+$/

/** Returns the first rule of the article's table that mapped values break; undefined if JumpCloud accepts them all. */
export function brokenRule(sentFor: (target: string) => unknown): string | undefined {
  const userName = sentFor('userName')
  if (typeof userName !== 'string' || userName.trim() === '') return 'username is required'
  if (!USERNAME.test(userName)) return 'username has special characters, or is an e-mail address'
  const email = sentFor('emails[type eq "work"].value')
  if (typeof email !== 'string' || email.trim() === '') return 'email is required'
  if (!EMAIL.test(email)) return 'email is not an e-mail address'
  for (const { target, property, limit = Number.POSITIVE_INFINITY } of TABLE) {
    const value = sentFor(target)
    if (typeof value === 'string' && value.length > limit) return `${property} has more than ${limit} characters`
  }
  return undefined
}
