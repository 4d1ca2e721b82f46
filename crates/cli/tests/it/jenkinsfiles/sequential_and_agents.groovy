// exit: 0
// status: success
// stage: Outer/One=success
// stage: Outer/Two=success
// stage: Elsewhere=success
// log: shared: from one
// log: nothing here
// log: post of outer
pipeline {
  agent none
  environment { A = "${B}-a"; B = "b${C}"; C = 'c' }
  stages {
    stage('Outer') {
      agent { label 'linux' }
      environment { D = "${A}/d" }
      stages {
        stage('One') { steps { writeFile file: 'shared.txt', text: 'from one'; sh 'test "$D" = bc-a/d' } }
        stage('Two') {
          steps { echo "shared: ${readFile 'shared.txt'}" }
          post { success { stash name: 's', includes: 'shared.txt' } }
        }
      }
      post { always { echo 'post of outer' } }
    }
    stage('Elsewhere') {
      agent any
      options { skipDefaultCheckout() }
      steps {
        deleteDir()
        script { echo fileExists('shared.txt') ? 'it is here' : 'nothing here' }
        unstash 's'
        sh 'test -f shared.txt && ! test -f VERSION'
      }
    }
  }
}
