// exit: 0
// status: success
// log: tick 3
// log: up after 3
// log: took \d+
// log: healthy: \[db:true, api:true\]
int tick = 0
node {
  long start = System.currentTimeMillis()
  stage('Wait') {
    timeout(time: 1, unit: 'MINUTES') {
      waitUntil(initialRecurrencePeriod: 50, quiet: true) {
        tick++
        echo "tick ${tick}"
        def r = sh(returnStatus: true, script: "test ${tick} -ge 3")
        r == 0
      }
    }
    echo "up after ${tick}"
  }
  stage('Poll') {
    def healthy = [:]
    for (service in ['db', 'api']) {
      int tries = 0
      while (true) {
        if (++tries > 5) { error "${service} never came up" }
        if (sh(script: "test \$(( ${tries} % 2 )) -eq 0", returnStatus: true) == 0) break
        sleep time: 20, unit: 'MILLISECONDS'
      }
      healthy[service] = tries == 2
    }
    echo "healthy: ${healthy}"
  }
  echo "took ${System.currentTimeMillis() - start}"
}
