//! Working trees that stand in for other projects: `--override`.

use std::path::Path;
use std::sync::Arc;

use maillon_definition::{OtherTree, Projects, Upstream};
use maillon_model::Diagnostic;
use maillon_source::SourceError;
use maillon_source::repository::{Comparison, Options, Repository};

/// Finds other projects where the flags say that they are.
pub(super) struct WorkingTrees {
    /// How they are opened.
    pub(super) options: Options,
}

impl Projects for WorkingTrees {
    fn open(
        &self,
        upstream: &Upstream,
        path: &str,
        branch: Option<&str>,
    ) -> Result<OtherTree, Box<Diagnostic>> {
        let Some(folder) = upstream.source.worktree(path, branch) else {
            return Err(Box::new(not_here(path)));
        };
        let io = |error| Box::new(unreadable(&error));
        let repository = Repository::open(&folder, self.options.clone()).map_err(io)?;
        let repository = repository.with_comparison(Comparison::Nothing);
        let facts = repository.facts().map_err(io)?;
        let checked_out = facts.branch.clone();
        let checked_out = checked_out.unwrap_or_else(|| facts.project.default_branch.clone());
        match branch {
            Some(branch) if branch != checked_out => Err(Box::new(other_branch(
                (path, branch),
                &folder,
                &checked_out,
            ))),
            _ => Ok(OtherTree {
                repository: Arc::new(repository),
                branch: checked_out,
                facts,
                variables: Vec::new(),
            }),
        }
    }
}

fn unreadable(error: &SourceError) -> Diagnostic {
    Diagnostic::error("gitlab/other-project", error.to_string())
}

fn not_here(path: &str) -> Diagnostic {
    let message = format!("the project `{path}` is not here");
    let hint = format!("say where its working tree is: --override {path}=FOLDER");
    Diagnostic::error("gitlab/other-project", message).hint(hint)
}

fn other_branch((path, branch): (&str, &str), folder: &Path, checked_out: &str) -> Diagnostic {
    let message = format!(
        "a pipeline of `{path}` on `{branch}` is wanted, but {} has `{checked_out}` checked out",
        folder.display()
    );
    let hint = format!(
        "check out `{branch}` there, or name another working tree: --override {path}@{branch}=FOLDER"
    );
    Diagnostic::error("gitlab/other-project", message).hint(hint)
}
