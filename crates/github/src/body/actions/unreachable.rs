//! Well-known actions whose service only GitHub has. They are refused with a reason, before their own
//! code fails with a riddle.

use super::inputs::Inputs;
use super::reference::Remote;

/// What an action needs that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lacks {
    /// A token for GitHub's API.
    Token,
    /// A token that says who the workflow is (OIDC), unless one of these inputs has a value; where
    /// inputs are named first, only when one of those has.
    Identity {
        only_with: &'static [&'static str],
        unless: &'static [&'static str],
    },
    /// A service of GitHub that takes only what its own runs give.
    Service(&'static str),
}

const ALWAYS: Lacks = Lacks::Identity {
    only_with: &[],
    unless: &[],
};

/// Actions, each with what it lacks. A name ending in `/` stands for all actions below.
const KNOWN: &[(&str, Lacks)] = &[
    ("actions/add-to-project", Lacks::Token),
    ("actions/attest", ALWAYS),
    ("actions/attest-build-provenance", ALWAYS),
    ("actions/attest-sbom", ALWAYS),
    ("actions/configure-pages", Lacks::Service("GitHub Pages")),
    ("actions/create-release", Lacks::Token),
    ("actions/dependency-review-action", Lacks::Token),
    ("actions/deploy-pages", Lacks::Service("GitHub Pages")),
    ("actions/first-interaction", Lacks::Token),
    ("actions/github-script", Lacks::Token),
    ("actions/labeler", Lacks::Token),
    ("actions/stale", Lacks::Token),
    ("actions/upload-release-asset", Lacks::Token),
    (
        "aws-actions/configure-aws-credentials",
        Lacks::Identity {
            only_with: &["role-to-assume"],
            unless: &[
                "aws-access-key-id",
                "web-identity-token-file",
                "role-chaining",
            ],
        },
    ),
    (
        "azure/login",
        Lacks::Identity {
            only_with: &["client-id"],
            unless: &["creds"],
        },
    ),
    (
        "github/codeql-action/",
        Lacks::Service("GitHub's code scanning"),
    ),
    (
        "google-github-actions/auth",
        Lacks::Identity {
            only_with: &["workload_identity_provider"],
            unless: &["credentials_json"],
        },
    ),
    ("googleapis/release-please-action", Lacks::Token),
    ("marocchino/sticky-pull-request-comment", Lacks::Token),
    (
        "ossf/scorecard-action",
        Lacks::Service("GitHub's code scanning"),
    ),
    ("peter-evans/create-or-update-comment", Lacks::Token),
    ("peter-evans/create-pull-request", Lacks::Token),
    ("peter-evans/find-comment", Lacks::Token),
    (
        "pypa/gh-action-pypi-publish",
        Lacks::Identity {
            only_with: &[],
            unless: &["password"],
        },
    ),
    ("release-drafter/release-drafter", Lacks::Token),
    ("rust-lang/crates-io-auth-action", ALWAYS),
    ("softprops/action-gh-release", Lacks::Token),
];

/// Variables in which actions look for a token.
const TOKENS: [&str; 2] = ["GITHUB_TOKEN", "GH_TOKEN"];

/// Why an action can't do its work here; None where nothing speaks against trying. `env` looks up
/// variables of the step.
pub(crate) fn refusal(
    action: &Remote,
    inputs: &Inputs,
    env: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let lacks = known(&action.name())?;
    let lacks = match lacks {
        Lacks::Token if has_token(inputs, env) => return None,
        Lacks::Token => {
            "calls GitHub's API and has no token: give one with `--secret GITHUB_TOKEN=...`"
        }
        Lacks::Identity { only_with, unless } if !needs_identity(inputs, only_with, unless) => {
            return None;
        }
        Lacks::Identity { .. } => {
            "needs an identity token (OIDC), which only GitHub's own service gives to its runs"
        }
        Lacks::Service(name) => {
            return Some(message(
                action,
                &format!("needs {name}, which takes only what runs on GitHub give"),
            ));
        }
    };
    Some(message(action, lacks))
}

/// Whether it is one of these actions.
pub(super) fn is_known(action: &Remote) -> bool {
    known(&action.name()).is_some()
}

fn message(action: &Remote, lacks: &str) -> String {
    let (name, repository) = (action.name(), &action.repository);
    format!(
        "{name} {lacks}; or let a stand-in do its work: `--action {repository}=PATH`; or skip the step with `if`"
    )
}

fn known(name: &str) -> Option<Lacks> {
    let name = name.to_ascii_lowercase();
    let fits = |known: &str| name == known || (known.ends_with('/') && name.starts_with(known));
    KNOWN
        .iter()
        .find(|(known, _)| fits(known))
        .map(|(_, lacks)| *lacks)
}

fn has_token(inputs: &Inputs, env: impl Fn(&str) -> Option<String>) -> bool {
    let is_token = |name: &str| name.to_ascii_lowercase().contains("token");
    inputs.shown().any(|(name, _)| is_token(name))
        || TOKENS
            .iter()
            .any(|name| env(name).is_some_and(|value| !value.is_empty()))
}

fn needs_identity(inputs: &Inputs, only_with: &[&str], unless: &[&str]) -> bool {
    let given = |name: &&str| inputs.get(name).is_some();
    (only_with.is_empty() || only_with.iter().any(given)) && !unless.iter().any(given)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::actions::reference::Reference;

    #[track_caller]
    fn check(
        uses: &str,
        with: &[(&str, &str)],
        token: Option<&'static str>,
        expected: Option<&str>,
    ) {
        let Ok(Reference::Remote(action)) = Reference::parse(uses) else {
            panic!("{uses}")
        };
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let inputs = Inputs::given(with.iter().map(owned));
        let refusal = refusal(&action, &inputs, |name| {
            let token = token.filter(|_| name == "GH_TOKEN");
            token.map(str::to_owned)
        });
        match (refusal, expected) {
            (None, None) => {}
            (Some(message), Some(part)) if message.contains(part) => {}
            (refusal, expected) => panic!("{uses} {with:?}: {refusal:?}, not {expected:?}"),
        }
    }

    #[test]
    fn an_action_for_the_api_needs_a_token() {
        let uses = "actions/github-script@v7";
        check(
            uses,
            &[("github-token", "")],
            None,
            Some("--secret GITHUB_TOKEN"),
        );
        check(uses, &[("github-token", "x")], None, None);
        check(uses, &[], Some("x"), None);
        check(
            uses,
            &[],
            Some(""),
            Some("--action actions/github-script=PATH"),
        );
    }

    #[test]
    fn identity_tokens_are_not_given() {
        check("actions/attest@v2", &[], Some("x"), Some("OIDC"));
        let aws = "aws-actions/configure-aws-credentials@v4";
        check(aws, &[("role-to-assume", "r")], None, Some("OIDC"));
        check(
            aws,
            &[("role-to-assume", "r"), ("aws-access-key-id", "k")],
            None,
            None,
        );
        check(aws, &[], None, None);
        check(
            "pypa/gh-action-pypi-publish@release/v1",
            &[],
            None,
            Some("OIDC"),
        );
        check(
            "pypa/gh-action-pypi-publish@release/v1",
            &[("password", "p")],
            None,
            None,
        );
    }

    #[test]
    fn services_of_github_are_named() {
        check(
            "github/codeql-action/upload-sarif@v3",
            &[("token", "x")],
            None,
            Some("code scanning"),
        );
        check("Actions/Deploy-Pages@v4", &[], None, Some("Pages"));
    }

    #[test]
    fn all_else_is_tried() {
        for uses in [
            "actions/cache@v4",
            "actions/upload-artifact@v4",
            "me/codeql-action/x@v1",
        ] {
            check(uses, &[], None, None);
        }
    }

    #[test]
    fn the_table_is_sorted_and_in_lower_case() {
        let names: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
        assert!(names.is_sorted());
        assert!(names.iter().all(|name| *name == name.to_ascii_lowercase()));
    }
}
