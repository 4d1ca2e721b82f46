// exit: 0
// status: success
// log: commit [0-9a-f]{8} of main
// log: same: true
// log: author: t <t@example\.invalid>
// log: message: first
// log: in sh: [0-9a-f]{40} main
// log: change log: 0 sets
pipeline {
  agent any
  stages {
    stage('Facts') {
      steps {
        echo "commit ${env.GIT_COMMIT.take(8)} of ${GIT_BRANCH}"
        script {
          def vars = checkout scm
          echo "same: ${vars.GIT_COMMIT == env.GIT_COMMIT}"
          def author = sh(script: "git log -1 --pretty='%an <%ae>' ${env.GIT_COMMIT}", returnStdout: true).trim()
          def message = sh(script: 'git log -1 --pretty=%s', returnStdout: true).readLines()[0]
          echo "author: ${author}"
          echo "message: ${message}"
          def sets = currentBuild.changeSets
          int n = 0
          for (int i = 0; i < sets.size(); i++) {
            def entries = sets[i].items
            for (int j = 0; j < entries.length; j++) { n++; echo "${entries[j].commitId} by ${entries[j].author}" }
          }
          echo "change log: ${sets.size()} sets"
          if (message =~ /\[(ci skip|skip ci)\]/) { currentBuild.result = 'NOT_BUILT'; return }
        }
        sh 'echo "in sh: $GIT_COMMIT $GIT_BRANCH"'
      }
    }
  }
}
