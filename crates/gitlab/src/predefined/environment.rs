//! What is known of a job's environment.

use std::sync::LazyLock;

use maillon_model::Variable;
use maillon_model::job::{Environment, EnvironmentAction};
use regex::Regex;

use super::{Entry, Subject, entries, slug, variables};

/// The variables of a job that deploys; the environment's texts are expanded already.
pub(crate) fn environment(environment: &Environment) -> Vec<Variable> {
    variables(TABLE, environment)
}

/// Which tier a name means. The order counts.
///
/// Source: <https://docs.gitlab.com/ci/environments/#deployment-tier-of-environments>.
static TIERS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    let tiers = [
        ("(?i)(dev|review|trunk)", "development"),
        (
            "(?i)(test|tst|int|ac(ce|)pt|qa|qc|control|quality)",
            "testing",
        ),
        ("(?i)(st(a|)g|mod(e|)l|pre|demo|non)", "staging"),
        ("(?i)(pr(o|)d|live)", "production"),
    ];
    let compiled = tiers
        .into_iter()
        .filter_map(|(pattern, tier)| Some((Regex::new(pattern).ok()?, tier)));
    compiled.collect()
});

fn tier(environment: &Environment) -> String {
    let guess = || {
        TIERS
            .iter()
            .find(|(pattern, _)| pattern.is_match(&environment.name))
    };
    match &environment.tier {
        Some(tier) => tier.clone(),
        None => guess().map_or("other", |(_, tier)| tier).to_owned(),
    }
}

fn action(environment: &Environment) -> &'static str {
    match environment.action {
        EnvironmentAction::Start => "start",
        EnvironmentAction::Prepare => "prepare",
        EnvironmentAction::Stop => "stop",
        EnvironmentAction::Verify => "verify",
        EnvironmentAction::Access => "access",
    }
}

/// The variables of a deployment.
pub(super) enum OfEnvironment {}

impl Subject for OfEnvironment {
    type Facts<'a> = Environment;
}

pub(super) const TABLE: &[Entry<OfEnvironment>] = entries! {
    "CI_ENVIRONMENT_NAME", "The environment's name", |e| e.name.clone();
    "CI_ENVIRONMENT_SLUG", "The name for use in addresses, at most 24 characters", |e| slug::environment(&e.name);
    "CI_ENVIRONMENT_URL", "The environment's address", |e| e.url.clone();
    "CI_ENVIRONMENT_ACTION", "`start`, `prepare`, `stop`, `verify` or `access`", |e| action(e).to_owned();
    "CI_ENVIRONMENT_TIER", "`production`, `staging`, `testing`, `development` or `other`", |e| tier(e);
    "CI_ENVIRONMENT_ID", "`1`", |_| "1".to_owned();
};
