// Builds the pages after an install, if the build tools are installed and run here. This is plain JavaScript, because
// an install without development dependencies may use a Node that does not support TypeScript.
if (await canBuild()) await import('./build-pages.ts')
else
  console.error(
    'the pages of report.html and of the console are not built, because Vite or Node 24 is missing; the other reports need no building',
  )

async function canBuild() {
  try {
    await import('vite')
    await import('./support/pages.ts')
    return true
  } catch {
    return false
  }
}
