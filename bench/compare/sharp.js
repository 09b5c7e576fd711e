// Makes one JPEG anew with sharp: sharp.js IN OUT QUALITY.
const sharp = require('sharp');
const [, , from, to, quality] = process.argv;
sharp.concurrency(2);
sharp(from, { sequentialRead: true })
  .jpeg({ quality: Number(quality), optimiseCoding: true })
  .toFile(to)
  .catch((failure) => { console.error(failure.message); process.exit(1); });
