//! A person who is asked what follows after a failed step, and gets a shell where it failed.

use std::path::{Path, PathBuf};

use maillon_github::{AfterFailure, FailedStep};

use super::host::JobHost;
use crate::request::{Paused, Pauser, ShellEntry};

/// A person's usual shell, or the one that is there.
const SHELL: &str = "command -v bash >/dev/null && exec bash; exec sh";

/// Asks, unless the job ends meanwhile.
pub(super) async fn ask(
    host: &JobHost<'_>,
    pauser: &dyn Pauser,
    failed: FailedStep<'_>,
) -> AfterFailure {
    let this = host.this;
    let step = this.masks.current().redact(failed.name).into_owned();
    let message = this.masks.current().redact(failed.message).into_owned();
    let asked = pauser.paused(Paused {
        job: this.name,
        step: &step,
        message: &message,
        shell: entry(
            host.sandbox.container(),
            host.place.workspace.path.clone(),
            &failed,
        ),
    });
    tokio::select! {
        biased;
        () = this.cancel.cancelled() => AfterFailure::GoOn,
        () = this.context.abort.cancelled() => AfterFailure::GoOn,
        answer = asked => answer,
    }
}

/// On this machine a shell where the step ran; in a container one that gets its environment by name,
/// so that no value shows in a list of processes.
fn entry(container: Option<&str>, workspace: PathBuf, failed: &FailedStep<'_>) -> ShellEntry {
    let env = failed.env.to_vec();
    match container {
        None => ShellEntry {
            argv: words(&["sh", "-c", SHELL]),
            cwd: failed.cwd.to_owned(),
            env,
        },
        Some(container) => ShellEntry {
            argv: in_container(container, failed.cwd, &env),
            cwd: workspace,
            env,
        },
    }
}

fn in_container(container: &str, cwd: &Path, env: &[(String, String)]) -> Vec<String> {
    let cwd = cwd.display().to_string();
    let mut argv = words(&["docker", "exec", "-it", "-w", &cwd]);
    for (name, _) in env {
        argv.extend(words(&["-e", name]));
    }
    argv.extend(words(&[container, "sh", "-c", SHELL]));
    argv
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_in_a_container_gets_its_environment_by_name() {
        let env = [("TOKEN".to_owned(), "hunter22".to_owned())];
        let failed = FailedStep {
            name: "test",
            message: "exit code 1",
            env: &env,
            cwd: Path::new("/__w/a/a"),
        };
        let entry = entry(Some("c1"), "/w".into(), &failed);
        assert_eq!(
            entry.argv.join(" "),
            format!("docker exec -it -w /__w/a/a -e TOKEN c1 sh -c {SHELL}")
        );
        assert_eq!(entry.env, env);
    }
}
