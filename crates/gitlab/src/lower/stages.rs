//! `stages` and `stage`.

use std::sync::Arc;

use maillon_model::Diagnostic;
use maillon_model::pipeline::StageIndex;
use rustc_hash::FxHashMap;

use super::cursor::Cursor;
use maillon_model::suggest;

/// GitLab's stages where the definition names none.
const DEFAULT: [&str; 3] = ["build", "test", "deploy"];
/// The stage of a job that names none.
const DEFAULT_STAGE: &str = "test";

/// The stages of a pipeline, `.pre` first and `.post` last.
pub(super) struct Stages {
    pub(super) names: Vec<Arc<str>>,
    index: FxHashMap<Arc<str>, StageIndex>,
}

impl Stages {
    /// Reads `stages`.
    pub(super) fn read(cursor: Option<Cursor<'_>>) -> Self {
        let named = cursor.and_then(Cursor::texts);
        let named = named.unwrap_or_else(|| DEFAULT.map(str::to_owned).to_vec());
        let inner = named
            .iter()
            .map(String::as_str)
            .filter(|name| !is_edge(name));
        let mut stages = Self {
            names: Vec::new(),
            index: FxHashMap::default(),
        };
        for name in [".pre"].into_iter().chain(inner).chain([".post"]) {
            stages.add(name);
        }
        stages
    }

    fn add(&mut self, name: &str) {
        let next = StageIndex(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        let name: Arc<str> = name.into();
        if !self.index.contains_key(&name) {
            self.index.insert(Arc::clone(&name), next);
            self.names.push(name);
        }
    }

    /// The stage that a job names, or the default one. `job` is where a missing stage is told.
    pub(super) fn of(&self, named: Option<Cursor<'_>>, job: Cursor<'_>) -> Option<StageIndex> {
        let name = match named {
            Some(cursor) => cursor.filled()?,
            None => DEFAULT_STAGE.into(),
        };
        let found = self.index.get(&name).copied();
        if found.is_none() {
            named
                .unwrap_or(job)
                .report(self.unknown(&name, named.is_none()));
        }
        found
    }

    fn unknown(&self, name: &str, implied: bool) -> Diagnostic {
        let names: Vec<&str> = self.names.iter().map(|name| &**name).collect();
        let implied = if implied {
            " (that of a job without `stage`)"
        } else {
            ""
        };
        let message = format!("the stage `{name}`{implied} does not exist");
        let error = Diagnostic::error("gitlab/unknown-stage", message);
        match suggest::nearest(name, names.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(format!("the stages are {}", names.join(", "))),
        }
    }

    /// Whether jobs of this stage alone make no pipeline: `.pre` or `.post`.
    pub(super) fn is_edge(&self, stage: StageIndex) -> bool {
        let name = usize::try_from(stage.0)
            .ok()
            .and_then(|at| self.names.get(at));
        name.is_some_and(|name| is_edge(name))
    }
}

fn is_edge(name: &str) -> bool {
    name == ".pre" || name == ".post"
}
