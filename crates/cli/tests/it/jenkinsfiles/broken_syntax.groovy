// refused: Jenkinsfile:12:3
// refused: expecting EOF, found '\}'
pipeline {
    agent any
    stages {
        stage('Build') {
            steps {
                sh 'make'
            }
        }
    post { always { echo 'x' } }
}}}
