import { render } from 'preact'
import { guardText } from '../../page/index.ts'
import { App } from './app.tsx'
import { ReportContext, readReport } from './data/report.ts'
import './styles/index.css'

const place = document.querySelector('#app')
if (place !== null) {
  guardText()
  try {
    const report = await readReport()
    place.replaceChildren()
    render(
      <ReportContext.Provider value={report}>
        <App />
      </ReportContext.Provider>,
      place,
    )
  } catch (error) {
    place.replaceChildren()
    render(
      <p class="broken">
        This page cannot be read: {error instanceof Error ? error.message : String(error)}. The same result is in
        result.json beside it.
      </p>,
      place,
    )
  }
}
