//! Makes child pipelines, and pipelines of other projects, in GitLab's words.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use maillon_gitlab::Downstream;
use maillon_model::job::{Body, Work};
use maillon_model::trigger::{GitRef, Project};
use maillon_model::{Diagnostic, JobId, Pipeline, Trigger};
use maillon_runner::{Child, ExpandRequest, Expander, Expansion, OtherProject};
use maillon_source::repository::{Comparison, Facts, Options, Repository};
use maillon_source::{Source, SourceError};

/// Makes the pipelines that GitLab jobs trigger.
pub(super) struct GitlabExpander {
    root: Upstream,
    /// How the working trees of other projects are opened.
    options: Options,
    /// What the pipelines were made for, by the job that triggered them.
    children: Mutex<HashMap<JobId, Upstream>>,
}

/// What a pipeline was made of.
#[derive(Clone)]
struct Upstream {
    trigger: Trigger,
    source: Arc<dyn Source>,
}

impl GitlabExpander {
    /// For the pipeline of a trigger.
    pub(super) fn new(source: Arc<dyn Source>, trigger: Trigger, options: Options) -> Self {
        Self {
            root: Upstream { trigger, source },
            options,
            children: Mutex::default(),
        }
    }

    fn upstream(&self, parent: Option<JobId>) -> Upstream {
        let children = self.children.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |parent| children.get(&parent).cloned();
        parent.and_then(of).unwrap_or_else(|| self.root.clone())
    }

    fn keep(&self, job: JobId, made: Upstream) {
        let mut children = self.children.lock().unwrap_or_else(PoisonError::into_inner);
        children.insert(job, made);
    }

    /// The pipeline of another project, from the working tree that stands in for it.
    fn project(
        &self,
        request: &ExpandRequest<'_>,
        body: &Body,
        upstream: &Upstream,
        wanted: &maillon_gitlab::OtherProject,
    ) -> Result<Child, Vec<Diagnostic>> {
        let opened = self.open(upstream, wanted).map_err(|error| vec![*error])?;
        let (pipeline, trigger) = maillon_gitlab::expand_project(
            &Downstream {
                source: &*opened.repository,
                commit: opened.facts.commit.clone(),
                git_ref: GitRef::Branch(opened.branch.clone()),
                project: opened.project(upstream, wanted),
            },
            &upstream.trigger,
            request.job,
            request.id,
            body,
        )?;
        let source: Arc<dyn Source> = Arc::clone(&opened.repository) as _;
        let git = super::git(&opened.repository, &opened.facts)
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

    fn open(
        &self,
        upstream: &Upstream,
        wanted: &maillon_gitlab::OtherProject,
    ) -> Result<Opened, Box<Diagnostic>> {
        let branch = wanted.branch.as_deref();
        let Some(folder) = upstream.source.worktree(&wanted.path, branch) else {
            return Err(Box::new(not_here(wanted)));
        };
        let io = |error| Box::new(unreadable(&error));
        let repository = Repository::open(&folder, self.options.clone()).map_err(io)?;
        let repository = repository.with_comparison(Comparison::Nothing);
        let facts = repository.facts().map_err(io)?;
        let checked_out = facts.branch.clone();
        let checked_out = checked_out.unwrap_or_else(|| facts.project.default_branch.clone());
        if branch.is_some_and(|branch| branch != checked_out) {
            return Err(Box::new(other_branch(wanted, &folder, &checked_out)));
        }
        Ok(Opened {
            repository: Arc::new(repository),
            branch: checked_out,
            facts,
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

/// A working tree that stands in for a project.
struct Opened {
    repository: Arc<Repository>,
    facts: Facts,
    branch: String,
}

impl Opened {
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

fn not_here(wanted: &maillon_gitlab::OtherProject) -> Diagnostic {
    let path = &wanted.path;
    let message = format!("the project `{path}` is not here");
    let hint = format!("say where its working tree is: --override {path}=FOLDER");
    Diagnostic::error("gitlab/other-project", message).hint(hint)
}

fn other_branch(
    wanted: &maillon_gitlab::OtherProject,
    folder: &std::path::Path,
    checked_out: &str,
) -> Diagnostic {
    let (path, branch) = (&wanted.path, wanted.branch.as_deref().unwrap_or_default());
    let message = format!(
        "a pipeline of `{path}` on `{branch}` is wanted, but {} has `{checked_out}` checked out",
        folder.display()
    );
    let hint = format!(
        "check out `{branch}` there, or name another working tree: --override {path}@{branch}=FOLDER"
    );
    Diagnostic::error("gitlab/other-project", message).hint(hint)
}

fn no_child(request: &ExpandRequest<'_>) -> Diagnostic {
    let message = format!(
        "`{}` triggers no pipeline: a mistake in maillon",
        request.job.name
    );
    Diagnostic::error("cli/no-child", message)
}
