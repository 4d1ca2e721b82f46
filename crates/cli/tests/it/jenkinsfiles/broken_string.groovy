// refused: Jenkinsfile:6:
pipeline {
    agent any
    stages {
        stage('Build') {
            steps { sh 'make
            }
        }
    }
}
