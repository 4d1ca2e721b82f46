//! A run's pipeline: the definition at the run's commit, loaded for what happened.

use std::sync::Arc;

use maillon_definition::{
    Definition, Filters, FindError, JenkinsOptions, Labels, Loaded, Loading, NamedFile, Previous,
    Wanted,
};
use maillon_model::input::FieldTarget;
use maillon_model::pipeline::Dialect;
use maillon_model::trigger::GitRef;
use maillon_model::{Diagnostic, Pipeline, Trigger};
use maillon_source::repository::{Facts, Options, Repository};
use maillon_source::{Source, SourceError};
use maillon_store::{ProjectRow, RunRow};

use super::own::{Own, Place};
use super::tree::TreeOrder;
use super::trigger::{self, Makings};
use super::variables::Given;
use super::workshop::{Workshop, failed, trust};
use super::{neighbours, own};
use crate::runs::{Made, RunOrder, Unmade};
use crate::secrets::RunSecret;

/// Reads the definition at the run's commit.
pub(super) async fn make(
    shop: &Arc<Workshop>,
    run: &RunRow,
    order: &RunOrder,
) -> Result<Made, Unmade> {
    let job = Ground::of(shop, run, order).await?;
    let made = tokio::task::spawn_blocking(move || job.make()).await;
    made.map_err(|error| Unmade::Failed(format!("the making of the pipeline broke down: {error}")))?
}

/// Everything that the making needs of the database, so that it can go on on a thread that may block.
struct Ground {
    shop: Arc<Workshop>,
    run: RunRow,
    order: RunOrder,
    project: ProjectRow,
    secrets: Vec<RunSecret>,
    previous: Option<Previous>,
    options: Options,
}

impl Ground {
    async fn of(shop: &Arc<Workshop>, run: &RunRow, order: &RunOrder) -> Result<Self, Unmade> {
        let project = shop.project(run.project_id).await.map_err(failed)?;
        let secrets = shop.secrets(project.id, trust(run)).await.map_err(failed)?;
        let previous = shop.previous(run).await.map_err(failed)?;
        let readable = neighbours::readable(shop, run, &order.user.login).await;
        let options = shop.options(readable.map_err(failed)?).await;
        Ok(Self {
            shop: Arc::clone(shop),
            run: run.clone(),
            order: order.clone(),
            project,
            secrets,
            previous,
            options: options.map_err(failed)?,
        })
    }

    fn make(self) -> Result<Made, Unmade> {
        let tree = self.tree();
        let repository = tree.open(self.options.clone()).map_err(unreadable)?;
        let definition = self.definition(&repository)?;
        let facts = repository.facts().map_err(unreadable)?;
        let given = Given::new(self.secrets.clone(), definition.dialect);
        refuse(&definition, &given.diagnostics)?;
        let trigger = self.trigger(&repository, &definition, &facts, &given)?;
        let repository = repository.with_comparison(trigger::comparison(&trigger));
        let mut loaded = self.load(&repository, &definition, &trigger);
        refuse(&definition, &loaded.diagnostics)?;
        let pipeline = pipeline(&mut loaded, &definition, &trigger)?;
        let place = self.place(&tree, &definition, &trigger, given);
        self.made(pipeline, loaded, definition, trigger, place)
    }

    fn tree(&self) -> TreeOrder {
        let (shop, project) = (&self.shop, &self.project);
        TreeOrder {
            bare: shop.bare(&project.name),
            folder: shop.folder(self.run.id).join("own"),
            sha: self.run.sha.clone(),
            remote_url: shop.remote_url(project),
            default_branch: project.settings.default_branch.clone(),
        }
    }

    fn definition(&self, repository: &Repository) -> Result<Definition, Unmade> {
        let wanted = wanted(self.project.settings.definition.as_deref(), repository);
        let found = maillon_definition::find(&wanted, repository.root());
        match found {
            Ok(found) if found.outside.is_none() => Ok(found),
            Ok(found) => Err(invalid(&format!(
                "the definition {} leads out of the repository",
                found.name
            ))),
            Err(FindError::Missing { dialect, .. }) => Err(Unmade::Nothing(format!(
                "the repository has no definition at this commit: looked for {}",
                maillon_definition::looked_for(dialect)
            ))),
            Err(error @ FindError::NoFile(_)) => Err(invalid(&error.to_string())),
            Err(error @ FindError::Several(_)) => Err(invalid(&format!(
                "{error}: name one in the project's settings"
            ))),
        }
    }

    fn trigger(
        &self,
        repository: &Repository,
        definition: &Definition,
        facts: &Facts,
        given: &Given,
    ) -> Result<Trigger, Unmade> {
        let makings = Makings {
            url: &self.shop.settings.url,
            run: &self.run,
            order: &self.order,
            project: &self.project,
            definition,
            facts,
            remote_url: self.shop.remote_url(&self.project),
            tag_message: None,
            variables: given.variables.clone(),
        };
        let mut trigger = makings.trigger();
        if let GitRef::Tag(tag) = &trigger.git_ref {
            trigger.commit.tag_message = repository.tag_message(tag).map_err(unreadable)?;
        }
        sort_inputs(&mut trigger, repository, definition);
        Ok(trigger)
    }

    fn load(&self, source: &dyn Source, definition: &Definition, trigger: &Trigger) -> Loaded {
        let jenkins = JenkinsOptions {
            previous: self.previous.clone(),
            ..JenkinsOptions::default()
        };
        let loading = Loading {
            source,
            definition,
            trigger,
            labels: &Labels::of_agents(),
            filters: Filters::Apply,
            explain: None,
            jenkins: &jenkins,
        };
        loading.load()
    }

    fn place(
        &self,
        tree: &TreeOrder,
        definition: &Definition,
        trigger: &Trigger,
        given: Given,
    ) -> Place {
        Place {
            project: self.project.name.clone(),
            path: self.project.path.clone(),
            actions: match definition.dialect {
                Dialect::Github => trigger.project.host.clone(),
                Dialect::Gitlab | Dialect::Jenkins => "github.com".to_owned(),
            },
            sha: tree.sha.clone(),
            git_ref: self.run.git_ref.clone(),
            branch: maillon_definition::checkout::branch(definition.dialect, trigger),
            remote_url: tree.remote_url.clone(),
            default_branch: tree.default_branch.clone(),
            scoped: given.scoped,
        }
    }

    fn made(
        self,
        pipeline: Pipeline,
        loaded: Loaded,
        definition: Definition,
        trigger: Trigger,
        place: Place,
    ) -> Result<Made, Unmade> {
        let name = definition.name.clone();
        let own = own::Own {
            trigger,
            definition,
            place,
            labels: self.project.settings.default_labels,
        };
        Ok(Made {
            pipeline: Arc::new(pipeline),
            definition: name,
            masks: Vec::new(),
            diagnostics: loaded.diagnostics,
            own: Own::to_value(&own).map_err(|error| Unmade::Failed(error.to_string()))?,
        })
    }
}

/// The file of the project's settings, else what the repository has.
pub(super) fn wanted(file: Option<&str>, repository: &Repository) -> Wanted {
    let named = |name: &str| NamedFile {
        name: name.to_owned(),
        path: repository.root().join(name),
    };
    Wanted {
        file: file.map(named),
        dialect: None,
    }
}

/// Whoever starts a run by hand fills in one form: what is no input of the definition but a variable that it
/// describes becomes a variable.
fn sort_inputs(trigger: &mut Trigger, source: &dyn Source, definition: &Definition) {
    if trigger.inputs.is_empty() {
        return;
    }
    let fields = maillon_definition::fields(source, definition);
    let is = |name: &String, target| {
        let mut fields = fields.iter();
        fields.any(|field| field.name == *name && field.target == target)
    };
    let all = std::mem::take(&mut trigger.inputs).into_iter();
    let (variables, inputs): (Vec<_>, Vec<_>) =
        all.partition(|(name, _)| is(name, FieldTarget::Variable) && !is(name, FieldTarget::Input));
    trigger.inputs = inputs.into_iter().collect();
    let layer = maillon_model::variable::Layer::Pipeline;
    let variables = variables
        .into_iter()
        .map(|(name, value)| maillon_model::Variable::new(layer, name, value));
    trigger.variables.extend(variables);
}

/// What runs. A Jenkinsfile's job has the labels of its agent.
fn pipeline(
    loaded: &mut Loaded,
    definition: &Definition,
    trigger: &Trigger,
) -> Result<Pipeline, Unmade> {
    let made = loaded.pipeline.take();
    let Some(mut pipeline) = made.filter(|pipeline| !pipeline.jobs.is_empty()) else {
        return Err(Unmade::Nothing(format!(
            "no job of {} is for this event ({})",
            definition.name,
            trigger.git_ref.name()
        )));
    };
    if definition.dialect == Dialect::Jenkins {
        for job in &mut pipeline.jobs {
            job.tags.clone_from(&loaded.labels);
        }
    }
    refuse(definition, &blockers(&pipeline))?;
    Ok(pipeline)
}

/// What keeps jobs from running at all. Which other projects there are is asked when they are needed: then only
/// the job fails that needs one.
fn blockers(pipeline: &Pipeline) -> Vec<Diagnostic> {
    let blockers = pipeline.jobs.iter().flat_map(|job| &job.blockers);
    let counts = |blocker: &&Diagnostic| blocker.code != "gitlab/other-project";
    blockers.filter(counts).cloned().collect()
}

fn refuse(definition: &Definition, found: &[Diagnostic]) -> Result<(), Unmade> {
    if !found.iter().any(Diagnostic::is_error) {
        return Ok(());
    }
    Err(Unmade::Invalid {
        dialect: Some(definition.dialect),
        definition: Some(definition.name.clone()),
        diagnostics: found.to_vec(),
    })
}

fn invalid(message: &str) -> Unmade {
    Unmade::Invalid {
        dialect: None,
        definition: None,
        diagnostics: vec![Diagnostic::error("server/definition", message)],
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn unreadable(error: SourceError) -> Unmade {
    Unmade::Failed(format!("the repository can't be read: {error}"))
}
