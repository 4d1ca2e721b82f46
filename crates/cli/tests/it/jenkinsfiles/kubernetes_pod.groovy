// refused: No such DSL method 'container' found among steps
// refused: plugin Kubernetes
pipeline {
    agent none
    stages {
        stage('Pod') {
            agent {
                kubernetes {
                    defaultContainer 'maven'
                    yaml '''
apiVersion: v1
kind: Pod
spec:
  containers:
  - name: maven
    image: maven:alpine
    command: [cat]
    tty: true
'''
                }
            }
            steps {
                container('maven') { sh 'mvn -version' }
            }
        }
    }
}
