use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use maillon_model::Outcome;
use maillon_sandbox::{BuildOrder, ContainerOrder, Containers, Exit, Output, SandboxError};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{failure, remote};
use crate::body::testing::{Case, Ran, steps};

/// An engine that remembers its orders, and speaks as a container would.
#[derive(Debug, Default)]
struct FakeEngine {
    builds: Mutex<Vec<BuildOrder>>,
    runs: Mutex<Vec<ContainerOrder>>,
    says: String,
    exit: i32,
}

#[async_trait]
impl Containers for FakeEngine {
    async fn build(
        &self,
        order: BuildOrder,
        output: Output,
        _: &CancellationToken,
    ) -> Result<Exit, SandboxError> {
        self.builds.lock().unwrap().push(order);
        output.send(Bytes::from("built\n")).await.unwrap();
        Ok(Exit::Code(0))
    }

    async fn run(
        &self,
        order: ContainerOrder,
        output: Output,
        _: &CancellationToken,
    ) -> Result<Exit, SandboxError> {
        self.runs.lock().unwrap().push(order);
        output.send(Bytes::from(self.says.clone())).await.unwrap();
        Ok(Exit::Code(self.exit))
    }
}

impl FakeEngine {
    /// Entrypoint and arguments of each container.
    fn commands(&self) -> Vec<String> {
        let runs = self.runs.lock().unwrap();
        let command = |run: &ContainerOrder| {
            let name = &run.image.name;
            format!("{name} {:?} {:?}", run.image.entrypoint, run.args)
        };
        runs.iter().map(command).collect()
    }

    fn variable(&self, name: &str) -> Option<String> {
        let runs = self.runs.lock().unwrap();
        let run = runs.last()?;
        let mut env = run.env.iter();
        env.find_map(|(known, value)| (known == name).then(|| value.clone()))
    }
}

async fn run(case: Case, engine: FakeEngine) -> (Ran, Arc<FakeEngine>) {
    let engine = Arc::new(engine);
    let mut case = case;
    case.containers = Some(engine.clone());
    (case.run().await, engine)
}

#[tokio::test]
async fn an_image_takes_words_and_variables() {
    let case = steps(json!([
        {"uses": "docker://alpine:3.20", "with": {"args": "-c 'uname -a'", "entrypoint": "/bin/sh", "key": "v"}},
        {"uses": "docker://alpine:3.20"},
    ]));
    let (ran, engine) = run(case, FakeEngine::default()).await;
    assert_eq!(ran.outcome.outcome, Outcome::Success, "{}", ran.log);
    assert_eq!(
        engine.commands(),
        [
            "alpine:3.20 Some([\"/bin/sh\"]) Some([\"-c\", \"uname -a\"])",
            "alpine:3.20 None None"
        ]
    );
}

#[tokio::test]
async fn paths_are_those_of_the_container() {
    let case = steps(
        json!([{"uses": "docker://alpine", "with": {"key": "v"}, "env": {"D": "${{ github.workspace }}/d"}}]),
    );
    let (_, engine) = run(case, FakeEngine::default()).await;
    for (name, expected) in [
        ("INPUT_KEY", "v"),
        ("D", "/github/workspace/d"),
        ("GITHUB_WORKSPACE", "/github/workspace"),
        ("GITHUB_EVENT_PATH", "/github/workflow/event.json"),
        ("RUNNER_TEMP", "/github/runner_temp"),
        ("HOME", "/github/home"),
        ("CI", "true"),
    ] {
        assert_eq!(engine.variable(name).as_deref(), Some(expected), "{name}");
    }
    let output = engine.variable("GITHUB_OUTPUT").unwrap();
    assert!(output.starts_with("/github/file_commands/"), "{output}");
    let run = engine.runs.lock().unwrap().pop().unwrap();
    assert_eq!(run.workdir.to_str(), Some("/github/workspace"));
    let guests: Vec<_> = run
        .mounts
        .iter()
        .map(|mount| mount.guest.display().to_string())
        .collect();
    assert_eq!(
        guests,
        [
            "/github/workspace",
            "/github/runner_temp",
            "/github/home",
            "/github/workflow",
            "/github/file_commands"
        ]
    );
}

#[tokio::test]
async fn an_action_says_how_its_container_starts() {
    let case = steps(json!([
        {"uses": "./a", "id": "a", "with": {"who": "Mona Lisa", "args": "not used"}, "env": {"B": "step"}},
        {"run": "echo ${{ steps.a.outputs.time }}"},
    ]));
    let action = r"
inputs: {who: {}}
runs:
  using: docker
  image: docker://debian:bookworm
  entrypoint: /bin/sh -c
  args: ['${{ inputs.who }}', '']
  env: {A: '${{ inputs.who }}', B: action}
";
    let engine = FakeEngine {
        says: "::set-output name=time::noon\n".to_owned(),
        ..FakeEngine::default()
    };
    let (ran, engine) = run(case.file("a/action.yml", action), engine).await;
    assert_eq!(ran.said().lines().last(), Some("noon"), "{}", ran.log);
    assert_eq!(
        engine.commands(),
        ["debian:bookworm Some([\"/bin/sh\", \"-c\"]) Some([\"Mona Lisa\", \"\"])"]
    );
    assert_eq!(engine.variable("A").as_deref(), Some("Mona Lisa"));
    assert_eq!(engine.variable("B").as_deref(), Some("step"));
}

#[tokio::test]
async fn an_image_of_a_repository_is_built_once() {
    let action = "runs: {using: docker, image: Dockerfile, pre-entrypoint: /pre.sh, entrypoint: /main.sh, post-entrypoint: /post.sh, post-if: success()}";
    let case = remote(&["octo/d@v1", "octo/d@v1"]).action(
        "octo/d@v1",
        &[("action.yml", action), ("Dockerfile", "FROM scratch")],
    );
    let (ran, engine) = run(case, FakeEngine::default()).await;
    assert_eq!(ran.outcome.outcome, Outcome::Success, "{}", ran.log);
    assert_eq!(engine.builds.lock().unwrap().len(), 1);
    let entries: Vec<String> = engine.commands();
    let names: Vec<&str> = entries
        .iter()
        .filter_map(|entry| entry.split('"').nth(1))
        .collect();
    assert_eq!(
        names,
        [
            "/pre.sh", "/pre.sh", "/main.sh", "/main.sh", "/post.sh", "/post.sh"
        ]
    );
}

#[tokio::test]
async fn a_dockerfile_of_the_workspace_is_built_in_its_folder() {
    let case = steps(json!([{"uses": "./img", "with": {"args": "\"Mona is\" here"}}]));
    let case = case.file("img/Dockerfile", "FROM scratch");
    let (ran, engine) = run(case, FakeEngine::default()).await;
    assert!(ran.said().contains("built\n"), "{}", ran.log);
    let builds = engine.builds.lock().unwrap();
    assert!(builds[0].context.ends_with("work/img"));
    assert_eq!(builds[0].dockerfile.to_str(), Some("Dockerfile"));
    assert!(engine.commands()[0].ends_with("None Some([\"Mona is\", \"here\"])"));
}

#[tokio::test]
async fn its_exit_code_is_the_verdict() {
    let engine = FakeEngine {
        exit: 4,
        ..FakeEngine::default()
    };
    let (ran, _) = run(steps(json!([{"uses": "docker://alpine"}])), engine).await;
    assert!(failure(&ran).contains("exit code 4"), "{}", ran.log);
}

#[tokio::test]
async fn without_an_engine_there_is_no_verdict() {
    let ran = steps(json!([{"uses": "docker://alpine"}])).run().await;
    let message = "no container engine answers".to_owned();
    assert_eq!(ran.outcome.outcome, Outcome::Errored { message });
}
