/**
 * A minimal Express application with `express.json()` that echoes: the body of a POST, the id of a GET. Prints its
 * origin.
 */
import type { AddressInfo } from 'node:net'
import express from 'express'

const app = express()
app.use(express.json())
app.post('/api/systemusers', (request, response) => void response.json(request.body))
app.get('/api/systemusers/:id', (request, response) => void response.json({ id: request.params.id }))
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`echo http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
