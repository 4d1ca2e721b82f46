const fs = require('node:fs')

const log = fs.readFileSync(process.env.INPUT_LOG, 'utf8').replace(/\x1b\[[0-9;]*m/g, '')
const tests = [...log.matchAll(/^test (\S+) \.\.\. (ok|FAILED|ignored)$/gm)]
const of = result => tests.filter(([, , found]) => found === result).map(([, name]) => name)
const [passed, failed] = [of('ok'), of('FAILED')]

for (const name of failed) {
  const place = log.match(new RegExp(`^thread '${name}'.* panicked at (\\S+?):(\\d+)`, 'm'))
  const where = place ? ` file=${place[1]},line=${place[2]}` : ''
  console.log(`::error${where}::test ${name} failed`)
}
const rows = tests.map(([, name, result]) => `| ${name} | ${result} |\n`)
fs.appendFileSync(process.env.GITHUB_STEP_SUMMARY, `### Tests\n\n| test | result |\n|---|---|\n${rows.join('')}`)
fs.appendFileSync(process.env.GITHUB_OUTPUT, `passed=${passed.length}\nfailed=${failed.length}\n`)
console.log(`${passed.length} of ${tests.length} tests passed`)
if (tests.length === 0) {
  console.log('::error::the log holds no tests')
  process.exitCode = 1
}
