//! Actions of all kinds over a real shell, with the `node` of this machine.

mod checkout;
mod composite;
mod docker;
mod javascript;
mod sides;

use maillon_model::Outcome;
use serde_json::{Value as Json, json};

use crate::body::testing::{Case, Ran, steps};

/// A job whose only step uses an action of the workspace, in `a/`.
fn local(action: &str) -> Case {
    steps(json!([{"uses": "./a"}])).file("a/action.yml", action)
}

/// A job whose steps each use an action of a repository.
fn remote(uses: &[&str]) -> Case {
    let list: Vec<Json> = uses.iter().map(|uses| json!({"uses": uses})).collect();
    steps(Json::Array(list))
}

/// Whether `node` is there; says so where it is not. `MAILLON_TEST_NODE=require` makes that a failure.
fn has_node() -> bool {
    if std::path::Path::new("/usr/bin/node").exists()
        || std::path::Path::new("/usr/local/bin/node").exists()
    {
        return true;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "how a test is asked for is no input of the library"
    )]
    let strict = std::env::var("MAILLON_TEST_NODE").is_ok_and(|value| value == "require");
    assert!(!strict, "there is no node");
    eprintln!("skipped: there is no node");
    false
}

/// The message of a job that failed.
#[track_caller]
fn failure(ran: &Ran) -> &str {
    match &ran.outcome.outcome {
        Outcome::Failed(failure) => &failure.message,
        other => panic!("{other:?}\n{}", ran.log),
    }
}

/// Lines of the log that are about neither fetching nor the `node` that runs.
fn own_lines(ran: &Ran) -> String {
    let said = ran.said();
    let noise = [
        "Download action",
        "Notice: JavaScript actions",
        "Warning: there are no services",
        "Post job cleanup.",
    ];
    let own = said
        .lines()
        .filter(|line| !noise.iter().any(|noise| line.starts_with(noise)));
    own.fold(String::new(), |text, line| text + line + "\n")
}
