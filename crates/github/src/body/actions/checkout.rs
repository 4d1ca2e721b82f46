//! `actions/checkout`, built in: the workspace has the run's own repository already.
//!
//! Source of inputs and outputs: <https://github.com/actions/checkout#usage>. What speaks of how git
//! fetches (`fetch-depth`, `clean`, tokens, keys) changes nothing here.

use std::path::{Component, Path, PathBuf};

use maillon_model::spec::Checkout;

use super::super::job::{Frame, JobRun};
use super::super::scope::RunScope;
use super::super::step::{StepRun, Stop, Worked};
use super::inputs::Inputs;
use super::reference::Reference;
use crate::body::{CheckoutOrder, Submodules};
use crate::expression::{Scope, Value};

/// Whether a reference names this action.
pub(super) fn is_meant(reference: &Reference) -> bool {
    let Reference::Remote(remote) = reference else {
        return false;
    };
    remote.path.is_empty() && remote.repository.eq_ignore_ascii_case("actions/checkout")
}

/// Brings what is not there yet.
pub(super) async fn run(
    job: &mut JobRun<'_>,
    frame: &Frame,
    run: &mut StepRun,
    inputs: &Inputs,
) -> Worked {
    let github = RunScope::new(job, frame).at(run).context("github");
    let own = Own::of(&github.unwrap_or(Value::Null));
    for remark in remarks(inputs) {
        job.log.notice(&remark).await;
    }
    let workspace = job.body.sandbox.workspace();
    match plan(inputs, &own, workspace, job.body.job.checkout).map_err(Stop::failed)? {
        Plan::Present => {
            job.log.line(&own.present()).await;
            run.outputs.extend(own.outputs());
            Ok(())
        }
        Plan::Bring(order) => {
            let is_own = order.repository.is_none() && order.git_ref.is_none();
            bring(job, run, order).await?;
            if is_own {
                run.outputs.extend(own.outputs());
            }
            Ok(())
        }
    }
}

async fn bring(job: &mut JobRun<'_>, run: &mut StepRun, order: CheckoutOrder) -> Worked {
    let brought = tokio::select! {
        biased;
        () = run.cancel.cancelled() => return Err(Stop::Canceled),
        brought = job.body.host.checkout(order) => brought.map_err(Stop::failed)?,
    };
    for line in &brought.lines {
        job.log.line(line).await;
    }
    let outputs = [("ref", brought.git_ref), ("commit", brought.commit)];
    let owned = outputs.map(|(name, value)| (name.to_owned(), value));
    run.outputs.extend(owned);
    Ok(())
}

/// Inputs that would leave files out; all of them are there instead.
const NARROWING: [&str; 3] = ["sparse-checkout", "filter", "lfs"];

/// What a run is about, so that a checkout of the same is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Own {
    /// `owner/name`
    repository: String,
    git_ref: String,
    commit: String,
    /// Other names of the same commit.
    also: Vec<String>,
}

impl Own {
    /// Reads the `github` context.
    pub(crate) fn of(github: &Value) -> Self {
        let text = |path: &[&str]| {
            let found = path.iter().try_fold(github.clone(), |at, name| match at {
                Value::Object(object) => object.get(name).cloned(),
                _ => None,
            });
            found.map_or_else(String::new, |value| value.to_text().to_string())
        };
        let also = [
            text(&["ref_name"]),
            text(&["head_ref"]),
            text(&["event", "after"]),
            text(&["event", "pull_request", "head", "ref"]),
            text(&["event", "pull_request", "head", "sha"]),
            text(&["event", "workflow_run", "head_sha"]),
            text(&["event", "workflow_run", "head_branch"]),
        ];
        Self {
            repository: text(&["repository"]),
            git_ref: text(&["ref"]),
            commit: text(&["sha"]),
            also: also.into_iter().filter(|name| !name.is_empty()).collect(),
        }
    }

    fn is_repository(&self, repository: &str) -> bool {
        repository.is_empty() || repository.eq_ignore_ascii_case(&self.repository)
    }

    fn is_commit(&self, git_ref: &str) -> bool {
        let plain = git_ref.strip_prefix("refs/heads/").unwrap_or(git_ref);
        let names = [&self.git_ref, &self.commit];
        let mut names = names.into_iter().chain(&self.also);
        git_ref.is_empty() || names.any(|name| name == git_ref || name == plain)
    }

    /// The outputs of a checkout of the run's own commit.
    fn outputs(&self) -> [(String, String); 2] {
        [
            ("ref".to_owned(), self.git_ref.clone()),
            ("commit".to_owned(), self.commit.clone()),
        ]
    }

    fn present(&self) -> String {
        let commit = self.commit.get(..7).unwrap_or(&self.commit);
        format!(
            "The workspace holds {} at {} ({commit}) already",
            self.repository, self.git_ref
        )
    }
}

/// What a checkout comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// Nothing: all is there.
    Present,
    /// Files have to be brought.
    Bring(CheckoutOrder),
}

/// Decides what a checkout comes to; `filled` is what the workspace was given when the job began.
pub(crate) fn plan(
    inputs: &Inputs,
    own: &Own,
    workspace: &Path,
    filled: Checkout,
) -> Result<Plan, String> {
    let given = |name| inputs.get(name).unwrap_or_default().trim();
    let into = into(given("path"), workspace)?;
    let submodules = submodules(given("submodules"))?;
    let (repository, git_ref) = (given("repository"), given("ref"));
    let own_repository = own.is_repository(repository);
    let own_commit = own_repository && own.is_commit(git_ref);
    let is_filled = match filled {
        Checkout::TreeWithSubmodules => true,
        Checkout::Tree => submodules == Submodules::None,
        Checkout::Empty => false,
    };
    if own_commit && is_filled && into.as_os_str().is_empty() {
        return Ok(Plan::Present);
    }
    Ok(Plan::Bring(CheckoutOrder {
        repository: (!own_repository).then(|| repository.to_owned()),
        git_ref: (!own_commit && !git_ref.is_empty()).then(|| git_ref.to_owned()),
        into,
        submodules,
    }))
}

/// What is said of inputs that have no effect.
pub(crate) fn remarks(inputs: &Inputs) -> Vec<String> {
    let without_effect = |name: &&str| inputs.get(name).is_some_and(|value| value != "false");
    let names = NARROWING.into_iter().filter(without_effect);
    names
        .map(|name| format!("`{name}` has no effect: the files are those of the working tree"))
        .collect()
}

fn submodules(given: &str) -> Result<Submodules, String> {
    match given.to_ascii_lowercase().as_str() {
        "" | "false" => Ok(Submodules::None),
        "true" => Ok(Submodules::Direct),
        "recursive" => Ok(Submodules::Recursive),
        _ => Err(format!(
            "`submodules: {given}` is none of `true`, `false` and `recursive`"
        )),
    }
}

/// A path below the workspace.
fn into(given: &str, workspace: &Path) -> Result<PathBuf, String> {
    let given_path = Path::new(given);
    let outside = || {
        format!(
            "Repository path '{given}' is not under '{}'",
            workspace.display()
        )
    };
    let relative = match given_path.strip_prefix(workspace) {
        Ok(relative) => relative,
        Err(_) if given_path.is_absolute() => return Err(outside()),
        Err(_) => given_path,
    };
    let mut into = PathBuf::new();
    for component in relative.components() {
        match component {
            Component::Normal(name) => into.push(name),
            Component::ParentDir if into.pop() => {}
            Component::CurDir => {}
            _ => return Err(outside()),
        }
    }
    Ok(into)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn own() -> Own {
        Own::of(&Value::from(&json!({
            "repository": "me/app", "ref": "refs/pull/3/merge", "sha": "aaa", "head_ref": "feature",
            "event": {"pull_request": {"head": {"sha": "bbb", "ref": "feature"}}},
        })))
    }

    fn decide(with: &[(&str, &str)], filled: Checkout) -> Result<Plan, String> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let inputs = Inputs::given(with.iter().map(owned));
        plan(&inputs, &own(), Path::new("/w/app"), filled)
    }

    #[track_caller]
    fn present(with: &[(&str, &str)]) {
        assert_eq!(decide(with, Checkout::Tree), Ok(Plan::Present), "{with:?}");
    }

    #[track_caller]
    fn bring(with: &[(&str, &str)], expected: CheckoutOrder) {
        assert_eq!(
            decide(with, Checkout::Tree),
            Ok(Plan::Bring(expected)),
            "{with:?}"
        );
    }

    #[test]
    fn the_runs_own_commit_is_there_already() {
        present(&[]);
        present(&[
            ("fetch-depth", "0"),
            ("persist-credentials", "false"),
            ("path", "."),
        ]);
        present(&[("repository", "Me/App"), ("submodules", "false")]);
        present(&[("ref", "bbb")]);
        present(&[("ref", "feature")]);
        present(&[("ref", "refs/heads/feature"), ("path", "/w/app")]);
    }

    #[test]
    fn all_else_is_brought() {
        let order = CheckoutOrder::default;
        bring(
            &[("path", "./a/../src")],
            CheckoutOrder {
                into: "src".into(),
                ..order()
            },
        );
        bring(
            &[("ref", "v1")],
            CheckoutOrder {
                git_ref: Some("v1".to_owned()),
                ..order()
            },
        );
        bring(
            &[("repository", "you/lib"), ("path", "lib")],
            CheckoutOrder {
                repository: Some("you/lib".to_owned()),
                into: "lib".into(),
                ..order()
            },
        );
        bring(
            &[("submodules", "recursive")],
            CheckoutOrder {
                submodules: Submodules::Recursive,
                ..order()
            },
        );
        assert_eq!(decide(&[], Checkout::Empty), Ok(Plan::Bring(order())));
        let with = [("submodules", "true")];
        assert_eq!(
            decide(&with, Checkout::TreeWithSubmodules),
            Ok(Plan::Present)
        );
    }

    #[test]
    fn a_path_stays_in_the_workspace() {
        for path in ["..", "a/../..", "/etc"] {
            let message = decide(&[("path", path)], Checkout::Tree).unwrap_err();
            assert_eq!(
                message,
                format!("Repository path '{path}' is not under '/w/app'")
            );
        }
        assert!(decide(&[("submodules", "maybe")], Checkout::Tree).is_err());
    }

    #[test]
    fn inputs_without_effect_are_named() {
        let with = [("lfs", "false"), ("sparse-checkout", "src")];
        let inputs = Inputs::given(with.map(|(n, v)| (n.to_owned(), v.to_owned())));
        assert_eq!(
            remarks(&inputs),
            ["`sparse-checkout` has no effect: the files are those of the working tree"]
        );
    }
}
