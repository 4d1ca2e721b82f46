// refused: Expecting "int" for parameter "time"|Expecting.*time
// refused: Missing required parameter: "unit"|Missing required parameter|units
// refused: did you mean "script"
// refused: Jenkinsfile:12:
pipeline {
    agent any
    options { timeout(time: 'five', unit: 'MINUTES') }
    stages {
        stage('Build') {
            steps {
                sh scrpt: 'make'
                timeout(time: 5, units: 'MINUTES') { echo 'x' }
            }
        }
    }
}
