// exit: 0
// status: success
// log: slowest: pay \(3\.25 s\), login \(1\.5 s\)
// log: total 5\.00 s, mean 1\.666
// log: ok=2 failed=1
// log: (?s)\{\n    "failed": \[\n        "pay"\n    \]
// log: group a: \[login, logout\]
import groovy.json.*

node {
  writeFile file: 'results.json', text: '''{"tests": [
    {"name": "login",  "seconds": 1.5,  "state": "ok", "group": "a"},
    {"name": "pay",    "seconds": 3.250, "state": "failed", "group": "b"},
    {"name": "logout", "seconds": 0.25,  "state": "ok", "group": "a"}
  ], "meta": {"id": 12345678901, "ok": null}}'''
  def results = readJSON file: 'results.json'
  def tests = results.tests
  def slow = tests.sort(false) { -it.seconds }.take(2)
  echo "slowest: ${slow.collect { t -> "${t.name} (${t.seconds} s)" }.join(', ')}"
  def total = tests.sum { it.seconds }
  echo String.format('total %.2f s, mean %s', total, (total / tests.size()).toString().take(5))
  def states = tests.groupBy { it.state }.collectEntries { k, v -> [k, v.size()] }
  echo states.collect { k, v -> "$k=$v" }.join(' ')
  echo JsonOutput.prettyPrint(JsonOutput.toJson([failed: tests.findAll { it.state == 'failed' }*.name, count: tests.size()]))
  tests.groupBy { it.group }.each { g, list -> println "group $g: ${list.name}" }
  assert results.meta.id == 12345678901L
  def slurped = new JsonSlurperClassic().parseText(readFile('results.json'))
  assert slurped.tests[1].seconds == 3.25
  assert slurped.meta.containsKey('ok') && slurped.meta.ok == null
}
