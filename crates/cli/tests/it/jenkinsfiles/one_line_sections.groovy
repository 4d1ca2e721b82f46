// `a {} b {}` on a line is a chain of calls in Groovy, not two sections.
// refused: Jenkinsfile:7:10
// refused: `failure` .*line of its own
pipeline {
  agent any
  stages { stage('s') { steps { echo 'x' } } }
  post { always { echo 'x' } failure { echo 'y' } }
}
