import { isJsonObject, type JsonObject } from '../wire/json.ts'

const DAY = 24 * 60 * 60 * 1000

/** Returns a user after a password was set, which ends Password Pending. */
export function withPassword(settings: JsonObject, now: string, neverExpires: boolean): JsonObject {
  const expires = neverExpires ? undefined : expiryDays(settings)
  return {
    activated: true,
    password_date: now,
    password_expired: false,
    password_expiration_date: expires === undefined ? null : later(now, expires),
  }
}

/** Returns the number of days after which the organization's policy lets passwords expire; undefined if they do not. */
function expiryDays({ passwordPolicy }: JsonObject): number | undefined {
  if (!isJsonObject(passwordPolicy) || passwordPolicy['enablePasswordExpirationInDays'] !== true) return undefined
  const days = passwordPolicy['passwordExpirationInDays']
  return typeof days === 'number' ? days : undefined
}

/** Returns the time some days after another. */
export function later(instant: string, days: number): string {
  return new Date(Date.parse(instant) + days * DAY).toISOString()
}
