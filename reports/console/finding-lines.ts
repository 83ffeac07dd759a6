import type { CheckResult } from '../model/index.ts'
import { clip, oneLine, wholeCommand } from '../text/index.ts'

const MAX_TEXT = 1000

/** Returns a finding in full, in lines: the observation, its impact, the fix, and the commands that repeat it. */
export function findingLines(check: CheckResult): readonly string[] {
  const { title, failure, reason, impact, remedy, diagnosis, notes = [], curl, replay } = check
  const lines: readonly (readonly [name: string, text: string | undefined])[] = [
    ['Check', failure === undefined ? undefined : title],
    ['Seen', reason],
    ['Impact', impact],
    ['Fix', remedy],
    ['Tried', diagnosis?.summary],
    ...notes.map((note) => ['Note', note] as const),
  ]
  const commands = [
    ['Request', curl],
    ['Run again', replay],
  ] as const
  const shown = (name: string, text: string | undefined, show: (text: string) => string): string[] =>
    text === undefined ? [] : [`${name}: ${show(text)}`]
  return [
    ...lines.flatMap(([name, text]) => shown(name, text, (all) => clip(oneLine(all), MAX_TEXT))),
    ...commands.flatMap(([name, text]) => shown(name, text, wholeCommand)),
  ]
}
