// exit: 0
// status: success
// flags: --secret kubeconfig-prod=clusters:[]
// log: kubectl set image deployment/shop shop=shop:1\.4\.2
// log: Will try again after
// log: all 2 pods run
// log: kubectl rollout undo
// log: blue -> green
def colour = 'blue'
def other(c) { c == 'blue' ? 'green' : 'blue' }

node {
  checkout scm
  def version = readFile('VERSION').trim()
  withCredentials([file(credentialsId: 'kubeconfig-prod', variable: 'KUBECONFIG')]) {
    stage('Deploy') {
      sh "kubectl set image deployment/shop shop=shop:${version} --record"
    }
    stage('Wait') {
      timeout(2) {
        waitUntil(initialRecurrencePeriod: 100) {
          def phases = sh(script: 'kubectl get pods -o jsonpath="{.items[*].status.phase}"', returnStdout: true).trim().split(' ') as List
          def ready = phases.every { it == 'Running' }
          if (ready) { echo "all ${phases.size()} pods run" }
          return ready
        }
      }
    }
    stage('Smoke') {
      try {
        def ip = sh(script: 'kubectl get svc shop -o jsonpath={.status.loadBalancer.ingress[0].ip}', returnStdout: true).trim()
        assert ip ==~ /\d{1,3}(\.\d{1,3}){3}/
        if (ip.startsWith('10.')) {
          throw new IllegalStateException("the address ${ip} is private")
        }
      } catch (IllegalStateException | IOException e) {
        echo "rolling back: ${e.message}"
        sh 'kubectl rollout undo deployment/shop'
      }
    }
  }
  stage("Switch") {
    def next = other(colour)
    println "${colour} -> ${next}"
    writeYaml file: 'values.yaml', data: [shop: [colour: next, replicas: 2, tags: ['a', 'b']]]
    def read = readYaml file: 'values.yaml'
    assert read.shop.colour == 'green' && read.shop.replicas == 2
    sh 'cat values.yaml'
  }
}
