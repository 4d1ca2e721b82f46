//! From flags to a loaded definition: what `run`, `plan` and `lint` have in common.

use std::path::Path;
use std::sync::Arc;

use maillon_gitlab::{LoadRequest, Loaded};
use maillon_model::{Diagnostic, Trigger};
use maillon_runner::{Places, clock};
use maillon_source::Source;
use maillon_source::repository::{Facts, Network, Options, Repository};

use crate::app::App;
use crate::args::{DefinitionArgs, TriggerArgs};
use crate::definition::{self, Definition, WithDefinition};
use crate::failure::Failure;
use crate::{folder, trigger};

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
        let repository = Repository::open(&app.environment.directory, options(app, definition))?;
        let places = places_of(app, repository.root());
        let definition = definition::find(definition, repository.root(), &app.environment)?;
        let facts = repository.facts()?;
        let request = trigger::Request {
            args: trigger,
            facts: &facts,
            app,
            number: folder::next_number(&places),
            definition: &definition.file,
        };
        let (trigger, found) = request.trigger(clock::now())?;
        let repository = Arc::new(repository.with_comparison(trigger::comparison(&trigger)));
        let source = source(&repository, &definition)?;
        let loaded = load(source.as_ref(), &definition.file, &trigger, explain, found);
        Ok(Self {
            repository,
            source,
            facts,
            places,
            trigger,
            definition,
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

fn load(
    source: &dyn Source,
    file: &str,
    trigger: &Trigger,
    explain: Option<&str>,
    found: Vec<Diagnostic>,
) -> Loaded {
    let mut loaded = maillon_gitlab::load(&LoadRequest {
        source,
        file,
        trigger,
        explain,
    });
    loaded.diagnostics.splice(0..0, found);
    loaded
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
            &definition.file,
            path,
        )?)),
    }
}

/// How working trees are opened.
pub(crate) fn options(app: &App, args: &DefinitionArgs) -> Options {
    let overrides = args
        .overrides
        .iter()
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
