// refused: Jenkinsfile:8:
// refused: Expected a step|Not a valid section definition|Method calls on objects not allowed|script
pipeline {
    agent any
    stages {
        stage('x') {
            steps {
                def version = readFile('VERSION')
                echo version
            }
        }
    }
}
