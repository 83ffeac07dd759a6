import { isJsonObject, type JsonObject } from '../json.ts'

const DAY = 24 * 60 * 60 * 1000

/** What becomes of a user whose password is set: Password Pending ends. */
export function withPassword(settings: JsonObject, now: string, neverExpires: boolean): JsonObject {
  const expires = neverExpires ? undefined : expiryDays(settings)
  return {
    activated: true,
    password_date: now,
    password_expired: false,
    password_expiration_date: expires === undefined ? null : later(now, expires),
  }
}

/** The days after which the organization's policy lets passwords expire; undefined where it does not. */
function expiryDays({ passwordPolicy }: JsonObject): number | undefined {
  if (!isJsonObject(passwordPolicy) || passwordPolicy['enablePasswordExpirationInDays'] !== true) return undefined
  const days = passwordPolicy['passwordExpirationInDays']
  return typeof days === 'number' ? days : undefined
}

/** The instant some days after another. */
export function later(instant: string, days: number): string {
  return new Date(Date.parse(instant) + days * DAY).toISOString()
}
