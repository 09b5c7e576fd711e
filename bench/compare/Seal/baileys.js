// Seals a file to a file with baileys, again and again for a while, and prints MB/s after a warm-up that does not count.
//   TMPDIR=DIR node baileys.js FOLDER-OF-BAILEYS KIND FILE SECONDS
import { stat, unlink } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'

const [, , folder, kind, file, seconds] = process.argv
const { encryptedStream } = await import(pathToFileURL(`${folder}/node_modules/baileys/lib/Utils/messages-media.js`).href)
const { size } = await stat(file)

const measure = async (span) => {
  const start = performance.now()
  let rounds = 0
  let took = 0
  do {
    const { encFilePath } = await encryptedStream({ url: file }, kind)
    await unlink(encFilePath)
    rounds++
    took = (performance.now() - start) / 1000
  } while (took < span)
  return (rounds * size) / took / 1e6
}
await measure(Math.max(0.5, seconds / 4))
console.log((await measure(Number(seconds))).toFixed(1))
process.exit(0)
