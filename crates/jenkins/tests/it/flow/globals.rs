//! `env`, `params`, `currentBuild`, `scm`.

use maillon_jenkins::BuildResult;

use crate::support::{Setup, check};

/// Runs a script without nodes; checks what it prints.
fn prints(script: &str, expected: &str) {
    let ran = check(script);
    let said = ran.said();
    let said = said.strip_suffix("Finished: SUCCESS\n").unwrap_or(&said);
    assert_eq!(said, expected, "{script}");
}

#[test]
fn env_is_of_the_place() {
    prints(
        "env.A = 'x'\necho env.A\necho A\nwithEnv(['A=y']) { echo \"${env.A} ${A}\" }\necho env.A\n",
        "x\nx\ny y\nx\n",
    );
    prints("echo \"${env.NOPE}\"\n", "null\n");
    prints(
        "env['B.c'] = 1\necho env['B.c'] + env.getProperty('B.c')\n",
        "11\n",
    );
}

#[test]
fn with_env_expands() {
    prints(
        "env.A = 'a'\nwithEnv(['B=$A/${A}', 'C=$B', 'D=$$A', 'E=$NOPE', \"F=${env.A}\"]) { echo \"$B $C $D $E $F\" }\n",
        "a/a a/a $A $NOPE a\n",
    );
    prints(
        "withEnv(['P=/x']) { withEnv(['P+ONE=/one', 'P+TWO=/two']) { echo P } }\n",
        "/two:/one:/x\n",
    );
}

#[test]
fn the_machine_has_its_own() {
    let ran = check("node { withEnv(['PATH+X=/x']) { echo env.PATH }\necho PATH }\n");
    assert!(
        ran.said()
            .starts_with("/x:/usr/local/bin:/usr/bin:/bin\n/usr/local/bin:/usr/bin:/bin\n"),
        "{}",
        ran.log
    );
}

#[test]
fn the_build_is_described() {
    prints(
        "echo \"$BUILD_NUMBER $JOB_NAME $JOB_BASE_NAME $BRANCH_NAME $BUILD_TAG ${env.BUILD_DISPLAY_NAME}\"\n",
        "7 demo demo main jenkins-demo-7 #7\n",
    );
    prints(
        "currentBuild.displayName = 'x'\ncurrentBuild.description = 'd'\necho \"${currentBuild.number} ${currentBuild.displayName} ${currentBuild.description} ${currentBuild.fullProjectName}\"\n",
        "7 x d demo\n",
    );
    prints(
        "echo \"${currentBuild.previousBuild} ${currentBuild.changeSets}\"\n",
        "null []\n",
    );
    prints(
        "echo scm.userRemoteConfigs[0].url\n",
        "https://git.example.com/acme/demo.git\n",
    );
}

#[test]
fn the_node_is_described() {
    let ran = check(
        "node('linux') { echo \"$NODE_NAME $WORKSPACE $EXECUTOR_NUMBER\" }\necho \"${env.NODE_NAME}\"\n",
    );
    assert!(
        ran.said()
            .starts_with("linux /tmp/build/workspace 0\nnull\n"),
        "{}",
        ran.log
    );
}

#[test]
fn the_previous_build_is_known() {
    let ran = Setup::of(
        "echo currentBuild.previousBuild.result + currentBuild.getPreviousBuild().number\n",
    )
    .previous(BuildResult::Unstable)
    .run();
    assert_eq!(ran.said(), "UNSTABLE6\nFinished: SUCCESS\n");
}

#[test]
fn the_result_only_worsens() {
    let ran = check(
        "echo \"${currentBuild.result} ${currentBuild.currentResult}\"
         currentBuild.result = 'UNSTABLE'
         currentBuild.result = 'SUCCESS'
         echo \"${currentBuild.result} ${currentBuild.resultIsWorseOrEqualTo('UNSTABLE')} ${currentBuild.resultIsBetterOrEqualTo('SUCCESS')}\"\n",
    );
    assert_eq!(
        ran.said(),
        "null SUCCESS\nUNSTABLE true false\nFinished: UNSTABLE\n"
    );
    assert_eq!(ran.result, BuildResult::Unstable);
}

#[test]
fn raw_build_is_refused_with_a_reason() {
    let ran = check("currentBuild.rawBuild.foo()\n");
    assert!(ran.said().contains("getRawBuild"), "{}", ran.log);
}

#[test]
fn steps_are_an_object_too() {
    prints(
        "steps.echo 'a'\ndef s = this\ns.echo 'b'\nclass C { def steps; def go() { steps.echo 'c' } }\nnew C(steps: this).go()\n",
        "a\nb\nc\n",
    );
}

#[test]
fn params_of_nobody_are_null() {
    prints(
        "echo \"${params.X} ${params.getOrDefault('X', 'd')}\"\n",
        "null d\n",
    );
}

#[test]
fn a_secret_in_a_gstring_is_warned_of() {
    let ran = Setup::of(
        "node { withCredentials([string(credentialsId: 'id', variable: 'TOKEN')]) { sh 'true $TOKEN'\nsh \"true ${TOKEN}\" } }\n",
    )
    .secret("id", "hunter22")
    .run();
    let warning = "Warning: A secret was passed to \"sh\" using Groovy String interpolation, which is insecure.
\t\t Affected argument(s) used the following variable(s): [TOKEN]
\t\t See https://jenkins.io/redirect/groovy-string-interpolation for details.
";
    assert_eq!(ran.log.matches(warning).count(), 1, "{}", ran.log);
}
