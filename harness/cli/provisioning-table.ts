import stringWidth from 'string-width'
import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import { oneLine } from '../../reports/index.ts'
import { memberObject } from './read-json.ts'

const MARKS: Readonly<Record<string, string>> = { success: '✓', failure: '✗', skipped: '-', warning: '!' }
const NAME_WIDTH = 24
const ID_WIDTH = 36
const TEXT_WIDTH = 120

/** The heading of the provisioning log as a table. */
export const tableHeading = (): string =>
  row(['', 'time', 'action', 'object', 'name', 'target id', 'changes, or the reason for none'])

/**
 * Formats one entry of the provisioning log as a row: outcome, time, action, object, name, target id, and the changes
 * or the reason.
 */
export function tableRow(entry: JsonObject): string {
  const status = String(memberObject(entry, 'provisioningStatusInfo')['status'] ?? '')
  const source = memberObject(entry, 'sourceIdentity')
  return row([
    MARKS[status] ?? status,
    String(entry['activityDateTime'] ?? '')
      .slice(5, 16)
      .replace('T', ' '),
    String(entry['provisioningAction'] ?? ''),
    String(source['identityType'] ?? '').toLowerCase(),
    String(source['displayName'] ?? ''),
    String(memberObject(entry, 'targetIdentity')['id'] ?? ''),
    status === 'success' ? changed(entry) : reasonOf(entry),
  ])
}

function row([
  mark = '',
  time = '',
  action = '',
  object = '',
  name = '',
  id = '',
  text = '',
]: readonly string[]): string {
  return [
    padded(mark, 1),
    padded(time, 11),
    padded(action, 12),
    padded(object, 6),
    padded(name, NAME_WIDTH),
    padded(id, ID_WIDTH),
    cut(text, TEXT_WIDTH),
  ]
    .join('  ')
    .trimEnd()
}

function changed(entry: JsonObject): string {
  const listed = entry['modifiedProperties']
  const names = Array.isArray(listed)
    ? listed.filter(isJsonObject).map(({ displayName }) => String(displayName ?? '').replace(/^urn:.*:/, ''))
    : []
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
}

function reasonOf(entry: JsonObject): string {
  const { errorCode, reason } = memberObject(memberObject(entry, 'provisioningStatusInfo'), 'errorInformation')
  if (errorCode !== undefined) return `${String(errorCode)}: ${String(reason ?? '')}`
  const steps = entry['provisioningSteps']
  const last = Array.isArray(steps) ? steps.at(-1) : undefined
  return isJsonObject(last) ? String(last['description'] ?? '') : ''
}

/** Pads a string to a number of terminal columns, which differ from characters: Chinese ones are two columns wide. */
function padded(text: string, width: number): string {
  const short = cut(text, width)
  return short + ' '.repeat(Math.max(0, width - stringWidth(short)))
}

/** Shortens a string and removes control characters, because values of servers must not control the terminal. */
function cut(content: string, width: number): string {
  const text = oneLine(content)
  if (stringWidth(text) <= width) return text
  let kept = ''
  for (const character of text) {
    if (stringWidth(kept + character) > width - 1) break
    kept += character
  }
  return `${kept}…`
}
