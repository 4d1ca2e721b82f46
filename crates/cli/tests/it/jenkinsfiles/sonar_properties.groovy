// exit: 0
// status: success
// log: sonar-scanner -Dsonar.projectKey=acme:shop -Dsonar.projectVersion=1\.4\.2 -Dsonar.sources=src,lib
// log: coverage 81\.5 % is enough
// log: 3 errors, 1 warning
// log: broken lines: 2, 5
// log: last: 2024-02-29
pipeline {
  agent any
  stages {
    stage('Properties') {
      steps {
        script {
          def props = readProperties defaults: [version: '0'], file: 'sonar-project.properties'
          props.version = readFile(file: 'VERSION').trim()
          sh "sonar-scanner -Dsonar.projectKey=${props.'sonar.projectKey'} -Dsonar.projectVersion=${props.version} -Dsonar.sources=${props['sonar.sources'].split(/\s*,\s*/).join(',')}"
        }
      }
    }
    stage('Munging') {
      steps {
        script {
          def report = readFile 'report.txt'
          def m = report =~ /(?m)^TOTAL\s+\d+\s+(\d+(?:\.\d+)?)%$/
          if (!m) { error 'no coverage' }
          def coverage = m[0][1] as BigDecimal
          m = null // not serializable
          assert coverage > 80.0
          echo "coverage ${coverage} % is ${coverage >= 80 ? 'enough' : 'too little'}"

          def counts = report.readLines().findAll { it =~ /^(ERROR|WARN)/ }.countBy { it.split(':')[0] }
          echo "${counts.ERROR} error${counts.ERROR == 1 ? '' : 's'}, ${counts.WARN} warning${counts.WARN > 1 ? 's' : ''}"

          def broken = []
          report.eachLine { line, n -> if (line ==~ /ERROR:.*\bline\b.*/) { broken.add(n + 1) } }
          echo "broken lines: ${broken.join(', ')}"

          String last = report.readLines().reverse().find { it.trim() }?.replaceFirst(/.*\bdate=([\d-]+).*/, '$1')
          echo "last: $last"
          def date = Date.parse('yyyy-MM-dd', last)
          assert (date + 1).format('dd.MM.yyyy') == '01.03.2024'
          def path = 'a/b/c.tar.gz'
          assert path.substring(path.lastIndexOf('/') + 1) - '.tar.gz' == 'c'
          assert 'feature/JIRA-123_some thing'.replaceAll('[^A-Za-z0-9.]+', '-').toLowerCase() == 'feature-jira-123-some-thing'
          assert ('feature/JIRA-123' =~ '[A-Z]+-\\d+')[0] == 'JIRA-123'
          assert "${'x' * 3}${'-'.padRight(3, '=')}" == 'xxx-=='
          assert 'a=1;b=2'.split(';').collectEntries { it.split('=').toList() } == [a: '1', b: '2']
        }
      }
    }
  }
}
