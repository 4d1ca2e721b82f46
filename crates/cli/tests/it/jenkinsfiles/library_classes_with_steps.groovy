// flags: --library ci={case}/library
// exit: 1
// status: failed
// log: \[INFO\] starting
// log: \[WARN\] disk is full
// log: built by MavenBuilder: app\.jar
// log: built by NpmBuilder: dist
// log: env from class: production
// log: hudson\.AbortException|ERROR: quality gate: 3 issues
// log: log lines: 2
// stage: Quality=failed
@Library('ci@1.0')
import org.acme.*
import org.acme.builders.BuilderFactory as Factory

def logger = new Logger(this)

pipeline {
  agent any
  environment { STAGE_NAME_PREFIX = 'x'; MODE = 'production' }
  stages {
    stage('Build') {
      steps {
        script {
          logger.info 'starting'
          for (kind in ['maven', 'npm']) {
            def b = Factory.create(this, kind)
            echo "built by ${b.getClass().simpleName}: ${b.build()}"
          }
          logger.warn('disk is full')
          echo "env from class: ${new EnvReader(steps: this).mode}"
        }
      }
    }
    stage('Quality') {
      steps { script { gate(max: 2) { 3 } } }
      post { always { echo "log lines: ${logger.lines.size()}" } }
    }
  }
}
