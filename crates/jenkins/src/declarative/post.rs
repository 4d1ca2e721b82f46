//! `post`: which conditions hold, and the run of their blocks.

use std::sync::Arc;

use maillon_groovy::{Cx, Eval, Throw};

use super::script::caught;
use super::walk::Walk;
use crate::build::{BuildResult, Local, result_of, say, trace, within};
use crate::definition::PostCondition;

/// In the order in which they run, after the ordinals of Jenkins' plugin.
const ORDER: &[(&str, Holds)] = &[
    ("always", |_| true),
    ("changed", |now| {
        now.before.is_none_or(|before| before != now.result)
    }),
    ("fixed", is_fixed),
    ("regression", |now| {
        now.before.is_some_and(|before| now.result > before)
    }),
    ("aborted", |now| now.result == BuildResult::Aborted),
    ("success", |now| now.result == BuildResult::Success),
    ("unsuccessful", |now| now.result != BuildResult::Success),
    ("unstable", |now| now.result == BuildResult::Unstable),
    ("failure", |now| now.result == BuildResult::Failure),
    ("notBuilt", |now| now.result == BuildResult::NotBuilt),
    ("cleanup", |_| true),
];

type Holds = fn(&Now) -> bool;

/// What conditions look at.
struct Now {
    result: BuildResult,
    /// Of the build before this one.
    before: Option<BuildResult>,
}

fn is_fixed(now: &Now) -> bool {
    let broken = [BuildResult::Failure, BuildResult::Unstable];
    now.result == BuildResult::Success && now.before.is_some_and(|before| broken.contains(&before))
}

/// Whose conditions are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Build,
    Stage,
}

/// Whether a block would run.
pub(super) fn is_due(
    cx: &mut Cx,
    of: Of,
    post: &[PostCondition],
    error: Option<&Throw>,
) -> Eval<bool> {
    let now = now(cx, of, error)?;
    let holds = |name: &str| ORDER.iter().any(|(own, holds)| *own == name && holds(&now));
    Ok(post.iter().any(|condition| holds(&condition.name.name)))
}

impl Walk {
    /// Runs the blocks whose conditions hold. What one throws doesn't stop the later ones. Gives the first error.
    pub(super) fn run_post(
        self: &Arc<Self>,
        cx: &mut Cx,
        of: Of,
        post: &[PostCondition],
        has_agent: HasAgent,
        mut error: Option<Throw>,
    ) -> Eval<Option<Throw>> {
        for (name, holds) in ORDER {
            let Some(condition) = post.iter().find(|own| *own.name.name == **name) else {
                continue;
            };
            let now = now(cx, of, error.as_ref())?;
            if !holds(&now) {
                continue;
            }
            let seen = |local: &mut Local| local.seen_result = Some(now.result);
            let run = |cx: &mut Cx| self.run_block(cx, &condition.body, has_agent);
            if let Err(thrown) = caught(within(cx, seen, run))? {
                say(cx, format!("Error when executing {name} post condition:"));
                say(cx, trace(&thrown.0).join("\n"));
                error.get_or_insert(thrown);
            }
        }
        Ok(error)
    }
}

/// Whether steps have a node by the `agent` around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HasAgent {
    Yes,
    /// `agent none`.
    No,
}

fn now(cx: &mut Cx, of: Of, error: Option<&Throw>) -> Eval<Now> {
    let local = Local::here(cx)?;
    let build = local.build.current_result();
    let own = match (error, of, &local.stage) {
        (Some(thrown), ..) => result_of(&thrown.0),
        (None, Of::Stage, Some(stage)) => stage.result.lock().unwrap_or(BuildResult::Success),
        _ => BuildResult::Success,
    };
    Ok(Now {
        result: build.worse(own),
        before: local.build.job.previous.as_ref().map(|run| run.result),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keywords::POST_CONDITIONS;

    #[test]
    fn every_condition_of_the_reference_is_looked_at_in_its_order() {
        let known = POST_CONDITIONS.iter().map(|(name, _)| *name);
        let looked_at = ORDER.iter().map(|(name, _)| *name);
        assert!(known.eq(looked_at));
    }

    fn check(result: BuildResult, before: Option<BuildResult>, expected: &[&str]) {
        let now = Now { result, before };
        let holding = ORDER.iter().filter(|(_, holds)| holds(&now));
        let holding: Vec<&str> = holding.map(|(name, _)| *name).collect();
        assert_eq!(holding, expected);
    }

    #[test]
    fn conditions_compare_with_the_build_before() {
        use BuildResult::{Aborted, Failure, NotBuilt, Success, Unstable};
        check(
            Success,
            Some(Aborted),
            &["always", "changed", "success", "cleanup"],
        );
        check(
            Unstable,
            Some(Failure),
            &["always", "changed", "unsuccessful", "unstable", "cleanup"],
        );
        check(
            NotBuilt,
            Some(Failure),
            &[
                "always",
                "changed",
                "regression",
                "unsuccessful",
                "notBuilt",
                "cleanup",
            ],
        );
        check(
            Failure,
            Some(Failure),
            &["always", "unsuccessful", "failure", "cleanup"],
        );
    }
}
