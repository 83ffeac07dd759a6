// Builds the page of report.html after an install, where what that needs was installed and runs here. This is plain JavaScript, since an
// install without development dependencies may run under a Node that reads no TypeScript.
if (await canBuild()) await import('./build-report.ts')
else
  console.error('the page of report.html is not built, for want of Vite or Node 24; the other reports need no building')

async function canBuild() {
  try {
    await import('vite')
    await import('./support/report-fingerprint.ts')
    return true
  } catch {
    return false
  }
}
