// exit: 0
// status: success
// flags: --secret text=s3cr3t-text --secret login=bob:pa55word --secret pem=-----BEGIN-----
// log: text is \*{4}
// log: login is bob / \*{4} \(\*{4}\)
// log: length 11
// log: basic: true
// log: after: unset
// silent: pa55word
// silent: s3cr3t-text
node {
  stage('Secrets') {
    withCredentials([
      string(credentialsId: 'text', variable: 'TEXT'),
      usernamePassword(credentialsId: 'login', usernameVariable: 'USER_NAME', passwordVariable: 'PASS'),
      usernameColonPassword(credentialsId: 'login', variable: 'BOTH'),
      file(credentialsId: 'pem', variable: 'PEM_FILE')
    ]) {
      sh '''
        set +x
        echo "text is $TEXT"
        echo "login is $USER_NAME / $PASS ($BOTH)"
        grep -q BEGIN "$PEM_FILE"
      '''
      echo "length ${TEXT.length()}"
      def basic = 'Basic ' + "${USER_NAME}:${PASS}".bytes.encodeBase64().toString()
      echo "basic: ${basic == 'Basic Ym9iOnBhNTV3b3Jk'}"
      sh 'echo $PASS | base64 | base64 -d'
    }
    sh 'echo "after: ${TEXT:-unset}"'
  }
}
