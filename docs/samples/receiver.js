// A receiver of webhooks that believes nobody without the secret and handles each webhook once. Node.js 16 or later, no packages.
//
//   WEBHOOK_SECRET=… INBOX=./inbox PORT=8080 node receiver.js
//
// Each webhook becomes a file INBOX/DELIVERY.json, durable before it is acknowledged; whatever works on them takes them from there.
// Keep the files, or at least their names, for as long as the node repeats: Webhooks:GiveUpAfter, and longer if you send dead letters again.
'use strict'

const { createHmac, randomUUID, timingSafeEqual } = require('node:crypto')
const { link, mkdir, open, unlink } = require('node:fs/promises')
const { createServer } = require('node:http')
const { join } = require('node:path')

const { WEBHOOK_SECRET: secret, INBOX: inbox = './inbox', PORT: port = '8080' } = process.env
const mostBytes = 1024 * 1024 // The node sends at most 256 KB, or one event that is larger.
const mostSeconds = 300 // Between the two clocks, and on the way.
const oneDelivery = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function read (request) {
  const pieces = []
  let bytes = 0
  for await (const piece of request) {
    bytes += piece.length
    if (bytes > mostBytes) throw new Error('too large')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

// The signature is of the time, the delivery id and the bytes as they came: none of them can be exchanged by who has seen another webhook.
function isSigned (headers, body) {
  const { 'x-medianode-timestamp': timestamp = '', 'x-medianode-delivery': delivery = '' } = headers
  if (!/^[0-9]{1,12}$/.test(timestamp) || !oneDelivery.test(delivery)) return false
  const expected = createHmac('sha256', secret).update(`${timestamp}.${delivery}.`).update(body).digest()
  const [, hex = ''] = /^sha256=([0-9a-f]{64})$/.exec(headers['x-medianode-timed-signature-256'] ?? '') ?? []
  const given = Buffer.from(hex, 'hex')
  // In constant time, so that nobody can guess it byte by byte.
  return given.length === expected.length && timingSafeEqual(given, expected) && Math.abs(Date.now() / 1000 - Number(timestamp)) <= mostSeconds
}

// Whole and durable, or not there at all. Of two that come at once, one gets the name.
async function keep (delivery, body) {
  const draft = join(inbox, `.${randomUUID()}`)
  const file = await open(draft, 'wx')
  try {
    await file.writeFile(body)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(draft, join(inbox, `${delivery}.json`))
  } catch (error) {
    if (error.code !== 'EEXIST') throw error // It came before.
  } finally {
    await unlink(draft)
  }
  const folder = await open(inbox)
  await folder.sync()
  await folder.close()
}

async function receive (request) {
  if (request.method !== 'POST') return 405
  const body = await read(request)
  if (!isSigned(request.headers, body)) return 401
  await keep(request.headers['x-medianode-delivery'], body)
  return 200 // Nothing else acknowledges; also for one that came before.
}

async function main () {
  if (!secret) throw new Error('WEBHOOK_SECRET is missing: the same as Webhooks:Secret of the node.')
  await mkdir(inbox, { recursive: true })
  const server = createServer(async (request, response) => {
    let status = 500 // It comes again.
    try {
      status = await receive(request)
    } catch (error) {
      console.error(error.message)
    }
    response.writeHead(status, { 'Content-Length': 0, ...(request.complete ? {} : { Connection: 'close' }) }).end()
  })
  server.listen(Number(port), '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
}

main().catch(error => {
  console.error(error.message)
  process.exitCode = 1
})
