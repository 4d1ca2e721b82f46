// exit: 0
// status: success
// flags: --tag v1.4.2
// stage: Release=success
// stage: Snapshot=skipped
// log: tag v1\.4\.2 is release 1\.4\.2 \(minor 4\)
// log: helm upgrade --install shop chart/ --namespace prod --set image\.tag=1\.4\.2 --set replicas=3 --wait --timeout 5m
// log: shop is at revision 7 \(shop-1\.2\.3\)
import groovy.json.JsonSlurperClassic
import java.util.regex.Matcher

@NonCPS
def parse(String text) { new JsonSlurperClassic().parseText(text) }

@NonCPS
Map version(String tag) {
  Matcher m = (tag =~ /^v?(\d+)\.(\d+)\.(\d+)(?:-(\w+))?$/)
  if (!m.matches()) return null
  [major: m.group(1), minor: m.group(2) as Integer, patch: m[0][3], pre: m[0][4]]
}

pipeline {
  agent any
  stages {
    stage('Snapshot') {
      when { not { buildingTag() } }
      steps { echo 'no tag' }
    }
    stage('Release') {
      when { tag pattern: "v\\d+\\.\\d+\\.\\d+", comparator: "REGEXP" }
      environment { NAMESPACE = 'prod' }
      steps {
        script {
          def v = version(env.TAG_NAME)
          if (v == null || v.pre) error "${env.TAG_NAME} is no release"
          def plain = [v.major, v.minor, v.patch].join('.')
          echo "tag ${env.TAG_NAME} is release ${plain} (minor ${v.minor})"
          def set = ['image.tag': plain, replicas: 3].collect { k, value -> "--set ${k}=${value}" }.join(' ')
          sh "helm upgrade --install shop chart/ --namespace ${NAMESPACE} ${set} --wait --timeout 5m"
          def releases = parse(sh(returnStdout: true, script: 'helm list -o json'))
          def shop = releases.find { it.name == 'shop' }
          echo "${shop.name} is at revision ${shop.revision} (${shop.chart})"
        }
      }
    }
  }
}
