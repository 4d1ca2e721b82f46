// refused: Jenkinsfile:7:
// refused: Jenkinsfile:8:
// refused: Jenkinsfile:9:|[Ee]nvironment
pipeline {
    agent any
    environment {
        LIST = ['a', 'b']
        1BAD = 'x'
        FOO = bar()
    }
    stages { stage('x') { steps { echo 'x' } } }
}
