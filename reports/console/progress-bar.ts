import { Writable } from 'node:stream'
import ProgressBar from 'progress'

/** A bar with a few words after it, redrawn in place. */
export interface TerminalBar {
  /** Shows the progress; `isForced` draws it at once. */
  show(done: number, words: string, isForced?: boolean): void
  /** Prints a line above the bar. */
  above(line: string): void
  /** Removes the bar. */
  end(): void
}

const WIDTH = 16

/** Draws a bar on a terminal with `columns` columns. */
export function createTerminalBar(print: (text: string) => void, columns: number, total: number): TerminalBar {
  const stream = terminal(print, columns)
  const bar = new ProgressBar(':bar :words', {
    total: Math.max(total, 1),
    width: WIDTH,
    complete: '█',
    incomplete: '░',
    clear: true,
    renderThrottle: 80,
    stream,
  })
  let isShown = false
  return {
    show: (done, words, isForced = false) => {
      isShown = true
      bar.curr = Math.min(done, bar.total)
      // A line that wraps cannot be redrawn in place.
      bar.render({ words: words.slice(0, Math.max(columns - WIDTH - 2, 0)) }, isForced)
    },
    above: (line) => (isShown ? bar.interrupt(line) : print(`${line}\n`)),
    end: () => {
      if (isShown) bar.terminate()
      isShown = false
    },
  }
}

/** The library writes to the stream of a terminal; this stream passes everything to `print`. */
function terminal(print: (text: string) => void, columns: number): Writable {
  const stream = new Writable({
    decodeStrings: false,
    write: (text, _encoding, done) => {
      print(String(text))
      done()
    },
  })
  const cursorTo = (place: number): boolean => stream.write(`\u001b[${place + 1}G`)
  const clearLine = (direction?: number): boolean => stream.write(direction === 1 ? '\u001b[0K' : '\u001b[2K')
  return Object.assign(stream, { isTTY: true, columns, cursorTo, clearLine })
}
