//! What a checkout is asked for, and its way into the workspace.

use std::path::PathBuf;

use maillon_groovy::{Eval, Value};
use maillon_model::Trigger;

use crate::build;
use crate::credentials::{Credential, find, login};
use crate::host::CheckoutOrder;
use crate::steps::files::resolve;
use crate::steps::{Arguments, StepCall, described, named};

/// What goes where.
pub(super) struct Order {
    what: CheckoutOrder,
    into: PathBuf,
}

impl Order {
    /// Into the current folder.
    pub(super) fn here(call: &StepCall<'_>, what: CheckoutOrder) -> Self {
        Self {
            what,
            into: call.local.cwd.clone(),
        }
    }
}

/// `scmGit(branches: [[name: 'main']], userRemoteConfigs: [[url: '...']], extensions: [...])`.
pub(super) fn of_git(call: &mut StepCall<'_>, args: &Arguments) -> Eval<Order> {
    let remote = fields(call, args.list("userRemoteConfigs").first())?;
    let branch = fields(call, args.list("branches").first())?.text("name");
    // Without a remote it is the repository that the build is for.
    let what = match remote.text("url") {
        None => CheckoutOrder::Scm,
        Some(url) => {
            let id = remote.text("credentialsId");
            repository(call, &url, branch.as_deref(), id.as_deref())?
        }
    };
    let mut order = Order::here(call, what);
    for extension in args.list("extensions") {
        let Some(extension) = described(call.cx, &extension)? else {
            continue;
        };
        if let Some(folder) = extension.args.text("relativeTargetDir") {
            order.into = resolve(call, &folder);
        }
    }
    Ok(order)
}

/// The fields of `[url: '...']`, or of `userRemoteConfig(url: '...')`.
fn fields(call: &mut StepCall<'_>, value: Option<&Value>) -> Eval<Arguments> {
    let Some(value) = value else {
        return Ok(Arguments::default());
    };
    if let Some(described) = described(call.cx, value)? {
        return Ok(described.args);
    }
    match value {
        Value::Map(map) => Ok(Arguments(named(call.cx, map)?)),
        _ => Ok(Arguments::default()),
    }
}

/// A repository at a branch, tag or commit.
pub(super) fn repository(
    call: &mut StepCall<'_>,
    url: &str,
    branch: Option<&str>,
    credential: Option<&str>,
) -> Eval<CheckoutOrder> {
    let url = expand(call, url)?;
    let git_ref = match branch {
        Some(branch) => Some(plain_ref(&expand(call, branch)?)).filter(|name| name != "**"),
        None => None,
    };
    if is_own(call, &url, git_ref.as_deref()) {
        return Ok(CheckoutOrder::Scm);
    }
    let (mut user, mut key) = (None, None);
    if let Some(id) = credential.filter(|id| !id.is_empty()) {
        call.say(format!("using credential {id}"));
        match find(call.cx, id)? {
            Credential::SshKey { key: secret, .. } => key = Some(secret.expose().to_owned()),
            other => user = login(&other).map(|(user, word)| (user, word.expose().to_owned())),
        }
    }
    Ok(CheckoutOrder::Git {
        url,
        git_ref: git_ref.filter(|name| !name.is_empty()),
        login: user,
        key,
    })
}

/// Whether it is what the build is for: that comes as it stands in the working tree. Without a branch the default one is meant.
fn is_own(call: &StepCall<'_>, url: &str, git_ref: Option<&str>) -> bool {
    let trigger = &call.local.build.job.trigger;
    let project = &trigger.project;
    let git_ref = git_ref.unwrap_or(&project.default_branch);
    let same_ref = git_ref == trigger.git_ref.name() || git_ref == trigger.commit.sha;
    let own = [
        project.remote_url.clone(),
        format!("{}/{}", project.host, project.path),
    ];
    same_ref && own.iter().any(|own| place(own) == place(url))
}

/// Host and path of a repository, whichever way its URL is written.
fn place(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = match rest.split_once('@') {
        Some((user, rest)) if !user.contains('/') => rest,
        _ => rest,
    };
    let rest = rest.trim_end_matches('/');
    let rest = rest.strip_suffix(".git").unwrap_or(rest);
    rest.replace(':', "/").to_ascii_lowercase()
}

/// `*/main`, `origin/main`, `refs/heads/main`: as the plugin understands them.
fn plain_ref(name: &str) -> String {
    let prefixes = [
        "refs/remotes/origin/",
        "remotes/origin/",
        "refs/heads/",
        "refs/tags/",
        "origin/",
        "*/",
    ];
    let found = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix));
    found.unwrap_or(name).to_owned()
}

/// `$NAME` and `${NAME}` in the arguments are the build's variables, as in the plugin.
fn expand(call: &mut StepCall<'_>, text: &str) -> Eval<String> {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        result.push_str(before);
        let braced = after
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'));
        let (name, behind) = braced.unwrap_or_else(|| {
            let end = after.find(|c: char| !c.is_alphanumeric() && c != '_');
            after
                .split_at_checked(end.unwrap_or(after.len()))
                .unwrap_or((after, ""))
        });
        if let Some(value) = build::variable(call.cx, name)? {
            result.push_str(&value);
        } else {
            result.push('$');
            result.push_str(after.strip_suffix(behind).unwrap_or(after));
        }
        rest = behind;
    }
    result.push_str(rest);
    Ok(result)
}

/// Brings it; gives what the build knows of it: `GIT_COMMIT`, `GIT_BRANCH`, `GIT_URL`.
pub(super) fn bring(call: &mut StepCall<'_>, order: Order) -> Eval<Value> {
    let node = call.node()?;
    let known = match order.what {
        CheckoutOrder::Scm => own_variables(&call.local.build.job.trigger),
        CheckoutOrder::Git { .. } => Vec::new(),
    };
    let done = call.ask_long(move |host, _cancel| {
        Box::pin(async move { host.checkout(&*node, &order.into, order.what).await })
    })?;
    let done = done.map_err(|why| call.fail(why))?;
    done.lines.iter().for_each(|line| call.say(line));
    let variables = known.into_iter().chain(done.variables);
    Ok(Value::map(
        variables.map(|(name, value)| (name, Value::text(value))),
    ))
}

/// What is known of the build's own repository. Names of branches are plain, as in a multibranch project.
fn own_variables(trigger: &Trigger) -> Vec<(String, String)> {
    let (commit, project) = (&trigger.commit.sha, &trigger.project);
    let branch = trigger.git_ref.name();
    [
        ("GIT_COMMIT", commit.as_str()),
        ("GIT_BRANCH", branch),
        ("GIT_LOCAL_BRANCH", branch),
        ("GIT_URL", project.remote_url.as_str()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_repository_has_many_urls() {
        let urls = [
            "https://git.example.com/acme/demo.git",
            "git@git.example.com:acme/demo.git",
            "ssh://git@git.example.com/acme/demo/",
            "git.example.com/acme/Demo",
        ];
        for url in urls {
            assert_eq!(place(url), "git.example.com/acme/demo");
        }
        assert_ne!(place("/srv/acme/demo"), "git.example.com/acme/demo");
    }

    #[test]
    fn names_of_branches() {
        let names = [
            "*/main",
            "refs/heads/x/y",
            "origin/z",
            "v1.0",
            "refs/tags/v2",
        ];
        let plain: Vec<String> = names.into_iter().map(plain_ref).collect();
        assert_eq!(plain, ["main", "x/y", "z", "v1.0", "v2"]);
    }
}
