import { isJsonObject, type JsonValue } from '../../../protocol/index.ts'
import { parseJson } from '../../../transport/index.ts'
import type { SecretMap } from './secrets.ts'

/** The settings of a job that an administrator sets through its secrets. */
export interface JobSettings {
  readonly scope: 'assigned' | 'all'
  readonly skipOutOfScopeDeletions: boolean
  readonly deletionThreshold?: number
}

/** The default threshold of deletions per cycle if prevention is on and no number is set (portal). */
const USUAL_THRESHOLD = 500

const isTrue = (value: string | undefined): boolean => /^true$/i.test(value ?? '')

/** Reads `SyncAll`, `SkipOutOfScopeDeletions` and `SyncNotificationSettings`, whose value is JSON in a string. */
export function settingsOf(secrets: SecretMap): JobSettings {
  const notification = readJson(secrets.get('SyncNotificationSettings'))
  const threshold = Number(notification['DeleteThresholdValue'] ?? USUAL_THRESHOLD)
  const isPrevented = notification['DeleteThresholdEnabled'] === true && Number.isInteger(threshold) && threshold >= 0
  return {
    scope: isTrue(secrets.get('SyncAll')) ? 'all' : 'assigned',
    skipOutOfScopeDeletions: isTrue(secrets.get('SkipOutOfScopeDeletions')),
    ...(isPrevented ? { deletionThreshold: threshold } : {}),
  }
}

function readJson(text: string | undefined): Readonly<Record<string, unknown>> {
  const json = parseJson<JsonValue>(text ?? '')
  return isJsonObject(json) ? json : {}
}
