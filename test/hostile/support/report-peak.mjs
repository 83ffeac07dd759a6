/** Loaded before a command (`node --import`): writes the peak of its resident memory, in KiB, to the file of PEAK_FILE when it ends. */
import { writeFileSync } from 'node:fs'

const file = process.env.PEAK_FILE
if (file !== undefined) process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)))
