//! The form of a run that is started by hand.

use std::path::PathBuf;

use maillon_model::input::{Field, FieldKind};
use maillon_protocol::api::{InputField, InputKind};
use maillon_source::repository::Options;
use maillon_source::repository::checkout::commit_of;
use maillon_store::ProjectRow;

use super::pipeline::wanted;
use super::tree::TreeOrder;
use crate::http::Fault;
use crate::server::Server;

/// What the definition of a project asks of whoever starts a run of a branch or tag (None: of the default
/// branch). A definition that can't be read asks nothing: the run tells what is wrong with it.
pub async fn form(
    server: &Server,
    project: i64,
    git_ref: Option<&str>,
) -> Result<Vec<InputField>, Fault> {
    let project = server.store.project_by_id(project).await?;
    let project = project.ok_or_else(|| Fault::not_found("project"))?;
    let reading = Reading {
        bare: server
            .settings
            .repositories()
            .join(format!("{}.git", project.name)),
        scratch: server.settings.checkouts(),
        options: Options::new(
            server.settings.data.join("cache"),
            server.store.now().await?,
        ),
        git_ref: git_ref
            .unwrap_or(&project.settings.default_branch)
            .to_owned(),
        project,
    };
    let fields = tokio::task::spawn_blocking(move || reading.fields()).await;
    fields.map_err(|error| Fault::internal(error.to_string()))?
}

struct Reading {
    bare: PathBuf,
    scratch: PathBuf,
    options: Options,
    git_ref: String,
    project: ProjectRow,
}

impl Reading {
    fn fields(&self) -> Result<Vec<InputField>, Fault> {
        let failed = |error: &dyn std::fmt::Display| {
            Fault::internal(format!("the repository can't be read: {error}"))
        };
        let Some(sha) = self.commit()? else {
            return Err(Fault::not_found("branch or tag"));
        };
        std::fs::create_dir_all(&self.scratch).map_err(|error| failed(&error))?;
        let folder = tempfile::tempdir_in(&self.scratch).map_err(|error| failed(&error))?;
        let tree = TreeOrder {
            bare: self.bare.clone(),
            folder: folder.path().join("tree"),
            sha,
            remote_url: self.bare.display().to_string(),
            default_branch: self.project.settings.default_branch.clone(),
        };
        let repository = tree.open(self.options.clone());
        let repository = repository.map_err(|error| failed(&error))?;
        let wanted = wanted(self.project.settings.definition.as_deref(), &repository);
        let found = maillon_definition::find(&wanted, repository.root());
        let found = found.ok().filter(|found| found.outside.is_none());
        let fields = found.map(|found| maillon_definition::fields(&repository, &found));
        Ok(fields.unwrap_or_default().into_iter().map(shown).collect())
    }

    fn commit(&self) -> Result<Option<String>, Fault> {
        let name = &self.git_ref;
        let names = [
            format!("refs/heads/{name}"),
            format!("refs/tags/{name}"),
            name.clone(),
        ];
        for name in names.iter().filter(|name| name.starts_with("refs/")) {
            let found = commit_of(&self.bare, name);
            let found = found.map_err(|error| Fault::internal(error.to_string()))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

fn shown(field: Field) -> InputField {
    InputField {
        name: field.name,
        description: field.description,
        kind: match field.kind {
            FieldKind::Text => InputKind::Text,
            FieldKind::Paragraph => InputKind::Paragraph,
            FieldKind::Boolean => InputKind::Boolean,
            FieldKind::Number => InputKind::Number,
            FieldKind::Choice => InputKind::Choice,
            FieldKind::Password => InputKind::Password,
        },
        default: field.default,
        required: field.required,
        options: field.options,
    }
}
