/**
 * The mock JumpCloud API as our side of a bench; the arguments are its number of users and its file. Prints its
 * origin.
 */
import { createJumpCloudApi } from '../../mocks/jumpcloud-api/index.ts'

const [users = '0', db = ':memory:'] = process.argv.slice(2)
const { url } = await createJumpCloudApi({ apiKey: 'bench', db, seedUsers: Number(users) }).listen()
process.stdout.write(`jumpcloud-api ${url}\n`)
