// exit: 1
// status: failed
// log: Could not find credentials entry with ID 'nexus'
// log: nexus
pipeline {
  agent any
  stages {
    stage('Upload') {
      steps {
        withCredentials([usernamePassword(credentialsId: 'nexus', usernameVariable: 'U', passwordVariable: 'P')]) {
          sh 'curl -u $U:$P https://nexus.example.invalid'
        }
      }
    }
  }
}
