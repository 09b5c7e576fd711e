// Seals and opens with baileys what the test sends as JSON on standard input, and answers with JSON.
//   node exchange.js FOLDER-OF-BAILEYS
// { ours: [{ type, key, sealed }], plain: [{ type, bytes }], answer: { id, key, iv, payload } }
// -> { opened: [bytes], sealed: [{ key, bytes, plainDigest, sealedDigest }], answer: { id, path, result }, request: { iv, payload } }
import { readFile, unlink } from 'node:fs/promises'
import http from 'node:http'
import { pathToFileURL } from 'node:url'

const media = await import(pathToFileURL(`${process.argv[2]}/node_modules/baileys/lib/Utils/messages-media.js`).href)

let text = ''
for await (const piece of process.stdin) text += piece
const given = JSON.parse(text)
const bytes = (base64) => Buffer.from(base64, 'base64')
const base64 = (buffer) => Buffer.from(buffer).toString('base64')

// Baileys opens only what it has downloaded.
const server = http.createServer((request, response) => response.end(bytes(given.ours[Number(request.url.slice(1))].sealed)))
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const opened = []
for (const [number, { type, key }] of given.ours.entries()) {
  const keys = await media.getMediaKeys(bytes(key), type)
  const stream = await media.downloadEncryptedContent(`http://127.0.0.1:${server.address().port}/${number}`, keys)
  opened.push(base64(await media.toBuffer(stream)))
}
server.close()

const sealed = []
for (const { type, bytes: plain } of given.plain) {
  const made = await media.encryptedStream(bytes(plain), type)
  sealed.push({
    key: base64(made.mediaKey),
    bytes: base64(await readFile(made.encFilePath)),
    plainDigest: base64(made.fileSha256),
    sealedDigest: base64(made.fileEncSha256),
  })
  await unlink(made.encFilePath)
}

const { id, key, iv, payload } = given.answer
const answer = await media.decryptMediaRetryData({ ciphertext: bytes(payload), iv: bytes(iv) }, bytes(key), id)
const request = await media.encryptMediaRetryRequest({ id, remoteJid: '1@s.whatsapp.net', fromMe: false }, bytes(key), '2@s.whatsapp.net')
const [payloadNode, ivNode] = request.content[0].content
process.stdout.write(JSON.stringify({
  opened,
  sealed,
  answer: { id: answer.stanzaId, path: answer.directPath, result: answer.result },
  request: { iv: base64(ivNode.content), payload: base64(payloadNode.content) },
}), () => process.exit(0))
