//! `docker`, with a program of that name that says what it is asked for.

use super::node;
use crate::support::Ran;

fn run(steps: &str) -> Ran {
    let setup = format!(
        "writeFile file: 'bin/docker', text: '''#!/bin/sh
echo \"docker $*\" >&2
case $1 in run) echo c0ffee;; port) echo 0.0.0.0:3;; login) cat >&2; echo >&2;; esac
'''
sh '#!/bin/sh\\nchmod +x bin/docker'
withEnv([\"PATH+D=${{pwd()}}/bin\"]) {{
{steps}
}}"
    );
    node(&setup).secret("hub", "ann:the-password").run()
}

fn check(steps: &str, said: &str) {
    let ran = run(steps);
    let commands = ran.said();
    let lines = commands.lines().filter(|line| !line.starts_with("+ "));
    let lines: Vec<&str> = lines.collect();
    assert_eq!(
        lines.join("\n"),
        format!("{said}Finished: SUCCESS"),
        "{}",
        ran.log
    );
}

#[test]
fn images_are_built_tagged_and_pushed() {
    check(
        "def i = docker.build('me/app:1', '-f D/Dockerfile D')\necho \"${i.id} ${i.imageName()}\"\ni.push()\ni.push('latest')\ni.tag 'x'\ndocker.image('alpine').pull()",
        "docker build -t me/app:1 -f D/Dockerfile D
me/app:1 me/app:1
docker tag me/app:1 me/app:1
docker push me/app:1
docker tag me/app:1 me/app:latest
docker push me/app:latest
docker tag me/app:1 me/app:x
docker pull alpine
",
    );
}

#[test]
fn registries() {
    check(
        "docker.withRegistry('https://reg.io:5000', 'hub') {
  docker.image('app').push('2')
  sh '#!/bin/sh\\ntest -n \"$DOCKER_CONFIG\" && echo configured'
}
docker.withRegistry('https://reg.io') { echo docker.image('a').imageName() }
echo docker.image('a').imageName()",
        "$ docker login -u ann -p ******** https://reg.io:5000
docker login -u ann --password-stdin https://reg.io:5000
****
docker tag app reg.io:5000/app:2
docker push reg.io:5000/app:2
configured
reg.io/a
a
",
    );
}

#[test]
fn containers_are_stopped_whatever_happens() {
    check(
        "try { docker.image('pg').withRun('-p 1:2', '--x') { c -> echo \"${c.id} ${c.port(2)}\"; error 'oh' } } catch (e) { echo e.message }",
        "docker run -d -p 1:2 pg --x
docker port c0ffee 2
c0ffee 0.0.0.0:3
docker stop c0ffee
docker rm -f c0ffee
oh
",
    );
}

#[test]
fn blocks_run_inside_images() {
    let ran =
        run("dir('sub') { docker.image('maven:3').inside('-v /m:/m') { echo pwd(); sh 'pwd' } }");
    assert_eq!(ran.nodes, ["built-in", "maven:3"]);
    assert!(ran.log.contains("[Pipeline] withDockerContainer\n[Pipeline] {\n[Pipeline] pwd\n[Pipeline] echo\n/tmp/build/workspace/sub\n"), "{}", ran.log);
    assert!(
        ran.log
            .contains("[Pipeline] }\n[Pipeline] // withDockerContainer\n"),
        "{}",
        ran.log
    );
}

#[test]
fn options_that_docker_has_not() {
    let ran = run("docker.image('a').inside('--no-such') { }");
    assert!(
        ran.said().contains("ERROR: args '--no-such': "),
        "{}",
        ran.log
    );
    let ran = run("docker.image('--privileged')");
    assert!(
        ran.said()
            .contains("'--privileged' is not a valid name of an image"),
        "{}",
        ran.log
    );
}

#[test]
fn without_a_node_one_is_made() {
    let ran = crate::support::check("docker.image('alpine').inside { echo 'in' }");
    assert_eq!(ran.nodes, ["built-in", "alpine"]);
    assert_eq!(ran.said(), "in\nFinished: SUCCESS\n");
}
