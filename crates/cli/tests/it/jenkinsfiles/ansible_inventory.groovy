// exit: 0
// status: success
// flags: --secret vault-pass=v4ult --secret deploy-key=KEYKEYKEY
// log: ansible-playbook -i inventory/prod site\.yml -l web\[0\] --extra-vars @vars\.json -v
// log: hosts: web1\(10\.1\.0\.1\), web2\(10\.1\.0\.2\)
// log: hosts with roles: \[db1:\[db, backup\]\]
// silent: v4ult
pipeline {
  agent any
  environment { ANSIBLE_HOST_KEY_CHECKING = 'False'; ANSIBLE_FORCE_COLOR = "true" }
  options { ansiColor('xterm'); timestamps(); buildDiscarder logRotator(numToKeepStr: '5') }
  stages {
    stage('Inventory') {
      steps {
        script {
          inventory = readYaml text: '''
            web:
              - {name: web1, ip: 10.1.0.1}
              - {name: web2, ip: 10.1.0.2}
            db:
              - name: db1
                ip: 10.2.0.1
                roles: [db, backup]
          '''
          echo "hosts: ${inventory.web.collect { "${it.name}(${it.ip})" }.join(', ')}"
          echo "hosts with roles: ${inventory.values().flatten().findAll { it.roles }.collectEntries { [(it.name): it.roles] }}"
          writeJSON file: 'vars.json', json: [version: '1.4.2', hosts: inventory.web*.name], pretty: 2
        }
      }
    }
    stage('Play') {
      steps {
        withCredentials([
          string(credentialsId: 'vault-pass', variable: 'VAULT'),
          sshUserPrivateKey(credentialsId: 'deploy-key', keyFileVariable: 'KEY', usernameVariable: 'SSH_USER')
        ]) {
          sh '''
            echo "$VAULT" > .vault
            test -s "$KEY"
            ansible-playbook -i inventory/prod site.yml \
                -l web[0] --extra-vars @vars.json \
                -v
            echo "vault is $VAULT"; rm -f .vault
            cat vars.json
          '''
        }
      }
    }
  }
}
