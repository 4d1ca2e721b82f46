//! What is known before the pipeline is made.

use maillon_model::Trigger;
use maillon_model::trigger::{GitRef, Home, Protection, Site, TriggerEvent};

use super::{Entry, Subject, entries, iso8601, slug};
use crate::rules::source;

/// The trigger.
pub(super) struct Facts<'a> {
    pub(super) trigger: &'a Trigger,
}

/// What GitLab stands for where there is none: a version that knows all that is understood here.
const VERSION: [&str; 3] = ["18", "6", "0"];

const ZEROS: &str = "0000000000000000000000000000000000000000";

/// GitLab's limits, in bytes and characters.
const MAX_MESSAGE: usize = 100_000;
const TITLE_LIMIT: usize = 100;

impl Facts<'_> {
    fn host(&self) -> &str {
        match self.trigger.project.host.as_str() {
            "" => "gitlab.com",
            host => host,
        }
    }

    fn site(&self) -> Option<&Site> {
        self.trigger.site.as_ref()
    }

    /// Where the repository is: what the server's own services are called by.
    fn home_url(&self) -> String {
        match self.site() {
            Some(site) if site.repository == Home::Here => site.url.clone(),
            _ => format!("https://{}", self.host()),
        }
    }

    fn url(&self) -> String {
        self.site().map_or_else(
            || format!("https://{}", self.host()),
            |site| site.url.clone(),
        )
    }

    fn server(&self, of_site: for<'s> fn(&'s Site) -> &'s str, without: &str) -> String {
        self.site().map_or(without, of_site).to_owned()
    }

    /// Components are included by this name, so it is that of the server that has the repository.
    fn fqdn(&self) -> String {
        match self.site() {
            Some(site) if site.repository == Home::Here => site.authority().to_owned(),
            _ => self.host().to_owned(),
        }
    }

    fn project_id(&self) -> String {
        let id = self.site().map_or(1, |site| site.project_id);
        id.to_string()
    }

    fn project_url(&self) -> String {
        match self.site() {
            Some(site) => site.project_url(),
            None => format!("{}/{}", self.url(), self.trigger.project.path),
        }
    }

    fn pipeline_url(&self) -> String {
        if let Some(site) = self.site() {
            return site.run_url(self.trigger.number);
        }
        let id = super::pipeline_id(self.trigger, 0).unwrap_or_default();
        format!("{}/-/pipelines/{id}", self.project_url())
    }

    fn registry(&self) -> String {
        format!("registry.{}", self.host())
    }

    fn root_namespace(&self) -> &str {
        self.trigger
            .project
            .namespace()
            .split('/')
            .next()
            .unwrap_or_default()
    }

    fn ref_name(&self) -> &str {
        match self.trigger.event.merge_request() {
            Some(request) if !request.source_branch.is_empty() => &request.source_branch,
            _ => self.trigger.git_ref.name(),
        }
    }

    fn is_merge_request(&self) -> bool {
        self.trigger.event.merge_request().is_some()
    }

    fn branch(&self) -> Option<&str> {
        match &self.trigger.git_ref {
            GitRef::Branch(name) if !self.is_merge_request() => Some(name),
            _ => None,
        }
    }

    fn tag(&self) -> Option<&str> {
        match &self.trigger.git_ref {
            GitRef::Tag(name) if !self.is_merge_request() => Some(name),
            _ => None,
        }
    }

    /// Without a server as on a fresh one: only the default branch is protected.
    fn is_protected(&self) -> bool {
        if let Some(site) = self.site() {
            return site.protection == Protection::Protected;
        }
        self.branch() == Some(self.trigger.project.default_branch.as_str())
    }

    fn before_sha(&self) -> String {
        match (&self.trigger.event, self.trigger.commit.before_sha.as_str()) {
            (TriggerEvent::Push, sha) if !sha.is_empty() => sha.to_owned(),
            _ => ZEROS.to_owned(),
        }
    }

    fn pages_domain(&self) -> String {
        match self.host() {
            "gitlab.com" => "gitlab.io".to_owned(),
            host => format!("pages.{host}"),
        }
    }

    fn pages_hostname(&self) -> String {
        format!("{}.{}", self.root_namespace(), self.pages_domain())
    }

    fn pages_url(&self) -> String {
        let path = &self.trigger.project.path;
        let below = path.split_once('/').map_or("", |(_, below)| below);
        format!("https://{}/{below}", self.pages_hostname())
    }

    fn proxy(&self, group: &str) -> String {
        format!("{}:443/{group}/dependency_proxy/containers", self.host())
    }
}

fn message(facts: &Facts<'_>) -> String {
    let message = &facts.trigger.commit.message;
    let end = message.floor_char_boundary(MAX_MESSAGE);
    message.get(..end).unwrap_or_default().to_owned()
}

/// The message without its title, unless the title is too long for one.
fn description(facts: &Facts<'_>) -> String {
    let message = &facts.trigger.commit.message;
    if facts.trigger.commit.title().chars().count() >= TITLE_LIMIT {
        return message.clone();
    }
    let body = message.split_once('\n').map_or("", |(_, body)| body);
    body.strip_suffix('\n').unwrap_or(body).to_owned()
}

fn short_sha(facts: &Facts<'_>) -> String {
    facts.trigger.commit.sha.chars().take(8).collect()
}

fn yes(holds: bool) -> Option<String> {
    holds.then(|| "true".to_owned())
}

/// The variables of a pipeline.
pub(super) enum OfPipeline {}

impl Subject for OfPipeline {
    type Facts<'a> = Facts<'a>;
}

pub(super) const TABLE: &[Entry<OfPipeline>] = entries! {
    "CI", "`true` in every job", |_| "true";
    "GITLAB_CI", "`true` in every job", |_| "true";
    "CI_SERVER_FQDN", "The host of the server that has the repository, with its port where that is unusual", |f| f.fqdn();
    "CI_SERVER_HOST", "The server's host; without a server that of the remote `origin`, else `gitlab.com`", |f| f.server(Site::host, f.host());
    "CI_SERVER_NAME", "`GitLab`", |_| "GitLab";
    "CI_SERVER_PORT", "The server's port; without a server `443`", |f| f.server(Site::port, "443");
    "CI_SERVER_PROTOCOL", "`https` or `http`; without a server `https`", |f| f.server(Site::protocol, "https");
    "CI_SERVER_REVISION", "Empty: there is no server", |_| "";
    "CI_SERVER_SHELL_SSH_HOST", "The host for git over SSH", |f| f.host();
    "CI_SERVER_SHELL_SSH_PORT", "`22`", |_| "22";
    "CI_SERVER_URL", "The server's address", |f| f.url();
    "CI_SERVER_VERSION", "The version of GitLab whose language is understood", |_| VERSION.join(".");
    "CI_SERVER_VERSION_MAJOR", "Its first part", |_| VERSION[0];
    "CI_SERVER_VERSION_MINOR", "Its second part", |_| VERSION[1];
    "CI_SERVER_VERSION_PATCH", "Its third part", |_| VERSION[2];
    "GITLAB_FEATURES", "Empty: no licence", |_| "";
    "CI_API_V4_URL", "The address of the server's API", |f| format!("{}/api/v4", f.home_url());
    "CI_API_GRAPHQL_URL", "The address of the server's GraphQL API", |f| format!("{}/api/graphql", f.home_url());
    "CI_TEMPLATE_REGISTRY_HOST", "`registry.gitlab.com`", |_| "registry.gitlab.com";
    "CI_REGISTRY", "The host of the server's container registry", |f| f.registry();
    "CI_REGISTRY_IMAGE", "The project's path in the container registry", |f| format!("{}/{}", f.registry(), f.trigger.project.path.to_lowercase());
    "CI_DEPENDENCY_PROXY_SERVER", "Host and port of the dependency proxy", |f| format!("{}:443", f.host());
    "CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX", "The prefix of images by way of the root group's dependency proxy", |f| f.proxy(f.root_namespace());
    "CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX", "The prefix of images by way of the group's dependency proxy", |f| f.proxy(f.trigger.project.namespace());
    "CI_PROJECT_ID", "The project's number on the server; without a server `1`", |f| f.project_id();
    "CI_PROJECT_NAME", "The last part of the project's path", |f| f.trigger.project.name();
    "CI_PROJECT_TITLE", "The project's name", |f| f.trigger.project.name();
    "CI_PROJECT_DESCRIPTION", "Empty: only a server knows it", |_| "";
    "CI_PROJECT_PATH", "The project's path with its groups", |f| &*f.trigger.project.path;
    "CI_PROJECT_PATH_SLUG", "`CI_PROJECT_PATH` in lower case with `-` for everything else, at most 63 bytes", |f| slug::slug(&f.trigger.project.path);
    "CI_PROJECT_NAMESPACE", "The project's groups", |f| f.trigger.project.namespace();
    "CI_PROJECT_NAMESPACE_SLUG", "`CI_PROJECT_NAMESPACE` as a slug", |f| slug::slug(f.trigger.project.namespace());
    "CI_PROJECT_NAMESPACE_ID", "`1`", |_| "1";
    "CI_PROJECT_ROOT_NAMESPACE", "The first of the project's groups", |f| f.root_namespace();
    "CI_PROJECT_URL", "The project's address", |f| f.project_url();
    "CI_PROJECT_VISIBILITY", "`private`", |_| "private";
    "CI_PROJECT_REPOSITORY_LANGUAGES", "Empty: only a server knows them", |_| "";
    "CI_PROJECT_CLASSIFICATION_LABEL", "Empty: only a server knows it", |_| "";
    "CI_DEFAULT_BRANCH", "The project's default branch", |f| &*f.trigger.project.default_branch;
    "CI_CONFIG_PATH", "The definition's file, as `--file` names it", |f| &*f.trigger.definition;
    "CI_PAGES_DOMAIN", "The domain of GitLab Pages", |f| f.pages_domain();
    "CI_PAGES_HOSTNAME", "The host of the project's pages", |f| f.pages_hostname();
    "CI_PAGES_URL", "The address of the project's pages", |f| f.pages_url();
    "CI_REPOSITORY_URL", "Where the repository can be cloned from", |f| match &*f.trigger.project.remote_url {
        "" => format!("{}.git", f.project_url()),
        url => url.to_owned(),
    };
    "CI_PIPELINE_ID", "The number of the run, on a server among the runs of all projects; of a child pipeline a number of its own", |f| super::pipeline_id(f.trigger, 0).unwrap_or_default();
    "CI_PIPELINE_IID", "The number of the run", |f| f.trigger.number.to_string();
    "CI_PIPELINE_URL", "Where the server shows the run, or would if there were one", |f| f.pipeline_url();
    "CI_PIPELINE_SOURCE", "What started the pipeline: `push`, `merge_request_event`, `schedule`, `web`, `api`, `trigger`, `pipeline`, `parent_pipeline`", |f| source(&f.trigger.event);
    "CI_PIPELINE_CREATED_AT", "When the pipeline was made (ISO 8601)", |f| iso8601(f.trigger.created_at);
    "CI_PIPELINE_TRIGGERED", "`true` when a trigger token started the pipeline", |f| yes(f.trigger.event == TriggerEvent::TriggerToken);
    "CI_COMMIT_SHA", "The commit that is checked out", |f| &*f.trigger.commit.sha;
    "CI_COMMIT_SHORT_SHA", "Its first eight characters", |f| short_sha(f);
    "CI_COMMIT_BEFORE_SHA", "The commit before the push; zeros otherwise", |f| f.before_sha();
    "CI_COMMIT_REF_NAME", "The name of the branch or tag", |f| f.ref_name();
    "CI_COMMIT_REF_SLUG", "`CI_COMMIT_REF_NAME` in lower case with `-` for everything else, at most 63 bytes", |f| slug::slug(f.ref_name());
    "CI_COMMIT_REF_PROTECTED", "`true` where the server protects the branch or tag; without a server on the default branch", |f| f.is_protected().to_string();
    "CI_COMMIT_BRANCH", "The branch; not for tags and merge requests", |f| f.branch().map(str::to_owned);
    "CI_COMMIT_TAG", "The tag; only for tags", |f| f.tag().map(str::to_owned);
    "CI_COMMIT_TAG_MESSAGE", "The tag's message; only for tags", |f| f.tag().map(|_| f.trigger.commit.tag_message.clone().unwrap_or_default());
    "CI_COMMIT_MESSAGE", "The commit's message", |f| message(f);
    "CI_COMMIT_MESSAGE_IS_TRUNCATED", "Whether the message was longer than 100,000 bytes", |f| (f.trigger.commit.message.len() > MAX_MESSAGE).to_string();
    "CI_COMMIT_TITLE", "The first line of the commit's message", |f| f.trigger.commit.title();
    "CI_COMMIT_DESCRIPTION", "The commit's message without its first line", |f| description(f);
    "CI_COMMIT_AUTHOR", "The commit's author: `Name <email>`", |f| &*f.trigger.commit.author;
    "CI_COMMIT_TIMESTAMP", "When the commit was made (ISO 8601)", |f| &*f.trigger.commit.timestamp;
    "GITLAB_USER_ID", "`1`", |_| "1";
    "GITLAB_USER_LOGIN", "The login of who started the pipeline", |f| &*f.trigger.user.login;
    "GITLAB_USER_NAME", "The name of who started the pipeline", |f| &*f.trigger.user.name;
    "GITLAB_USER_EMAIL", "The mail address of who started the pipeline", |f| &*f.trigger.user.email;
};
