// refused: Jenkinsfile:4:1.*\n?.*
// refused: Missing required section "agent"
// refused: Nothing to execute within stage "Empty"|No steps specified|Expected a step|No steps
pipeline {
    stages {
        stage('Build') {
            steps { sh 'make' }
        }
        stage('Empty') {
            steps { }
        }
    }
}
