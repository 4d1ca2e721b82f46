//! The texts of the files that an entry names.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maillon_model::Diagnostic;
use maillon_source::{Fetched, SourceError};
use regex::Regex;
use sha2::{Digest as _, Sha256};

use super::super::interpolation::Context;
use super::super::loader::{Loader, Origin, Repository};
use super::{Include, Kind, component};
use maillon_model::suggest::nearest;

/// A file that is included.
pub(in crate::compose) struct Target<'a> {
    /// What messages call it; each file has another one.
    pub(in crate::compose) name: String,
    pub(in crate::compose) content: Arc<[u8]>,
    /// Where it comes from, for what it includes itself.
    pub(in crate::compose) origin: Origin<'a>,
    /// What its `$[[ component.x ]]` stand for.
    pub(in crate::compose) context: Context,
}

/// The files that an entry names; what can't be had is reported and left out.
pub(in crate::compose) fn targets<'a>(
    loader: &mut Loader<'a>,
    include: &Include,
    origin: &Origin<'a>,
) -> Vec<Target<'a>> {
    let mut fetch = Fetch {
        loader,
        include,
        origin,
    };
    match &include.kind {
        Kind::Local(path) => fetch.local(path),
        Kind::Project {
            path,
            git_ref,
            files,
        } => fetch.project(path, git_ref.as_deref(), files),
        Kind::Remote { url, integrity } => fetch.remote(url, integrity.as_deref()),
        Kind::Template(name) => fetch.template(name),
        Kind::Component(address) => fetch.component(address),
        Kind::Artifact { job, path } => fetch.artifact(job, path),
    }
}

struct Fetch<'f, 'a> {
    loader: &'f mut Loader<'a>,
    include: &'f Include,
    origin: &'f Origin<'a>,
}

impl<'a> Fetch<'_, 'a> {
    fn local(&mut self, path: &str) -> Vec<Target<'a>> {
        let path = path.trim_start_matches('/');
        let path = path.strip_prefix("./").unwrap_or(path);
        if self.origin.repository.is_none() {
            let message = format!("`{path}` is local to a file that belongs to no project");
            let hint = "a remote file or a template includes other files by address or project";
            self.refuse(message, hint);
            return Vec::new();
        }
        if path.contains('*') {
            self.matching(path)
        } else {
            self.checked(path).into_iter().collect()
        }
    }

    fn checked(&mut self, path: &str) -> Option<Target<'a>> {
        self.check_extension(path)?;
        let origin = self.origin.clone();
        self.file(path, origin)
    }

    fn check_extension(&mut self, path: &str) -> Option<()> {
        let name = path
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let stem = name.strip_suffix(".yml").or(name.strip_suffix(".yaml"));
        if stem.is_some_and(|stem| !stem.is_empty()) {
            return Some(());
        }
        let message = format!("included file `{path}` does not end with `.yml` or `.yaml`");
        self.refuse(message, "GitLab includes no other files; rename it");
        None
    }

    /// The files that a pattern names, sorted: `*` is anything but `/`, `**` is anything.
    fn matching(&mut self, pattern: &str) -> Vec<Target<'a>> {
        let everything = regex::escape(pattern)
            .replace(r"\*\*", ".*")
            .replace(r"\*", "[^/]*");
        let files = self
            .origin
            .repository
            .as_ref()
            .map(|own| own.source().files());
        let (Ok(regex), Some(files)) = (Regex::new(&format!("^{everything}$")), files) else {
            return Vec::new();
        };
        let files = match files {
            Ok(files) => files,
            Err(error) => {
                self.loader.not_had(self.include, &error);
                return Vec::new();
            }
        };
        let mut paths: Vec<&String> = files.iter().filter(|path| regex.is_match(path)).collect();
        paths.sort();
        if paths.is_empty() {
            self.warn_of_no_match(pattern);
        }
        paths
            .into_iter()
            .filter_map(|path| self.checked(path))
            .collect()
    }

    fn warn_of_no_match(&mut self, pattern: &str) {
        let message = format!("no file matches `{pattern}`");
        let report = &mut self.loader.report;
        let found = report
            .warning_at(self.include.span, "gitlab/include-matches-nothing", message)
            .under(self.include.breadcrumb.clone())
            .hint("`*` stays within one folder, `**` goes into all below");
        report.add(found);
    }

    fn file(&mut self, path: &str, origin: Origin<'a>) -> Option<Target<'a>> {
        let content = match origin.repository.as_ref()?.source().read(path) {
            Ok(content) => content,
            Err(error) => {
                self.missing(path, &origin, &error);
                return None;
            }
        };
        Some(Target {
            name: format!("{}{path}", origin.prefix),
            content,
            origin,
            context: Context::default(),
        })
    }

    fn missing(&mut self, path: &str, origin: &Origin<'a>, error: &SourceError) {
        let files = match (error, &origin.repository) {
            (SourceError::Missing { .. }, Some(repository)) => repository.source().files().ok(),
            _ => None,
        };
        let near = files
            .iter()
            .flat_map(|files| files.iter().map(String::as_str));
        let near = nearest(path, near).map(str::to_owned);
        let error = match error {
            SourceError::Missing { .. } => &SourceError::Missing {
                what: format!("file {}{path}", origin.prefix),
            },
            other => other,
        };
        let mut found = super::unavailable(&self.loader.report, self.include, error);
        if let Some(near) = near {
            found = found.hint(format!("did you mean `{near}`?"));
        }
        self.loader.partial(found);
    }

    fn project(&mut self, path: &str, git_ref: Option<&str>, files: &[String]) -> Vec<Target<'a>> {
        let Some(origin) = self.other(None, path, git_ref) else {
            return Vec::new();
        };
        let mut targets = Vec::new();
        for file in files {
            let file = file.trim_start_matches('/');
            if self.check_extension(file).is_some() {
                targets.extend(self.file(file, origin.clone()));
            }
        }
        targets
    }

    fn other(
        &mut self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Option<Origin<'a>> {
        if self.is_own(path, git_ref) {
            return Some(Origin::own(self.loader.request.source));
        }
        let source = match self.loader.request.source.project(host, path, git_ref) {
            Ok(source) => source,
            Err(error) => {
                self.loader.not_had(self.include, &error);
                return None;
            }
        };
        let git_ref = git_ref
            .map(|git_ref| format!("@{git_ref}"))
            .unwrap_or_default();
        Some(Origin {
            repository: Some(Repository::Other(source)),
            prefix: format!("{path}{git_ref}:").into(),
        })
    }

    /// Whether this is the repository itself at the commit of the pipeline. Then the working tree is
    /// meant: a project of components includes its own that way to test them.
    fn is_own(&self, path: &str, git_ref: Option<&str>) -> bool {
        let is = |name: &str, text: &str| {
            let value = self.loader.request.scope.get(name);
            value.is_some_and(|value| !value.is_empty() && value.eq_ignore_ascii_case(text))
        };
        let is_ref = |git_ref| is("CI_COMMIT_SHA", git_ref) || is("CI_COMMIT_REF_NAME", git_ref);
        is("CI_PROJECT_PATH", path) && git_ref.is_some_and(is_ref)
    }

    fn remote(&mut self, url: &str, integrity: Option<&str>) -> Vec<Target<'a>> {
        if self.check_extension(url).is_none() {
            return Vec::new();
        }
        let fetched = self.loader.request.source.remote(url);
        let target = self.alone(fetched, url);
        let target = target.filter(|target| self.is_intact(&target.content, integrity));
        target.into_iter().collect()
    }

    fn is_intact(&mut self, content: &[u8], integrity: Option<&str>) -> bool {
        let Some(expected) = integrity else {
            return true;
        };
        let actual = format!("sha256-{}", STANDARD.encode(Sha256::digest(content)));
        let (message, hint) = if !expected.starts_with("sha256-") {
            let hint = format!("the file's own is `{actual}`");
            ("`integrity` must begin with `sha256-`".to_owned(), hint)
        } else if expected == actual {
            return true;
        } else {
            let message = "the file is not the one that `integrity` names".to_owned();
            (
                message,
                format!("its SHA-256 is `{actual}`; look at what changed"),
            )
        };
        let found = self
            .include
            .error(&self.loader.report, "gitlab/include-integrity", message)
            .hint(hint);
        self.loader.partial(found);
        false
    }

    fn template(&mut self, name: &str) -> Vec<Target<'a>> {
        if !name.ends_with(".gitlab-ci.yml") {
            let message = format!("template `{name}` does not end with `.gitlab-ci.yml`");
            self.refuse(message, "write it as GitLab's list of templates does");
            return Vec::new();
        }
        let fetched = self.loader.request.source.template(name);
        self.alone(fetched, name).into_iter().collect()
    }

    /// A file that belongs to no repository.
    fn alone(&mut self, fetched: Result<Fetched, SourceError>, name: &str) -> Option<Target<'a>> {
        match fetched {
            Ok(fetched) => Some(Target {
                name: name.to_owned(),
                content: fetched.content,
                origin: Origin {
                    repository: None,
                    prefix: "".into(),
                },
                context: Context::default(),
            }),
            Err(error) => {
                self.loader.not_had(self.include, &error);
                None
            }
        }
    }

    fn component(&mut self, address: &str) -> Vec<Target<'a>> {
        let Some(address) = component::Address::parse(address) else {
            let message = format!("`{address}` is no address of a component");
            self.refuse(
                message,
                "write `$CI_SERVER_FQDN/group/project/component@version`",
            );
            return Vec::new();
        };
        let Some(origin) = self.other(
            Some(&address.host),
            &address.project,
            Some(&address.version),
        ) else {
            return Vec::new();
        };
        self.component_file(&address, &origin).into_iter().collect()
    }

    fn component_file(
        &mut self,
        address: &component::Address,
        origin: &Origin<'a>,
    ) -> Option<Target<'a>> {
        let source = origin.repository.as_ref()?.source();
        let paths = address.paths();
        let path = paths.iter().find(|path| source.read(path).is_ok());
        let Some(path) = path else {
            let what = format!(
                "component {} (neither {})",
                address.name,
                paths.join(" nor ")
            );
            self.loader
                .not_had(self.include, &SourceError::Missing { what });
            return None;
        };
        let sha = source.last_commit(".").ok().flatten();
        let mut target = self.file(path, origin.clone())?;
        target.context = Context::of_component(address.describe(sha));
        Some(target)
    }

    fn artifact(&mut self, job: &str, path: &str) -> Vec<Target<'a>> {
        let Some(artifacts) = self.loader.request.artifacts else {
            let message = "`include:artifact` is only allowed in `trigger:include`";
            self.refuse(
                message.to_owned(),
                "trigger a child pipeline from the artifact",
            );
            return Vec::new();
        };
        if self.check_extension(path).is_none() {
            return Vec::new();
        }
        match artifacts.read(job, path) {
            Ok(content) => vec![Target {
                name: format!("{path} (artifact of {job})"),
                content,
                origin: self.origin.clone(),
                context: Context::default(),
            }],
            Err(error) => {
                self.loader.not_had(self.include, &error);
                Vec::new()
            }
        }
    }

    fn refuse(&mut self, message: String, hint: &str) {
        let found: Diagnostic = self
            .include
            .error(&self.loader.report, "gitlab/include-invalid", message)
            .hint(hint);
        self.loader.partial(found);
    }
}
