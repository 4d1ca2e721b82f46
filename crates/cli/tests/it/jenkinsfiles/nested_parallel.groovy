// exit: 1
// status: failed
// log: Failed in branch integration
// log: \[unit\] started
// log: branches: 3
// log: unit finished
// stage: Fan out/integration/it-b=failed
// stage: Fan out/unit=success
def results = [:].withDefault { [] }

def branch(String name, Closure body) {
  [(name): {
    stage(name) {
      echo "[${name}] started"
      body.call()
    }
  }]
}

node('linux') {
  stage('Fan out') {
    def all = [:]
    all += branch('unit') { sleep 1; results.unit << 'done'; echo 'unit finished' }
    all << branch('lint') { results['lint'] << 1; results['lint'] << 2 }
    all.putAll(branch('integration') {
      parallel(
        'it-a': { stage('it-a') { echo 'a' } },
        'it-b': { stage('it-b') { sh 'false' } }
      )
    })
    echo "branches: ${all.size()}"
    try {
      parallel(all)
    } finally {
      echo "results: ${results}"
    }
  }
}
