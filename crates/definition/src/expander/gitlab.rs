//! Makes child pipelines, and pipelines of other projects, in GitLab's words.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use maillon_gitlab::Downstream;
use maillon_model::job::{Body, Work};
use maillon_model::trigger::{GitRef, Project};
use maillon_model::variable::Variable;
use maillon_model::{Diagnostic, JobId, Pipeline, Trigger};
use maillon_source::repository::{Facts, Repository};
use maillon_source::{Source, SourceError};

use crate::checkout;
use crate::request::{Child, ExpandRequest, Expander, Expansion, OtherProject};

/// Makes the pipelines that GitLab jobs trigger.
pub struct GitlabExpander {
    root: Upstream,
    projects: Arc<dyn Projects>,
    /// What the pipelines were made for, by the job that triggered them.
    children: Mutex<HashMap<JobId, Upstream>>,
}

/// What a pipeline was made of.
#[derive(Clone)]
pub struct Upstream {
    /// What it was made for.
    pub trigger: Trigger,
    /// What it was read from.
    pub source: Arc<dyn Source>,
}

/// Finds the working trees of other projects, for the pipelines that jobs trigger there.
pub trait Projects: Send + Sync {
    /// The working tree of the project `path` on a branch (None: its usual one), for a job of a pipeline
    /// of `upstream`. May block.
    fn open(
        &self,
        upstream: &Upstream,
        path: &str,
        branch: Option<&str>,
    ) -> Result<OtherTree, Box<Diagnostic>>;
}

/// A working tree that stands in for a project.
pub struct OtherTree {
    /// The tree.
    pub repository: Arc<Repository>,
    /// What it says about itself.
    pub facts: Facts,
    /// The branch that its commit is taken for.
    pub branch: String,
    /// Variables of that project.
    pub variables: Vec<Variable>,
}

impl GitlabExpander {
    /// For the pipeline of a trigger.
    pub fn new(root: Upstream, projects: Arc<dyn Projects>) -> Self {
        Self {
            root,
            projects,
            children: Mutex::default(),
        }
    }

    /// What the pipeline was made of that a job triggered; None where none is known.
    pub fn made(&self, job: JobId) -> Option<Upstream> {
        let children = self.children.lock().unwrap_or_else(PoisonError::into_inner);
        children.get(&job).cloned()
    }

    /// Says what the pipeline was made of that a job triggered earlier, in another process.
    pub fn keep(&self, job: JobId, made: Upstream) {
        let mut children = self.children.lock().unwrap_or_else(PoisonError::into_inner);
        children.insert(job, made);
    }

    fn upstream(&self, parent: Option<JobId>) -> Upstream {
        parent
            .and_then(|parent| self.made(parent))
            .unwrap_or_else(|| self.root.clone())
    }

    /// The pipeline of another project, from the working tree that stands in for it.
    fn project(
        &self,
        request: &ExpandRequest<'_>,
        body: &Body,
        upstream: &Upstream,
        wanted: &maillon_gitlab::OtherProject,
    ) -> Result<Child, Vec<Diagnostic>> {
        let branch = wanted.branch.as_deref();
        let opened = self.projects.open(upstream, &wanted.path, branch);
        let opened = opened.map_err(|error| vec![*error])?;
        let (pipeline, trigger) = maillon_gitlab::expand_project(
            &Downstream {
                source: &*opened.repository,
                commit: opened.facts.commit.clone(),
                git_ref: GitRef::Branch(opened.branch.clone()),
                project: opened.project(upstream, wanted),
                variables: opened.variables.clone(),
            },
            &upstream.trigger,
            request.job,
            request.id,
            body,
        )?;
        let source: Arc<dyn Source> = Arc::clone(&opened.repository) as _;
        let git = checkout::git(&opened.repository, &opened.facts)
            .map_err(|error| vec![unreadable(&error)])?;
        let made = Upstream {
            trigger,
            source: Arc::clone(&source),
        };
        self.keep(request.id, made);
        Ok(Child {
            pipeline: Arc::new(pipeline),
            project: Some(Box::new(OtherProject {
                path: wanted.path.clone(),
                folder: opened.repository.root().to_owned(),
                source,
                git,
            })),
        })
    }

    fn child(
        &self,
        request: &ExpandRequest<'_>,
        body: &Body,
        upstream: Upstream,
    ) -> Result<Arc<Pipeline>, Vec<Diagnostic>> {
        let (pipeline, trigger) = maillon_gitlab::expand(
            &upstream.source,
            &upstream.trigger,
            request.job,
            request.id,
            body,
            request.upstream,
        )?;
        self.keep(
            request.id,
            Upstream {
                trigger,
                ..upstream
            },
        );
        Ok(Arc::new(pipeline))
    }
}

impl Expander for GitlabExpander {
    fn expand(&self, request: &ExpandRequest<'_>) -> Result<Expansion, Vec<Diagnostic>> {
        let Work::Child { request: body, .. } = &request.job.work else {
            return Err(vec![no_child(request)]);
        };
        let upstream = self.upstream(request.parent);
        if let Some(wanted) = maillon_gitlab::other_project(request.job, body) {
            let child = self.project(request, body, &upstream, &wanted)?;
            return Ok(Expansion::Child(child));
        }
        Ok(Expansion::Child(Child {
            pipeline: self.child(request, body, upstream)?,
            project: None,
        }))
    }
}

impl OtherTree {
    /// The project is called as the trigger calls it, whatever the tree says of itself.
    fn project(&self, upstream: &Upstream, wanted: &maillon_gitlab::OtherProject) -> Project {
        Project {
            path: wanted.path.clone(),
            host: upstream.trigger.project.host.clone(),
            ..self.facts.project.clone()
        }
    }
}

fn unreadable(error: &SourceError) -> Diagnostic {
    Diagnostic::error("gitlab/other-project", error.to_string())
}

fn no_child(request: &ExpandRequest<'_>) -> Diagnostic {
    let message = format!(
        "`{}` triggers no pipeline: a mistake in maillon",
        request.job.name
    );
    Diagnostic::error("cli/no-child", message)
}
