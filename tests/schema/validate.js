// Reads a body a line and answers a line for each: "ok", or what is wrong with it. The schema is named by the first argument.
'use strict'

const { readFileSync } = require('node:fs')
const { createInterface } = require('node:readline')
const Ajv2020 = require('ajv/dist/2020')

const schema = JSON.parse(readFileSync(process.argv[2], 'utf8'))
// A keyword that it does not know is an error; types need not be repeated where a reference has them.
const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(schema)

createInterface({ input: process.stdin }).on('line', line => {
  let wrong
  try {
    wrong = validate(JSON.parse(line)) ? null : validate.errors
  } catch (error) {
    wrong = [{ message: error.message }]
  }
  process.stdout.write(wrong ? `${JSON.stringify(wrong)}\n` : 'ok\n')
})
