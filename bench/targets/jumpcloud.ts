/** The mock JumpCloud API as a benchmark's own side: an argument says how many users it holds, another in which file. Prints its origin. */
import { createJumpCloudApi } from '../../mocks/jumpcloud-api/index.ts'

const [users = '0', db = ':memory:'] = process.argv.slice(2)
const { url } = await createJumpCloudApi({ apiKey: 'bench', db, seedUsers: Number(users) }).listen()
process.stdout.write(`jumpcloud-api ${url}\n`)
