//! A person who is asked what follows after a failed step, and gets a shell where it failed.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use maillon_github::{AfterFailure, FailedStep};
use maillon_model::Timestamp;

use super::host::JobHost;
use crate::clock;
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
    let since = clock::now();
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
        answer = asked => {
            if answer == AfterFailure::Retry {
                bring_changes(host, since).await;
            }
            answer
        }
    }
}

/// Brings what somebody changed in the repository since then into the job's workspace. What can't be
/// brought is told, and the step runs without it.
async fn bring_changes(host: &JobHost<'_>, since: Timestamp) {
    let source = Arc::clone(&host.this.context.source);
    let from = host.this.context.places.repository.clone();
    let to = host.place.workspace.path.clone();
    let bring = move || copy_changed(&source.files().unwrap_or_default(), &from, &to, since);
    let brought = tokio::task::spawn_blocking(bring).await;
    let line = match brought {
        Ok(Ok(files)) if files.is_empty() => return,
        Ok(Ok(files)) => format!("changed meanwhile: {}", files.join(", ")),
        Ok(Err(error)) => format!("WARNING: what changed meanwhile can't be brought: {error}"),
        Err(failed) => format!("WARNING: an internal error: {failed}"),
    };
    host.place.log.line(line).await;
}

/// Copies the files that changed since then. Where the job works in the repository itself there is
/// nothing to copy.
fn copy_changed(
    files: &[String],
    from: &Path,
    to: &Path,
    since: Timestamp,
) -> io::Result<Vec<String>> {
    if from == to {
        return Ok(Vec::new());
    }
    let start = UNIX_EPOCH + Duration::from_millis(since.0);
    let is_new = |file: &&String| {
        let changed = std::fs::metadata(from.join(file)).and_then(|found| found.modified());
        changed.is_ok_and(|changed| changed >= start)
    };
    let mut copied = Vec::new();
    for file in files.iter().filter(is_new) {
        let target = to.join(file);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        // A job may have put a link there, which must not be written through.
        if target.symlink_metadata().is_ok() {
            std::fs::remove_file(&target)?;
        }
        std::fs::copy(from.join(file), target)?;
        copied.push(file.clone());
    }
    Ok(copied)
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
    fn what_changed_meanwhile_is_copied() {
        let root = tempfile::tempdir().unwrap();
        let (from, to) = (root.path().join("from"), root.path().join("to"));
        std::fs::create_dir_all(from.join("src")).unwrap();
        for name in ["old", "src/new"] {
            std::fs::write(from.join(name), name).unwrap();
        }
        let old = UNIX_EPOCH + Duration::from_secs(1000);
        let file = std::fs::File::options()
            .write(true)
            .open(from.join("old"))
            .unwrap();
        file.set_modified(old).unwrap();
        let files = ["old", "src/new", "gone"].map(str::to_owned);
        let since = Timestamp(2_000_000);
        assert_eq!(
            copy_changed(&files, &from, &to, since).unwrap(),
            ["src/new"]
        );
        assert!(to.join("src/new").is_file() && !to.join("old").exists());
        assert!(
            copy_changed(&files, &from, &from, since)
                .unwrap()
                .is_empty()
        );
    }

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
