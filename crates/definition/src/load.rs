//! A definition becomes a pipeline, in the words of its dialect.

use maillon_github::{Filters, Labels};
use maillon_jenkins::{Previous, Restart, Tool};
use maillon_model::input::Field;
use maillon_model::job::Concurrency;
use maillon_model::pipeline::Dialect;
use maillon_model::trace::JobTrace;
use maillon_model::trigger::{GitRef, Project, TriggerEvent};
use maillon_model::{Diagnostic, JobSpec, Pipeline, Trigger};
use maillon_source::Source;
use maillon_source::repository::Comparison;

use crate::find::Definition;

/// What a dialect made of a definition.
#[derive(Debug, Default)]
pub struct Loaded {
    /// None where the definition is wrong, or makes no pipeline for this trigger.
    pub pipeline: Option<Pipeline>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// Why jobs run or do not, where that was asked for.
    pub traces: Vec<JobTrace>,
    /// Groups of which one run goes on at a time.
    pub concurrency: Vec<Concurrency>,
    /// The stages of a Jenkinsfile.
    pub outline: Vec<maillon_jenkins::Outline>,
    /// The labels that a Jenkinsfile's top-level agent has.
    pub labels: Vec<String>,
}

/// What a dialect makes a pipeline from.
pub struct Loading<'a> {
    /// What is read: the repository, and a definition that lies outside of it.
    pub source: &'a dyn Source,
    /// The definition.
    pub definition: &'a Definition,
    /// What the pipeline is for.
    pub trigger: &'a Trigger,
    /// What `runs-on` means here.
    pub labels: &'a Labels,
    /// Whether the filters of workflows count.
    pub filters: Filters,
    /// The job of which it is told why it runs or does not.
    pub explain: Option<&'a str>,
    /// What a Jenkinsfile needs besides.
    pub jenkins: &'a JenkinsOptions,
}

/// What a Jenkinsfile needs besides the repository and the trigger.
#[derive(Clone, Debug, Default)]
pub struct JenkinsOptions {
    /// Which images the labels of agents mean, in order; `*` is every label.
    pub labels: Vec<(String, String)>,
    /// Installed tools.
    pub tools: Vec<Tool>,
    /// How the build before this one of the same definition and ref ended.
    pub previous: Option<Previous>,
    /// Where to start again.
    pub restart: Option<Restart>,
    /// Names of the libraries that are loaded without being asked for.
    pub implicit_libraries: Vec<String>,
}

impl Loading<'_> {
    /// Makes the pipeline.
    pub fn load(&self) -> Loaded {
        match self.definition.dialect {
            Dialect::Github => self.github(),
            Dialect::Gitlab => self.gitlab(),
            Dialect::Jenkins => self.jenkins(),
        }
    }

    fn gitlab(&self) -> Loaded {
        let loaded = maillon_gitlab::load(&maillon_gitlab::LoadRequest {
            source: self.source,
            file: &self.definition.name,
            trigger: self.trigger,
            explain: self.explain,
        });
        Loaded {
            pipeline: loaded.pipeline,
            diagnostics: loaded.diagnostics,
            traces: loaded.traces,
            ..Loaded::default()
        }
    }

    fn jenkins(&self) -> Loaded {
        let options = self.jenkins;
        let loaded = maillon_jenkins::load(&maillon_jenkins::LoadRequest {
            source: self.source,
            file: &self.definition.name,
            trigger: self.trigger,
            labels: &options.labels,
            tools: &options.tools,
            previous: options.previous.clone(),
            restart: options.restart.clone(),
            implicit_libraries: &options.implicit_libraries,
        });
        Loaded {
            pipeline: loaded.pipeline,
            diagnostics: loaded.diagnostics,
            outline: loaded.outline,
            labels: loaded.labels,
            concurrency: loaded.concurrency.into_iter().collect(),
            ..Loaded::default()
        }
    }

    fn github(&self) -> Loaded {
        let loaded = maillon_github::load(&maillon_github::LoadRequest {
            source: self.source,
            files: &self.definition.files,
            trigger: self.trigger,
            labels: self.labels,
            filters: self.filters,
            explain: self.explain,
        });
        Loaded {
            pipeline: loaded.pipeline,
            diagnostics: loaded.diagnostics,
            traces: loaded.traces,
            concurrency: loaded.concurrency,
            ..Loaded::default()
        }
    }
}

/// What a person fills in to start a pipeline of the definition by hand.
pub fn fields(source: &dyn Source, definition: &Definition) -> Vec<Field> {
    match definition.dialect {
        Dialect::Gitlab => maillon_gitlab::fields(source, &definition.name),
        Dialect::Github => maillon_github::fields(source, &definition.files),
        Dialect::Jenkins => maillon_jenkins::fields(source, &definition.name),
    }
}

/// The name of the environment that a job deploys to, as far as it is known before a machine has the job.
pub fn environment_name(spec: &JobSpec) -> Option<String> {
    match spec.dialect {
        Dialect::Gitlab => maillon_gitlab::environment_name(spec),
        Dialect::Github | Dialect::Jenkins => {
            let environment = spec.job.environment.as_ref();
            environment.map(|environment| environment.name.clone())
        }
    }
}

/// The event that the files of a definition are for, where nobody names one.
pub fn usual_event(source: &dyn Source, definition: &Definition) -> Option<String> {
    match definition.dialect {
        Dialect::Github => maillon_github::usual_event(source, &definition.files),
        Dialect::Gitlab | Dialect::Jenkins => None,
    }
}

/// The server whose words workflows are in, and that their actions come from: the one that the
/// repository is on, unless that is none of GitHub's.
pub fn github_host(project: &Project) -> String {
    const OTHERS: [&str; 4] = ["gitlab.com", "bitbucket.org", "codeberg.org", ""];
    if project.remote_url.is_empty() || OTHERS.contains(&project.host.as_str()) {
        return "github.com".to_owned();
    }
    project.host.clone()
}

/// What `rules:changes` compares with, for an event.
pub fn comparison(trigger: &Trigger) -> Comparison {
    match (&trigger.event, &trigger.git_ref) {
        (TriggerEvent::MergeRequest(request), _) => Comparison::MergeRequest {
            target: request.target_branch.clone(),
        },
        (TriggerEvent::Push, GitRef::Branch(_)) => Comparison::Push,
        _ => Comparison::Nothing,
    }
}
