/**
 * Loaded before a command (`node --import`): when it ends, writes the peak of its resident memory in KiB, and its processor time in seconds, to the
 * file of PEAK_FILE.
 */
import { writeFileSync } from 'node:fs'

const file = process.env.PEAK_FILE
if (file !== undefined)
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    writeFileSync(file, JSON.stringify({ peak: maxRSS, seconds: (userCPUTime + systemCPUTime) / 1e6 }))
  })
