//! `checkout`, `git`, `tool`.

use maillon_jenkins::Tool;

use super::{fails, node, on_node};

#[test]
fn what_the_build_is_for() {
    let ran = node("def vars = checkout scm\necho \"${vars.GIT_BRANCH} ${vars.GIT_COMMIT.take(4)}\"\nsh 'ls *.txt'\ndir('d') { checkout scm: scm, changelog: false }")
        .file("a.txt", "x")
        .run();
    assert_eq!(
        ran.said(),
        "checked out Scm\nmain 0123\n+ ls a.txt\na.txt\nRunning in /tmp/build/workspace/d\nchecked out Scm\nFinished: SUCCESS\n"
    );
}

#[test]
fn the_own_repository_is_the_working_tree() {
    let ran = on_node(
        "checkout([$class: 'GitSCM', branches: scm.branches, userRemoteConfigs: scm.userRemoteConfigs, extensions: scm.extensions + [[$class: 'CleanBeforeCheckout']]])
git 'git@git.example.com:acme/demo.git'
git url: 'https://git.example.com/acme/demo', branch: 'other'",
    );
    assert_eq!(
        ran.said(),
        "checked out Scm\nchecked out Scm\nchecked out Git { url: \"https://git.example.com/acme/demo\", git_ref: Some(\"other\"), login: None, key: None }\nFinished: SUCCESS\n"
    );
}

#[test]
fn other_repositories() {
    let ran = node(
        "git 'https://x/y.git'
git url: 'https://x/y.git', branch: 'dev', credentialsId: 'login'
checkout([$class: 'GitSCM', branches: [[name: \"*/${'rel'}\"]], userRemoteConfigs: [[url: 'u']], extensions: [[$class: 'RelativeTargetDirectory', relativeTargetDir: 'sub']]])
sh 'cat sub/from'
env.WHICH = 'v2'
checkout scmGit(branches: [[name: '${WHICH}']], userRemoteConfigs: [[url: 'u']])",
    )
    .secret("login", "ann:pw-of-ann")
    .run();
    let said = ran.said();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "checked out Git { url: \"https://x/y.git\", git_ref: None, login: None, key: None }",
            "using credential login",
            "checked out Git { url: \"https://x/y.git\", git_ref: Some(\"dev\"), login: Some((\"ann\", \"pw-of-ann\")), key: None }",
            "checked out Git { url: \"u\", git_ref: Some(\"rel\"), login: None, key: None }",
            "+ cat sub/from",
            "u",
            "checked out Git { url: \"u\", git_ref: Some(\"v2\"), login: None, key: None }",
            "Finished: SUCCESS",
        ]
    );
}

#[test]
fn other_systems_are_refused() {
    let ran = on_node("checkout([$class: 'SubversionSCM', locations: []])");
    assert!(
        ran.said().contains("checkout can't bring SubversionSCM"),
        "{}",
        ran.log
    );
}

#[test]
fn tools() {
    let mut setup = node(
        "echo tool('M3')\necho tool(name: 'M3', type: 'hudson.tasks.Maven$MavenInstallation')\ntool name: 'M3', type: 'jdk'",
    );
    setup.tools.push(Tool {
        kind: "maven".to_owned(),
        name: "M3".to_owned(),
        home: "/opt/maven".to_owned(),
    });
    assert_eq!(
        setup.run().said(),
        "/opt/maven\n/opt/maven\nERROR: No jdk named M3 found\nFinished: FAILURE\n"
    );
    fails("tool 'none'", "ERROR: No tool named none found\n");
}
