// refused: Jenkinsfile:9:
// refused: No such DSL method|Unknown step|shh
// refused: sh
pipeline {
    agent any
    stages {
        stage('Build') {
            steps {
                shh 'make'
            }
        }
    }
}
