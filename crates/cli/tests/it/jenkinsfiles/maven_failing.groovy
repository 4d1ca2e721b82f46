// exit: 1
// status: failed
// stage: Test=failed
// stage: Deploy=skipped
// log: ERROR: script returned exit code 1
// log: Stage "Deploy" skipped due to earlier failure\(s\)
// log: ^build failed: FAILURE
// log: Finished: FAILURE
// silent: never
pipeline {
	agent any
	environment { BROKEN='boom' }
	stages {
		stage ('Test') {
			steps {
				sh 'mvn -B clean test'
			}
			post {
				always {
					junit keepLongStdio: true, testResults: 'target/surefire-reports/*.xml'
				}
			}
		}
		stage ('Deploy') {
			steps {
				echo 'never'
			}
		}
	}
	post {
		failure {
			echo "build failed: ${currentBuild.currentResult}"
			emailext (
				subject: "FAILED: Job '${env.JOB_NAME} [${env.BUILD_NUMBER}]'",
				body: """<p>FAILED: Job '${env.JOB_NAME} [${env.BUILD_NUMBER}]':</p>
				<p>Check console output at "<a href="${env.BUILD_URL}">${env.JOB_NAME} [${env.BUILD_NUMBER}]</a>"</p>""",
				recipientProviders: [[$class: 'DevelopersRecipientProvider'], [$class: 'RequesterRecipientProvider']],
				to: '$DEFAULT_RECIPIENTS',
				attachLog: true
			)
		}
		success { echo 'never' }
	}
}
