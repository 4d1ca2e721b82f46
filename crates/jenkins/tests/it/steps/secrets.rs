//! Credentials.

use maillon_jenkins::Credential;
use maillon_model::Secret;

use super::{fails, node};
use crate::support::Ran;

fn with(steps: &str, credential: &Credential) -> Ran {
    node(steps).secret("id", credential.encode().expose()).run()
}

fn login() -> Credential {
    Credential::UsernamePassword {
        username: "ann".to_owned(),
        password: Secret::new("pa$$ word"),
    }
}

#[test]
fn texts_are_masked() {
    let ran = node(
        "withCredentials([string(credentialsId: 'id', variable: 'TOKEN')]) {
  sh 'echo \"$TOKEN\"'
  echo \"in Groovy: ${TOKEN} ${env.TOKEN.length()}\"
}
echo \"after: ${env.TOKEN}\"",
    )
    .secret("id", "s3cr3t-text")
    .run();
    assert_eq!(
        ran.said(),
        "Masking supported pattern matches of $TOKEN
+ echo ****
****
Warning: A secret was passed to \"echo\" using Groovy String interpolation, which is insecure.
\t\t Affected argument(s) used the following variable(s): [TOKEN]
\t\t See https://jenkins.io/redirect/groovy-string-interpolation for details.
in Groovy: **** 11
after: null
Finished: SUCCESS
"
    );
    assert!(ran.log.contains(
        "[Pipeline] withCredentials\nMasking supported pattern matches of $TOKEN\n[Pipeline] {\n"
    ));
}

#[test]
fn logins() {
    let ran = with(
        "withCredentials([usernamePassword(credentialsId: 'id', usernameVariable: 'U', passwordVariable: 'P')]) { sh 'echo $U; echo ${#P}' }
withCredentials([usernameColonPassword(credentialsId: 'id', variable: 'UP')]) { sh 'echo \"$UP\"' }
withCredentials([[$class: 'UsernamePasswordMultiBinding', credentialsId: 'id', usernameVariable: 'U', passwordVariable: 'P']]) { echo U }",
        &login(),
    );
    assert_eq!(
        ran.said(),
        "Masking supported pattern matches of $P\n+ echo ann\nann\n+ echo 9\n9\nMasking supported pattern matches of $UP\n+ echo ann:****\nann:****\nMasking supported pattern matches of $P\nann\nFinished: SUCCESS\n"
    );
}

#[test]
fn files_are_there_for_the_block_alone() {
    let ran = node(
        "withCredentials([file(credentialsId: 'id', variable: 'F')]) { sh 'set +x; cp \"$F\" copy; wc -c <copy; stat -c %a \"$F\"' }
sh 'ls -A ../workspace.private/secretFiles'",
    )
    .secret("id", "the content")
    .run();
    assert_eq!(
        ran.said(),
        "Masking supported pattern matches of $F\n+ set +x\n11\n400\n+ ls -A ../workspace.private/secretFiles\nFinished: SUCCESS\n"
    );
}

#[test]
fn keys() {
    let key = Credential::SshKey {
        username: "git".to_owned(),
        key: Secret::new("-----BEGIN\nAAAABBBBCCCC\n-----END"),
        passphrase: None,
    };
    let ran = with(
        "withCredentials([sshUserPrivateKey(credentialsId: 'id', keyFileVariable: 'K', usernameVariable: 'U')]) { sh 'set +x; wc -l <$K; cat $K; echo $U' }",
        &key,
    );
    assert_eq!(
        ran.said(),
        "Masking supported pattern matches of $K\n+ set +x\n3\n****git\nFinished: SUCCESS\n"
    );
}

#[test]
fn credentials_that_are_not_there() {
    fails(
        "withCredentials([string(credentialsId: 'no', variable: 'T')]) { echo 'never' }",
        "No credential no was given: say `--secret no=...`, or put it into the credentials file.\nERROR: Could not find credentials entry with ID 'no'\n",
    );
    let ran = with(
        "withCredentials([string(credentialsId: 'id', variable: 'T')]) { }",
        &login(),
    );
    assert!(
        ran.said()
            .contains("ERROR: Credentials 'id' is of type 'Username with password' where"),
        "{}",
        ran.log
    );
}

#[test]
fn a_failing_block_leaves_no_file() {
    let ran = node(
        "try { withCredentials([file(credentialsId: 'id', variable: 'F')]) { error 'x' } } catch (e) { echo e.message }
sh 'ls -A ../workspace.private/secretFiles'",
    )
    .secret("id", "content")
    .run();
    assert!(
        ran.said()
            .ends_with("x\n+ ls -A ../workspace.private/secretFiles\nFinished: SUCCESS\n"),
        "{}",
        ran.log
    );
}

#[test]
fn an_agent_has_the_keys_for_the_block_alone() {
    let key = Credential::SshKey {
        username: "git".to_owned(),
        key: Secret::new("THE KEY"),
        passphrase: Some(Secret::new("open sesame")),
    };
    let ran = with(
        "writeFile file: 'bin/ssh-agent', text: '#!/bin/sh\\ncase $1 in -s) echo \"SSH_AUTH_SOCK=/s; export SSH_AUTH_SOCK;\\nSSH_AGENT_PID=7; export SSH_AGENT_PID;\";; -k) echo $SSH_AGENT_PID >killed;; esac'
writeFile file: 'bin/ssh-add', text: '#!/bin/sh\\ncat \"$1\" >added; \"$SSH_ASKPASS\" | wc -c >>added'
sh '#!/bin/sh\\nchmod +x bin/*'
withEnv([\"PATH+S=${pwd()}/bin\"]) {
  sshagent(['id']) { sh 'echo $SSH_AUTH_SOCK' }
}
sh '#!/bin/sh\\ntr Y y <added; cat killed; echo \"<$SSH_AUTH_SOCK>\"'",
        &key,
    );
    assert_eq!(
        ran.said(),
        "[ssh-agent] Using credentials id\n[ssh-agent] Started.\n+ echo /s\n/s\n[ssh-agent] Stopped.\nTHE KEy\n12\n7\n<>\nFinished: SUCCESS\n"
    );
}

#[test]
fn an_empty_secret_masks_nothing() {
    let key = Credential::SshKey {
        username: String::new(),
        key: Secret::new("THE KEY"),
        passphrase: None,
    };
    let ran = with(
        "withCredentials([sshUserPrivateKey(credentialsId: 'id', keyFileVariable: 'K', passphraseVariable: 'P')]) { echo \"<${env.P}>\" }",
        &key,
    );
    assert_eq!(
        ran.said(),
        "Masking supported pattern matches of $P or $K\n<null>\nFinished: SUCCESS\n"
    );
}
