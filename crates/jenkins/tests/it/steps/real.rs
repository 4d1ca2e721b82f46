//! Pipelines as people write them: what steps they use, and how.

use maillon_jenkins::BuildResult;

use crate::support::{Ran, Setup};

/// Reads a pipeline without a complaint, and runs it.
fn runs(setup: Setup) -> Ran {
    assert_eq!(setup.problems(), Vec::<String>::new());
    setup.run()
}

/// Programs that only say that they were called.
const TOOLS: &str = r"sh '''#!/bin/sh
mkdir -p bin; for name in mvn npm docker kubectl; do
  printf '#!/bin/sh\necho %s $*\n' $name >bin/$name; chmod +x bin/$name
done'''";

#[test]
fn a_java_service() {
    let ran = runs(
        Setup::of(&format!(
            r#"pipeline {{
  agent any
  options {{ timestamps(); timeout(time: 1, unit: 'HOURS'); buildDiscarder(logRotator(numToKeepStr: '5')); disableConcurrentBuilds() }}
  parameters {{ booleanParam(name: 'DEPLOY', defaultValue: true, description: '') }}
  environment {{
    REGISTRY = 'reg.example.com'
    NEXUS = credentials('nexus')
  }}
  stages {{
    stage('Prepare') {{ steps {{ {TOOLS}
      script {{ env.PATH = "${{pwd()}}/bin:${{env.PATH}}"; VERSION = readMavenPom(file: 'pom.xml').version }} }} }}
    stage('Build') {{
      steps {{
        sh "mvn -B -Drevision=${{VERSION}} package"
        writeFile file: 'target/app.jar', text: 'x'
        writeFile file: 'target/surefire-reports/T.xml', text: '<testsuite><testcase name="t"/></testsuite>'
      }}
      post {{
        always {{ junit allowEmptyResults: true, testResults: '**/target/surefire-reports/*.xml' }}
        success {{ archiveArtifacts artifacts: 'target/*.jar', fingerprint: true, onlyIfSuccessful: true }}
      }}
    }}
    stage('Image') {{
      when {{ expression {{ params.DEPLOY }} }}
      steps {{
        script {{
          def image = docker.build("$REGISTRY/app:${{VERSION}}", "--pull .")
          docker.withRegistry("https://$REGISTRY") {{ image.push(); image.push('latest') }}
        }}
        withCredentials([usernamePassword(credentialsId: 'nexus', usernameVariable: 'U', passwordVariable: 'P')]) {{
          sh 'mvn deploy -Duser=$U'
        }}
      }}
    }}
  }}
  post {{
    failure {{ emailext subject: "Failed: ${{env.JOB_NAME}}", body: 'x', to: 'a@b', recipientProviders: [developers(), requestor()] }}
    success {{ slackSend channel: '#ci', color: 'good', message: "Done ${{env.BUILD_NUMBER}}" }}
    cleanup {{ cleanWs deleteDirs: true, notFailBuild: true }}
  }}
}}
"#
        ))
        .file("pom.xml", "<project><version>1.2</version></project>")
        .secret("nexus", "bob:hunter22"),
    );
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert_eq!(ran.archived, ["target/app.jar"]);
    assert_eq!(ran.sent, ["slackSend #ci: : Done 7"]);
    for line in [
        "mvn -B -Drevision=1.2 package\n",
        "docker build -t reg.example.com/app:1.2 --pull .\n",
        "docker push reg.example.com/app:latest\n",
        "mvn deploy -Duser=bob\n",
    ] {
        assert!(ran.log.contains(line), "{line}{}", ran.log);
    }
}

#[test]
fn a_scripted_monorepo() {
    let ran = runs(Setup::of(
        r#"def services = ['api', 'web']
node {
  stage('Checkout') { checkout scm }
  stage('Build') {
    def jobs = [:]
    services.each { name ->
      jobs[name] = {
        node {
          dir(name) {
            deleteDir()
            writeFile file: 'out/result.txt', text: "built ${name}"
            stash name: "out-${name}", includes: 'out/**'
          }
        }
      }
    }
    parallel jobs
  }
  stage('Collect') {
    try {
      for (name in services) { dir("all/$name") { unstash "out-$name" } }
      def found = findFiles(glob: 'all/**/*.txt')
      echo found.collect { readFile(it.path) }.sort().join(', ')
      writeYaml file: 'summary.yaml', data: [services: services, count: found.size()]
      echo readYaml(file: 'summary.yaml').count.toString()
      archiveArtifacts 'summary.yaml'
    } catch (e) {
      currentBuild.result = 'FAILURE'
      throw e
    } finally {
      mail to: 'team@x', subject: "${currentBuild.currentResult}", body: 'see log'
    }
  }
}
"#,
    ));
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert!(ran.log.contains("built api, built web\n"), "{}", ran.log);
    assert_eq!(ran.archived, ["summary.yaml"]);
    assert_eq!(ran.sent, ["mail team@x: SUCCESS: see log"]);
}

#[test]
fn a_deployment_with_keys() {
    let ran = runs(
        Setup::of(
            r#"pipeline {
  agent { label 'linux' }
  stages {
    stage('Config') {
      steps {
        withCredentials([file(credentialsId: 'kubeconfig', variable: 'KUBECONFIG'), string(credentialsId: 'token', variable: 'TOKEN')]) {
          sh 'test -s "$KUBECONFIG" && test -n "$TOKEN"'
          writeJSON file: 'deploy.json', json: [image: 'a:1', replicas: 2], pretty: 2
        }
        script {
          def config = readJSON file: 'deploy.json'
          if (config.replicas > 1) { unstable "runs ${config.replicas} times" }
          def code = sh script: 'grep -q nothing deploy.json', returnStatus: true
          echo "code ${code}"
        }
      }
    }
    stage('Roll out') {
      steps {
        retry(2) { sh 'test -e once || { touch once; exit 1; }' }
        fileExistsAndEcho('once')
      }
    }
  }
}
def fileExistsAndEcho(name) { if (fileExists(name)) { echo "$name is there" } }
"#,
        )
        .secret("kubeconfig", "apiVersion: v1")
        .secret("token", "t0k3n-of-mine"),
    );
    assert_eq!(ran.result, BuildResult::Unstable, "{}", ran.log);
    assert!(
        ran.log.contains("code 1\n") && ran.log.contains("once is there\n"),
        "{}",
        ran.log
    );
}

#[test]
fn wrong_arguments_are_found_before_anything_runs() {
    let problems = Setup::of(
        "pipeline { agent any; stages { stage('a') { steps {
  archiveArtifacts artifact: 'x'
  junit 1
  stash includes: 'x'
  httpRequest 'x'
  withCredentials { echo 'x' }
} } } }",
    )
    .problems();
    let found = |text: &str| problems.iter().any(|problem| problem.contains(text));
    assert!(
        found("Invalid parameter \"artifact\", did you mean \"artifacts\"?"),
        "{problems:#?}"
    );
    assert!(
        found("Missing required parameter: \"name\""),
        "{problems:#?}"
    );
    assert!(found("httpRequest"), "{problems:#?}");
}
