//! From flags to a loaded definition: what `run`, `plan` and `lint` have in common.

use std::path::Path;
use std::sync::Arc;

use maillon_github::{Filters, Labels, Target};
use maillon_model::job::Concurrency;
use maillon_model::pipeline::Dialect;
use maillon_model::trace::JobTrace;
use maillon_model::trigger::Project;
use maillon_model::{Diagnostic, Pipeline, Trigger};
use maillon_runner::{Places, clock};
use maillon_source::Source;
use maillon_source::repository::{Facts, Network, Options, Repository};

use crate::app::App;
use crate::args::{DefinitionArgs, Pair, TriggerArgs};
use crate::definition::{self, Definition, WithDefinition};
use crate::failure::Failure;
use crate::{folder, jenkins, trigger};

/// What a dialect made of a definition.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
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
}

/// A definition, loaded for a trigger.
pub(crate) struct Prepared {
    /// The working tree.
    pub repository: Arc<Repository>,
    /// What the dialect reads from: the working tree, and a definition that lies outside of it.
    pub source: Arc<dyn Source>,
    /// What the repository says about itself.
    pub facts: Facts,
    /// Where things lie on this machine.
    pub places: Places,
    /// What the pipeline is for.
    pub trigger: Trigger,
    /// The definition.
    pub definition: Definition,
    /// What `runs-on` means here.
    pub labels: Labels,
    /// What came of it. Its diagnostics include those about the trigger.
    pub loaded: Loaded,
}

impl Prepared {
    /// Finds, reads and loads the definition. A wrong definition is no failure here: see
    /// [`Prepared::loaded`].
    pub(crate) fn new(
        app: &App,
        definition: &DefinitionArgs,
        trigger: &TriggerArgs,
        explain: Option<&str>,
    ) -> Result<Self, Failure> {
        Self::with_filters(app, definition, trigger, explain, Filters::Apply)
    }

    /// As [`Prepared::new`], also for what the event does not trigger where filters are ignored.
    pub(crate) fn with_filters(
        app: &App,
        definition: &DefinitionArgs,
        trigger: &TriggerArgs,
        explain: Option<&str>,
        filters: Filters,
    ) -> Result<Self, Failure> {
        let repository = Repository::open(&app.environment.directory, options(app, definition))?;
        let places = places_of(app, repository.root());
        let labels = labels(&definition.platforms);
        let args = definition;
        let definition = definition::find(definition, repository.root(), &app.environment)?;
        let mut facts = repository.facts()?;
        if definition.dialect == Dialect::Github {
            facts.project.host = on_github(&facts.project);
        }
        let request = trigger::Request {
            args: trigger,
            facts: &facts,
            app,
            number: folder::next_number(&places),
            definition: &definition,
            usual: match definition.dialect {
                Dialect::Github if trigger.names_no_event() => {
                    maillon_github::usual_event(&repository, &definition.files)
                }
                _ => None,
            },
        };
        let (trigger, found) = request.trigger(clock::now())?;
        let repository = Arc::new(repository.with_comparison(trigger::comparison(&trigger)));
        let source = source(&repository, &definition)?;
        let loading = Loading {
            source: source.as_ref(),
            definition: &definition,
            trigger: &trigger,
            labels: &labels,
            filters,
            explain,
            args,
            places: &places,
        };
        let mut loaded = loading.load();
        loaded.diagnostics.splice(0..0, found);
        Ok(Self {
            repository,
            source,
            facts,
            places,
            trigger,
            definition,
            labels,
            loaded,
        })
    }

    /// The errors and warnings, where there is an error.
    pub(crate) fn refusal(&self) -> Option<Vec<Diagnostic>> {
        let refused = self.loaded.diagnostics.iter().any(Diagnostic::is_error);
        refused.then(|| self.loaded.diagnostics.clone())
    }
}

/// Where things lie, for commands that need no definition.
pub(crate) fn places(app: &App) -> Result<Places, Failure> {
    let options = Options::new(app.environment.cache_dir(), clock::now());
    let repository = Repository::open(&app.environment.directory, options)?;
    Ok(places_of(app, repository.root()))
}

fn places_of(app: &App, root: &Path) -> Places {
    Places {
        repository: root.to_owned(),
        state: root.join(".maillon"),
        cache: app.environment.cache_dir(),
    }
}

/// The server whose words workflows are in, and that their actions come from: the one that the
/// repository is on, unless that is none of GitHub's.
fn on_github(project: &Project) -> String {
    const OTHERS: [&str; 4] = ["gitlab.com", "bitbucket.org", "codeberg.org", ""];
    if project.remote_url.is_empty() || OTHERS.contains(&project.host.as_str()) {
        return "github.com".to_owned();
    }
    project.host.clone()
}

/// What a dialect makes a pipeline from.
struct Loading<'a> {
    source: &'a dyn Source,
    definition: &'a Definition,
    trigger: &'a Trigger,
    labels: &'a Labels,
    filters: Filters,
    explain: Option<&'a str>,
    args: &'a DefinitionArgs,
    places: &'a Places,
}

impl Loading<'_> {
    fn load(&self) -> Loaded {
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
        let args = self.args;
        let loaded = maillon_jenkins::load(&maillon_jenkins::LoadRequest {
            source: self.source,
            file: &self.definition.name,
            trigger: self.trigger,
            labels: &jenkins::labels(&args.platforms),
            tools: &jenkins::tools(&args.tools),
            previous: jenkins::previous(self.places, self.trigger),
            restart: args.restart.as_ref().map(jenkins::restart),
            implicit_libraries: &args.implicit_libraries,
        });
        Loaded {
            pipeline: loaded.pipeline,
            diagnostics: loaded.diagnostics,
            outline: loaded.outline,
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

/// What `--platform` says.
fn labels(platforms: &[Pair]) -> Labels {
    let target = |pair: &Pair| match pair.value.as_str() {
        "host" => Target::Host,
        "skip" => Target::Skip(format!("--platform {}=skip", pair.key)),
        image => Target::Image(image.strip_prefix("docker://").unwrap_or(image).to_owned()),
    };
    platforms
        .iter()
        .map(|pair| (pair.key.clone(), target(pair)))
        .collect()
}

fn source(
    repository: &Arc<Repository>,
    definition: &Definition,
) -> Result<Arc<dyn Source>, Failure> {
    let repository: Arc<dyn Source> = Arc::clone(repository) as _;
    match &definition.outside {
        None => Ok(repository),
        Some(path) => Ok(Arc::new(WithDefinition::read(
            repository,
            &definition.name,
            path,
        )?)),
    }
}

/// How working trees are opened.
pub(crate) fn options(app: &App, args: &DefinitionArgs) -> Options {
    let overrides = args
        .overrides
        .iter()
        .chain(&args.actions)
        .map(|pair| (pair.key.clone(), app.environment.absolute(&pair.value)));
    Options {
        overrides: overrides.collect(),
        network: if args.offline {
            Network::Offline
        } else {
            Network::Online
        },
        ..Options::new(app.environment.cache_dir(), clock::now())
    }
}
