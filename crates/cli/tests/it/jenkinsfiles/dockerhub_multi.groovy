// flags: --offline
// A long declarative file with containers: planned only.
pipeline {
  agent { label 'docker' }
  environment {
    REGISTRY = 'registry.example.invalid'
    DOCKER = credentials('dockerhub')
    BUILDKIT_PROGRESS = 'plain'
    DOCKER_BUILDKIT = 1
    TAG = """${sh(returnStdout: true, script: 'git describe --tags --always').trim()}"""
    IS_MAIN = "${env.BRANCH_NAME == 'main'}"
  }
  stages {
    stage('Build images') {
      matrix {
        axes {
          axis { name 'VARIANT'; values 'alpine', 'debian', 'ubi' }
          axis {
            name 'ARCH'
            values 'amd64', 'arm64'
          }
        }
        excludes { exclude { axis { name 'VARIANT'; values 'ubi' }
          axis { name 'ARCH'; values 'arm64' } } }
        when { anyOf { changeset 'docker/**'; triggeredBy cause: 'UserIdCause', detail: 'admin'; branch 'main' } }
        agent {
          docker {
            image "buildah:${ARCH}"
            label 'docker'
            registryUrl 'https://registry.example.invalid'
            registryCredentialsId 'dockerhub'
            args '--privileged -v /var/lib/containers:/var/lib/containers'
            alwaysPull true
          }
        }
        options { timeout(time: 40, unit: 'MINUTES'); retry(2) }
        stages {
          stage('Build') {
            steps { sh 'buildah bud -t $REGISTRY/app:$TAG-$VARIANT-$ARCH -f docker/Dockerfile.$VARIANT .' }
          }
          stage('Scan') {
            steps {
              catchError(buildResult: 'SUCCESS', stageResult: 'UNSTABLE') {
                sh 'trivy image --exit-code 1 $REGISTRY/app:$TAG-$VARIANT-$ARCH'
              }
            }
          }
          stage('Push') {
            when { beforeAgent true; expression { env.IS_MAIN.toBoolean() } }
            steps {
              sh 'echo $DOCKER_PSW | buildah login -u $DOCKER_USR --password-stdin $REGISTRY'
              sh 'buildah push $REGISTRY/app:$TAG-$VARIANT-$ARCH'
            }
          }
        }
        post { always { sh 'buildah rm -a || true' } }
      }
    }
    stage('Manifest') {
      agent none
      when { branch 'main' }
      steps {
        script {
          node('docker') {
            docker.withRegistry("https://${REGISTRY}", 'dockerhub') {
              ['alpine', 'debian', 'ubi'].each { v -> docker.image("app:${TAG}-${v}").push("${v}-latest") }
            }
          }
        }
      }
    }
  }
  post {
    fixed { echo 'fixed' }
    regression { echo 'regression' }
    changed { echo 'changed' }
    unsuccessful { echo 'unsuccessful' }
    notBuilt { echo 'not built' }
  }
}
