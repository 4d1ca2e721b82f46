/** Tells the team. */
def call(String text) {
    slackSend channel: '#quotes', color: currentBuild.currentResult == 'SUCCESS' ? 'good' : 'danger', message: "${text} (${env.JOB_NAME} ${currentBuild.displayName})"
}
