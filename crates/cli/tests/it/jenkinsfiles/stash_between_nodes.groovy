// exit: 0
// status: success
// run: --jobs 2
// log: (?s)Stashed 2 file\(s\)
// log: linux has lib/x\.so and bin/app
// log: No files included in stash .empty.|Stashed 0 file\(s\)
def targets = ['linux', 'mac'] as String[]
node {
  checkout scm
  stage('Make') {
    dir('out') {
      sh 'mkdir -p lib bin && echo x > lib/x.so && echo a > bin/app && echo log > build.log'
      stash name: 'binaries', includes: '**/*', excludes: '**/*.log', useDefaultExcludes: false
    }
    try {
      stash name: 'empty', includes: 'nothing/**'
    } catch (e) { echo "as expected: ${e.message}" }
  }
  deleteDir()
}
parallel(targets.collectEntries { t -> [(t): {
  node(t) {
    dir("work-${t}") {
      deleteDir()
      unstash 'binaries'
      sh "test ! -e build.log && echo '${t} has lib/x.so and bin/app' && ls lib/x.so bin/app"
    }
    dir("work-${t}") { deleteDir() }
  }
}] })
