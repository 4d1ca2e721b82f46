// exit: 0
// status: success
// stage: build=success
// log: binary for windows/amd64
// log: 5 binaries
// log: sha256 [0-9a-f]{64}
def platforms = [
  [os: 'linux',   arch: 'amd64'],
  [os: 'linux',   arch: 'arm64'],
  [os: 'darwin',  arch: 'amd64'],
  [os: 'darwin',  arch: 'arm64'],
  [os: 'windows', arch: 'amd64', ext: '.exe'],
]

def buildFor(Map p) {
  return {
    node {
      checkout scm
      withEnv(["GOOS=${p.os}", "GOARCH=${p.arch}", 'CGO_ENABLED=0']) {
        def out = "out/app-${p.os}-${p.arch}${p.ext ?: ''}"
        sh "go build -ldflags='-s -w -X main.version=${env.BUILD_TAG}' -o ${out} ./cmd/app"
        stash name: "bin-${p.os}-${p.arch}", includes: 'out/**'
      }
    }
  }
}

timestamps {
  timeout(time: 20, unit: 'MINUTES') {
    stage('vet') {
      node {
        checkout scm
        def packages = sh(returnStdout: true, script: 'go list ./... | grep -v go').trim().split('\n').findAll { !it.contains('/vendor/') }
        echo "packages: ${packages.join(', ')}"
        sh "go vet ${packages.join(' ')}"
      }
    }
    stage('build') {
      parallel platforms.collectEntries { p -> ["${p.os}/${p.arch}".toString(), buildFor(p)] }
    }
    stage('collect') {
      node {
        deleteDir()
        platforms.each { unstash "bin-${it.os}-${it.arch}" }
        def files = findFiles(glob: 'out/app-*')
        echo "${files.size()} binaries"
        for (f in files) {
          echo "${f.name} ${f.path} ${f.directory} ${f.length}: sha256 ${sha256(f.path)}"
        }
        sh 'cat out/*'
        archiveArtifacts 'out/*'
      }
    }
  }
}
