import { render } from 'preact'
import { guardText } from '../../../reports/page/index.ts'
import type { ConsoleFacts } from '../format/page-format.ts'
import { App } from './app.tsx'
import { ConsoleContext, createConsole } from './data/console.ts'
import './styles/index.css'

const place = document.querySelector('#app')
if (place !== null) {
  guardText()
  try {
    const response = await fetch('facts')
    if (!response.ok) throw new Error(`the server responded with ${response.status}`)
    const facts = (await response.json()) as ConsoleFacts
    place.replaceChildren()
    render(
      <ConsoleContext.Provider value={createConsole(facts)}>
        <App />
      </ConsoleContext.Provider>,
      place,
    )
  } catch (error) {
    place.replaceChildren()
    render(
      <p class="broken" role="alert">
        The console cannot be read: {error instanceof Error ? error.message : String(error)}. Start it again and open
        the address that it prints.
      </p>,
      place,
    )
  }
}
