// refused: Jenkinsfile:\d+:
node {
  stage('a') {
    try {
      sh 'x'
    } catch (e) {
      echo "${e.message"
    }
  }
}
