// exit: 1
// status: unstable
// log: previous: null
// log: causes: 1
// log: duration: .+
// log: WARNING: this is shaky
// log: numbers: 1 / #1
// log: who: \[BRANCH:x, DEBUG:false, WHO:world\]
// stage: Shaky=unstable
// stage: Optional=failed
// stage: After=success
import hudson.model.Result
import jenkins.model.CauseOfInterruption

properties([
  parameters([
    string(name: 'WHO', defaultValue: 'world'),
    booleanParam(name: 'DEBUG', defaultValue: false),
    choice(name: 'BRANCH', choices: "x\ny"),
  ]),
  [$class: 'BuildDiscarderProperty', strategy: [$class: 'LogRotator', numToKeepStr: '7']],
  [$class: 'RebuildSettings', autoRebuild: false, rebuildDisabled: false],
])

timestamps {
  ansiColor('xterm') {
    node('linux || docker') {
      wrap([$class: 'AnsiColorBuildWrapper', 'colorMapName': 'XTerm']) {
        echo "previous: ${currentBuild.previousBuild?.result}"
        echo "causes: ${currentBuild.getBuildCauses().size()}"
        echo "numbers: ${currentBuild.number} / ${currentBuild.displayName}"
        echo "who: ${params.sort()}"
        stage('Shaky') { unstable('this is shaky') }
        stage('Optional') {
          catchError(buildResult: 'UNSTABLE', stageResult: 'FAILURE') { sh 'exit 7' }
        }
        stage('After') {
          if (currentBuild.currentResult != 'SUCCESS' && Result.fromString(currentBuild.currentResult).isBetterThan(Result.FAILURE)) {
            echo "duration: ${currentBuild.durationString.replace(' and counting', '')}"
          }
        }
      }
    }
  }
}
