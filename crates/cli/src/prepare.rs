//! From flags to a loaded definition: what `run`, `plan` and `lint` have in common.

use std::path::Path;
use std::sync::Arc;

use maillon_definition::{Definition, GitCheckout, Loaded, Loading, WithDefinition};
use maillon_github::{Filters, Labels, Target};
use maillon_model::pipeline::Dialect;
use maillon_model::{Diagnostic, Trigger};
use maillon_runner::{Places, clock};
use maillon_source::repository::{Facts, Network, Options, Repository};
use maillon_source::{Source, SourceError};

use crate::app::App;
use crate::args::{DefinitionArgs, Pair, TriggerArgs};
use crate::failure::Failure;
use crate::{definition, folder, jenkins, trigger};

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
        let wanted = definition::wanted(definition, &app.environment);
        let definition = maillon_definition::find(&wanted, repository.root())?;
        let mut facts = repository.facts()?;
        if definition.dialect == Dialect::Github {
            facts.project.host = maillon_definition::github_host(&facts.project);
        }
        let request = trigger::Request {
            args: trigger,
            facts: &facts,
            app,
            number: folder::next_number(&places),
            definition: &definition,
            usual: if trigger.names_no_event() {
                maillon_definition::usual_event(&repository, &definition)
            } else {
                None
            },
        };
        let (trigger, found) = request.trigger(clock::now())?;
        let repository =
            Arc::new(repository.with_comparison(maillon_definition::comparison(&trigger)));
        let source = source(&repository, &definition)?;
        let loading = Loading {
            source: source.as_ref(),
            definition: &definition,
            trigger: &trigger,
            labels: &labels,
            filters,
            explain,
            jenkins: &jenkins::options(args, &places, &trigger),
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

    /// What a job of the run finds checked out.
    pub(crate) fn checkout(&self) -> Result<Option<GitCheckout>, SourceError> {
        let dialect = self.definition.dialect;
        maillon_definition::checkout(&self.repository, &self.facts, dialect, &self.trigger)
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
        Some(path) => WithDefinition::read(repository, &definition.name, path)
            .map(|source| Arc::new(source) as _)
            .map_err(|error| Failure::io("read", path, &error)),
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
