// refused: Jenkinsfile:8:
pipeline {
    agent any
    stages {
        stage('x') {
            steps {
                echo 'before'
                if (env.BRANCH_NAME == 'main') {
                    sh 'deploy'
                }
            }
        }
    }
}
