#!/usr/bin/env groovy
// exit: 1
// status: failed
// log: \[Pipeline\] \{ \(Deploy\)
// log: notify: FAILURE by hudson\.AbortException: no such environment: qa
// log: ERROR: no such environment: qa
// log: cleaned
// stage: Deploy=failed
def ENVS = [dev: 'https://dev.example.invalid', prod: 'https://example.invalid']

def notifyBuild(String buildStatus = 'STARTED', Throwable cause = null) {
  // build status of null means successful
  buildStatus =  buildStatus ?: 'SUCCESSFUL'

  // Default values
  def colorName = 'RED'
  def colorCode = '#FF0000'
  def subject = "${buildStatus}: Job '${env.JOB_NAME} [${env.BUILD_NUMBER}]'"
  def summary = "${subject} (${env.BUILD_URL})"

  // Override default values based on build status
  if (buildStatus == 'STARTED') {
    color = 'YELLOW'
    colorCode = '#FFFF00'
  } else if (buildStatus == 'SUCCESSFUL') {
    color = 'GREEN'
    colorCode = '#00FF00'
  } else {
    color = 'RED'
    colorCode = '#FF0000'
  }
  slackSend (color: colorCode, message: summary)
  if (cause) echo "notify: ${buildStatus} by ${cause}"
}

def deploy(envs, which) {
  if (!envs.containsKey(which)) {
    error "no such environment: ${which}"
  }
  sh "echo deploying to ${envs[which]}"
}

node {
  def failure
  try {
    notifyBuild('STARTED')

    stage('Prepare code') {
      echo 'do checkout stuff'
      checkout scm
    }

    stage('Testing') {
      echo 'Testing'
      echo 'Testing - publish coverage results'
    }

    stage('Deploy') {
      deploy ENVS, 'dev'
      deploy(ENVS, "prod")
      deploy(ENVS, 'qa')
    }
  } catch (e) {
    // If there was an exception thrown, the build failed
    currentBuild.result = "FAILURE"
    failure = e
    throw e
  } finally {
    // Success or failure, always send notifications
    notifyBuild(currentBuild.result, failure)
    deleteDir()
    echo 'cleaned'
  }
}
