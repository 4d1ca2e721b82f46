//! Descriptions of things: `string(name: 'X')`, `usernamePassword(...)`, `[$class: 'GitSCM', ...]`. A step takes them as arguments.

use indexmap::IndexMap;
use maillon_groovy::{Cx, Eval, Native, Value};

use super::arguments::{self, Arguments, plain_text};

/// A description: what of, and its arguments.
#[derive(Clone)]
pub(crate) struct Described {
    /// `string`, `usernamePassword`, `scmGit`.
    pub(crate) symbol: String,
    /// By name.
    pub(crate) args: Arguments,
}

/// A name that describes something when it is called.
#[derive(Debug)]
pub(crate) struct Symbol {
    /// As scripts call it.
    pub(crate) name: &'static str,
    /// The parameter that an unnamed argument is.
    pub(crate) sole: Option<&'static str>,
    /// The simple name of its class, for `[$class: '...']`.
    pub(crate) class: &'static str,
}

const fn symbol(name: &'static str, sole: &'static str, class: &'static str) -> Symbol {
    Symbol {
        name,
        sole: if sole.is_empty() { None } else { Some(sole) },
        class,
    }
}

/// All symbols.
pub(crate) static SYMBOLS: &[Symbol] = &[
    symbol("string", "", "StringParameterDefinition"),
    symbol("stringParam", "", "StringParameterDefinition"),
    symbol("text", "", "TextParameterDefinition"),
    symbol("textParam", "", "TextParameterDefinition"),
    symbol("booleanParam", "", "BooleanParameterDefinition"),
    symbol("choice", "", "ChoiceParameterDefinition"),
    symbol("choiceParam", "", "ChoiceParameterDefinition"),
    symbol("password", "", "PasswordParameterDefinition"),
    symbol("nonStoredPassword", "", "PasswordParameterDefinition"),
    symbol("credentials", "", "CredentialsParameterDefinition"),
    symbol("file", "", "FileParameterDefinition"),
    symbol("run", "", "RunParameterDefinition"),
    symbol(
        "parameters",
        "parameterDefinitions",
        "ParametersDefinitionProperty",
    ),
    symbol(
        "pipelineTriggers",
        "triggers",
        "PipelineTriggersJobProperty",
    ),
    symbol("cron", "spec", "TimerTrigger"),
    symbol("pollSCM", "scmpoll_spec", "SCMTrigger"),
    symbol("upstream", "", "ReverseBuildTrigger"),
    symbol("githubPush", "", "GitHubPushTrigger"),
    symbol("buildDiscarder", "strategy", "BuildDiscarderProperty"),
    symbol("logRotator", "", "LogRotator"),
    symbol(
        "disableConcurrentBuilds",
        "",
        "DisableConcurrentBuildsJobProperty",
    ),
    symbol("disableResume", "", "DisableResumeJobProperty"),
    symbol("durabilityHint", "hint", "DurabilityHintJobProperty"),
    symbol("preserveStashes", "", "PreserveStashesJobProperty"),
    symbol("quietPeriod", "quietPeriod", "QuietPeriodJobProperty"),
    symbol(
        "overrideIndexTriggers",
        "enableTriggers",
        "OverrideIndexTriggersJobProperty",
    ),
    symbol("rateLimitBuilds", "", "RateLimitBranchProperty"),
    symbol(
        "copyArtifactPermission",
        "projectNames",
        "CopyArtifactPermissionProperty",
    ),
    symbol(
        "gitLabConnection",
        "gitLabConnection",
        "GitLabConnectionProperty",
    ),
    symbol(
        "githubProjectProperty",
        "projectUrlStr",
        "GithubProjectProperty",
    ),
    symbol("githubProject", "projectUrlStr", "GithubProjectProperty"),
    symbol("usernamePassword", "", "UsernamePasswordMultiBinding"),
    symbol("usernameColonPassword", "", "UsernamePasswordBinding"),
    symbol("sshUserPrivateKey", "", "SSHUserPrivateKeyBinding"),
    symbol("certificate", "", "CertificateMultiBinding"),
    symbol("zip", "", "ZipFileBinding"),
    symbol("scmGit", "", "GitSCM"),
    symbol("gitSCM", "", "GitSCM"),
    symbol("submodule", "", "SubmoduleOption"),
    symbol("cloneOption", "", "CloneOption"),
    symbol("cleanBeforeCheckout", "", "CleanBeforeCheckout"),
    symbol("cleanAfterCheckout", "", "CleanCheckout"),
    symbol("checkoutOption", "", "CheckoutOption"),
    symbol("lfs", "", "GitLFSPull"),
    symbol("pruneStaleBranch", "", "PruneStaleBranch"),
    symbol("pruneTags", "pruneTags", "PruneStaleTag"),
    symbol("userIdentity", "", "UserIdentity"),
    symbol("sparseCheckout", "", "SparseCheckoutPaths"),
    symbol(
        "relativeTargetDirectory",
        "relativeTargetDir",
        "RelativeTargetDirectory",
    ),
    symbol("authorInChangelog", "", "AuthorInChangelog"),
    symbol("wipeWorkspace", "", "WipeWorkspace"),
    symbol("ignoreNotifyCommit", "", "IgnoreNotifyCommit"),
    symbol("disableRemotePoll", "", "DisableRemotePoll"),
    symbol("developers", "", "DevelopersRecipientProvider"),
    symbol("requestor", "", "RequesterRecipientProvider"),
    symbol("culprits", "", "CulpritsRecipientProvider"),
    symbol(
        "brokenBuildSuspects",
        "",
        "FirstFailingBuildSuspectsRecipientProvider",
    ),
    symbol(
        "brokenTestsSuspects",
        "",
        "FailingTestSuspectsRecipientProvider",
    ),
    symbol(
        "upstreamDevelopers",
        "",
        "UpstreamComitterRecipientProvider",
    ),
    symbol("contributor", "", "ContributorMetadataRecipientProvider"),
    symbol("recipients", "", "ListRecipientProvider"),
    symbol("previous", "", "PreviousRecipientProvider"),
    symbol("localBranch", "localBranch", "LocalBranch"),
    symbol("modernSCM", "scm", "SCMSourceRetriever"),
    symbol("legacySCM", "scm", "SCMRetriever"),
    symbol("gitSource", "", "GitSCMSource"),
    symbol("github", "", "GitHubSCMSource"),
    symbol("agent", "", "AgentErrorCondition"),
    symbol("kubernetesAgent", "", "KubernetesAgentErrorCondition"),
    symbol(
        "nonresumable",
        "",
        "SynchronousResumeNotSupportedErrorCondition",
    ),
];

/// Symbols that a class is known under besides: bindings of the same names as parameters.
const CLASSES: &[(&str, &str)] = &[
    ("StringBinding", "string"),
    ("FileBinding", "file"),
    ("SSHUserPrivateKey", "sshUserPrivateKey"),
];

impl Described {
    /// What a call of a symbol describes.
    pub(crate) fn call(cx: &mut Cx, symbol: &Symbol, args: &[Value]) -> Eval<Value> {
        let args = match args {
            [] => IndexMap::new(),
            [Value::Map(map)] if map.get("$class").is_none() => arguments::named(cx, map)?,
            [single] => sole(cx, symbol, single)?,
            more => {
                let given = cx.to_text(&Value::list(more.iter().cloned()))?;
                return Err(unexpected(cx, &given));
            }
        };
        Ok(Value::native(Self {
            symbol: symbol.name.to_owned(),
            args: Arguments(args),
        }))
    }
}

fn sole(cx: &mut Cx, symbol: &Symbol, value: &Value) -> Eval<IndexMap<String, Value>> {
    let value = arguments::settled(cx, value)?;
    if let Some(name) = symbol.sole {
        return Ok([(name.to_owned(), value)].into_iter().collect());
    }
    let given = cx.to_text(&value)?;
    Err(unexpected(cx, &given))
}

fn unexpected(cx: &mut Cx, given: &str) -> maillon_groovy::Unwind {
    let message = format!("Expected named arguments but got {given}");
    cx.throw("java.lang.IllegalArgumentException", message)
}

/// What a value describes: the call of a symbol, or a map with `$class`; None: it describes nothing.
pub(crate) fn described(cx: &mut Cx, value: &Value) -> Eval<Option<Described>> {
    if let Some(described) = value.downcast::<Described>() {
        return Ok(Some(described.clone()));
    }
    let Value::Map(map) = value else {
        return Ok(None);
    };
    let Some(class) = map.get("$class") else {
        return Ok(None);
    };
    let class = cx.to_text(&class)?;
    let mut args = arguments::named(cx, map)?;
    args.shift_remove("$class");
    Ok(Some(Described {
        symbol: symbol_of(&class),
        args: Arguments(args),
    }))
}

/// The symbol of a class, by its full or simple name; what has none keeps its own.
fn symbol_of(class: &str) -> String {
    let simple = class.rsplit(['.', '$']).next().unwrap_or(class);
    let other = CLASSES.iter().find(|(name, _)| *name == simple);
    let known = SYMBOLS.iter().find(|symbol| symbol.class == simple);
    match (other, known) {
        (Some((_, symbol)), _) => (*symbol).to_owned(),
        (None, Some(symbol)) => symbol.name.to_owned(),
        (None, None) => simple.to_owned(),
    }
}

impl Native for Described {
    fn class_name(&self) -> &'static str {
        "org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable"
    }

    fn get(&self, _cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        Ok(self.args.get(name).cloned())
    }

    fn show(&self) -> String {
        let args = self.args.0.iter();
        let args: Vec<String> = args
            .map(|(name, value)| format!("{name}={}", plain_text(value)))
            .collect();
        format!("@{}({})", self.symbol, args.join(","))
    }

    fn any(&self) -> &dyn std::any::Any {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_have_symbols() {
        let symbol = |class: &str| symbol_of(class);
        assert_eq!(symbol("hudson.plugins.git.GitSCM"), "scmGit");
        assert_eq!(symbol("UsernamePasswordMultiBinding"), "usernamePassword");
        assert_eq!(symbol("StringBinding"), "string");
        assert_eq!(symbol("org.acme.Thing"), "Thing");
    }
}
