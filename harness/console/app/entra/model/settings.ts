import { readJson } from '../../../../../reports/text/index.ts'
import type { Json, JsonObject, KeyValue } from '../graph/types.ts'
import { isObject, textOf } from './json.ts'

/** The settings of provisioning in the portal. */
export interface ProvisioningSettings {
  readonly sendsMail: boolean
  readonly recipients: string
  readonly preventsDeletion: boolean
  readonly deletionThreshold: string
  readonly scope: 'assigned' | 'all'
}

/** The threshold that the portal proposes. */
const USUAL_THRESHOLD = 500

const savedValue = (secrets: readonly KeyValue[], key: string): string =>
  secrets.find((secret) => secret.key === key)?.value ?? ''

/** Returns the saved Tenant URL, and whether a token is saved; its value cannot be read. */
export const credentialsOf = (
  secrets: readonly KeyValue[],
): { readonly tenantUrl: string; readonly hasToken: boolean } => ({
  tenantUrl: savedValue(secrets, 'BaseAddress'),
  hasToken: savedValue(secrets, 'SecretToken') !== '',
})

/** Reads the settings of the saved keys. */
export function settingsOf(secrets: readonly KeyValue[]): ProvisioningSettings {
  const notification = notificationOf(secrets)
  const threshold = notification['DeleteThresholdValue']
  return {
    sendsMail: notification['Enabled'] === true,
    recipients: textOf(notification, 'Recipients'),
    preventsDeletion: notification['DeleteThresholdEnabled'] === true,
    deletionThreshold:
      typeof threshold === 'number' || typeof threshold === 'string' ? String(threshold) : String(USUAL_THRESHOLD),
    scope: /^true$/i.test(savedValue(secrets, 'SyncAll')) ? 'all' : 'assigned',
  }
}

/**
 * Converts the settings to the keys to save. Members of the notification settings that this page does not show are
 * preserved.
 */
export function settingPairs(secrets: readonly KeyValue[], settings: ProvisioningSettings): readonly KeyValue[] {
  const { sendsMail, recipients, preventsDeletion, deletionThreshold, scope } = settings
  const notification: JsonObject = {
    ...notificationOf(secrets),
    Enabled: sendsMail,
    Recipients: recipients,
    DeleteThresholdEnabled: preventsDeletion,
    DeleteThresholdValue: Number(deletionThreshold),
  }
  return [
    { key: 'SyncAll', value: String(scope === 'all') },
    { key: 'SyncNotificationSettings', value: JSON.stringify(notification) },
  ]
}

function notificationOf(secrets: readonly KeyValue[]): JsonObject {
  const json = readJson<Json>(savedValue(secrets, 'SyncNotificationSettings'))
  return isObject(json) ? json : {}
}

/** Returns the fault of a threshold; undefined if it is a whole number. */
export const thresholdFault = (text: string): string | undefined =>
  /^\d{1,9}$/.test(text.trim()) ? undefined : 'Enter a whole number, such as 500.'

/** Returns the fault of an e-mail address; undefined if it may be one. */
export const mailFault = (text: string): string | undefined =>
  /^[^\s@]+@[^\s@]+$/.test(text.trim()) ? undefined : 'Enter an e-mail address.'
