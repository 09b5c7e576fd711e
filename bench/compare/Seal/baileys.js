// Seals a file to a file with baileys, again and again for a while, after a warm-up that does not count. Prints MB/s by
// the clock, and MB for each second of processor time.
//   TMPDIR=DIR node baileys.js FOLDER-OF-BAILEYS KIND FILES-AT-ONCE FILE SECONDS
import { stat, unlink } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'

const [, , folder, kind, atOnce, file, seconds] = process.argv
const { encryptedStream } = await import(pathToFileURL(`${folder}/node_modules/baileys/lib/Utils/messages-media.js`).href)
const { size } = await stat(file)

const measure = async (span) => {
  const start = performance.now()
  const before = process.cpuUsage()
  let rounds = 0
  let took = 0
  do {
    const made = await Promise.all(Array.from({ length: Number(atOnce) }, () => encryptedStream({ url: file }, kind)))
    await Promise.all(made.map(({ encFilePath }) => unlink(encFilePath)))
    rounds += made.length
    took = (performance.now() - start) / 1000
  } while (took < span)
  const { user, system } = process.cpuUsage(before)
  const megabytes = (rounds * size) / 1e6
  return `${(megabytes / took).toFixed(1)} ${((megabytes / (user + system)) * 1e6).toFixed(1)}`
}
await measure(Math.max(0.5, seconds / 4))
console.log(await measure(Number(seconds)))
process.exit(0)
