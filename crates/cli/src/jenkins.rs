//! What a Jenkinsfile needs from flags and from earlier runs.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use maillon_definition::JenkinsOptions;
use maillon_jenkins::{BuildResult, Previous, Restart, Tool};
use maillon_model::pipeline::Dialect;
use maillon_model::{RunStatus, Trigger};
use maillon_runner::{JenkinsSettings, Library, LibraryPlace, Places};

use crate::app::App;
use crate::args::{DefinitionArgs, Pair, RestartFrom};
use crate::failure::Failure;
use crate::folder;
use crate::prepare::Prepared;

/// What is loaded with a Jenkinsfile.
pub(crate) fn options(args: &DefinitionArgs, places: &Places, trigger: &Trigger) -> JenkinsOptions {
    JenkinsOptions {
        labels: labels(&args.platforms),
        tools: tools(&args.tools),
        previous: previous(places, trigger),
        restart: args.restart.as_ref().map(restart),
        implicit_libraries: args.implicit_libraries.clone(),
    }
}

/// The images of labels; `host` needs none.
fn labels(platforms: &[Pair]) -> Vec<(String, String)> {
    let images = platforms
        .iter()
        .filter(|pair| !matches!(pair.value.as_str(), "host" | "skip"));
    let image = |pair: &Pair| {
        let image = pair.value.strip_prefix("docker://").unwrap_or(&pair.value);
        (pair.key.clone(), image.to_owned())
    };
    images.map(image).collect()
}

/// Tools by `KIND:NAME`.
fn tools(pairs: &[Pair]) -> Vec<Tool> {
    let tool = |pair: &Pair| {
        let (kind, name) = pair.key.split_once(':').unwrap_or(("", &pair.key));
        Tool {
            kind: kind.to_owned(),
            name: name.to_owned(),
            home: pair.value.clone(),
        }
    };
    pairs.iter().map(tool).collect()
}

/// Where to start again.
fn restart(from: &RestartFrom) -> Restart {
    Restart {
        stage: from.stage.clone(),
        of: from.number,
    }
}

/// What builds are given besides.
pub(crate) fn settings(args: &DefinitionArgs, app: &App) -> JenkinsSettings {
    JenkinsSettings {
        libraries: args
            .libraries
            .iter()
            .map(|pair| library(pair, app))
            .collect(),
        restarted: args.restart.as_ref().map(|from| from.run.clone()),
        ..JenkinsSettings::default()
    }
}

/// A folder that is there, else an address.
fn library(pair: &Pair, app: &App) -> Library {
    let (name, version) = match pair.key.split_once('@') {
        Some((name, version)) => (name, Some(version.to_owned())),
        None => (pair.key.as_str(), None),
    };
    let folder = app.environment.absolute(&pair.value);
    let place = if folder.is_dir() && version.is_none() && !folder.join("HEAD").is_file() {
        LibraryPlace::Folder(folder)
    } else if folder.is_dir() {
        LibraryPlace::Git(folder.display().to_string())
    } else if pair.value.contains(':') {
        LibraryPlace::Git(pair.value.clone())
    } else {
        LibraryPlace::Folder(folder)
    };
    Library {
        name: name.to_owned(),
        version,
        place,
    }
}

/// The builds before, by definition and ref.
type Builds = BTreeMap<String, Previous>;

fn file(places: &Places) -> PathBuf {
    places.state.join("builds.json")
}

fn key(trigger: &Trigger) -> String {
    format!("{}@{}", trigger.definition, trigger.git_ref.name())
}

fn builds(places: &Places) -> Builds {
    // A file that somebody broke is as good as none: the next build is a first one.
    let text = fs::read(file(places)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// How the last build of the same definition and ref ended.
fn previous(places: &Places, trigger: &Trigger) -> Option<Previous> {
    builds(places).remove(&key(trigger))
}

/// Writes down how a build ended, for the next one.
pub(crate) fn remember(prepared: &Prepared, status: RunStatus) -> Result<(), Failure> {
    if prepared.definition.dialect != Dialect::Jenkins {
        return Ok(());
    }
    let result = match status {
        RunStatus::Success => BuildResult::Success,
        RunStatus::Unstable => BuildResult::Unstable,
        RunStatus::Failed | RunStatus::Invalid | RunStatus::Errored => BuildResult::Failure,
        RunStatus::Aborted => BuildResult::Aborted,
        RunStatus::Skipped => BuildResult::NotBuilt,
    };
    let (places, trigger) = (&prepared.places, &prepared.trigger);
    let number = trigger.number;
    let mut builds = builds(places);
    builds.insert(key(trigger), Previous { number, result });
    folder::write_json(&file(places), &builds)
}
