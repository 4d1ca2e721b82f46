// A first build has no changes: stages with a changeset alone are skipped.
// exit: 0
// status: success
// stage: Modules/api=success
// stage: Modules/web=skipped
// stage: Modules/infra=skipped
// log: modules: \[api, shared, web\]
// log: building api after \[shared\]
pipeline {
  agent any
  parameters { booleanParam(name: 'ALL', defaultValue: false, description: 'Everything') }
  stages {
    stage('Find') {
      steps {
        script {
          modules = findFiles(glob: '*/module.yaml').collect { it.path.split('/')[0] }.sort()
          echo "modules: ${modules}"
          graph = modules.collectEntries { [it, readYaml(file: "${it}/module.yaml").needs ?: []] }
        }
      }
    }
    stage('Modules') {
      parallel {
        stage('api') {
          when {
            anyOf {
              changeset "api/**"
              changeset pattern: "shared/.*", comparator: "REGEXP"
              expression { params.ALL || fileExists('api/module.yaml') }
            }
          }
          steps {
            echo "building api after ${graph.api}"
            dir('api') { sh './build.sh release' }
          }
        }
        stage('web') {
          when { changeset 'web/**' }
          steps { dir('web') { sh 'npm ci && npm run build' } }
        }
        stage('infra') {
          when { anyOf { changeset 'infra/**/*.tf'; changelog '.*\\[infra\\].*' } }
          stages {
            stage('fmt') { steps { sh 'terraform fmt -check' } }
            stage('plan') { steps { sh 'terraform plan' } }
          }
        }
      }
    }
  }
}
