// exit: 1
// status: unstable
// stage: Lint=unstable
// stage: Unit=success
// stage: Bundle=success
// stage: Publish=success
// log: ERROR: lint is not happy
// log: registry token: \*{4}
// log: (?s)publishHTML.*coverage
// flags: --secret npm-token=very-secret-token-1
pipeline {
  agent {
    node {
      label 'nodejs'
      customWorkspace 'frontend/workspace'
    }
  }
  environment {
    CI = 'true'
    LINT_FAILS = '1'
    HOME = "${env.WORKSPACE}"
    npm_config_cache = "npm-cache"
    NPM_TOKEN = credentials('npm-token')
  }
  stages {
    stage('Install') {
      steps {
        retry(3) { sh 'npm ci' }
      }
    }
    stage('Lint') {
      steps {
        warnError('lint is not happy') {
          sh 'npm run lint'
        }
      }
    }
    stage('Unit') {
      steps {
        sh label: 'Unit tests', script: 'npm run test:unit -- --coverage'
        sh 'mkdir -p coverage && echo "<h1>99 %</h1>" > coverage/index.html'
      }
      post {
        always {
          publishHTML(target: [allowMissing: false, alwaysLinkToLastBuild: true, keepAll: true, reportDir: 'coverage', reportFiles: 'index.html', reportName: 'coverage'])
        }
      }
    }
    stage('Bundle') {
      steps {
        sh 'npm run build -- --mode production'
        script {
          def size = sh(script: 'wc -c < dist/main.js', returnStdout: true).trim().toInteger()
          if (size > 500 * 1024) { error "bundle is too big: ${size}" }
          echo "bundle: ${(size / 1024).setScale(2, BigDecimal.ROUND_HALF_UP)} kB"
        }
        sh 'tar czf bundle.tgz dist'
        archiveArtifacts artifacts: 'bundle.tgz', onlyIfSuccessful: true
      }
    }
    stage('Publish') {
      when { branch 'main' }
      steps {
        sh 'echo "registry token: $NPM_TOKEN"'
        sh '''#!/bin/bash -e
          echo "//registry.example.invalid/:_authToken=${NPM_TOKEN}" > .npmrc
          [[ -s .npmrc ]] && npm publish --dry-run
        '''
      }
    }
  }
}
