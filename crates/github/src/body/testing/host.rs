//! A host that remembers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use indexmap::IndexMap;
use maillon_model::variable::Value;
use maillon_model::{Timestamp, Variable};
use maillon_sandbox::{Containers, Mount};

use super::Case;
use crate::body::host::{
    ActionFolder, AfterFailure, CheckedOut, CheckoutOrder, Endpoints, FailedStep, Host, StepEvent,
};

/// A host that remembers what it is told.
pub(crate) struct FakeHost {
    workspace: PathBuf,
    private: PathBuf,
    actions: IndexMap<String, PathBuf>,
    secrets: Vec<String>,
    containers: Option<Arc<dyn Containers>>,
    endpoints: Option<Endpoints>,
    retries: Mutex<u32>,
    pub(super) told: Mutex<Vec<StepEvent>>,
    pub(super) masks: Mutex<Vec<String>>,
    pub(super) orders: Mutex<Vec<CheckoutOrder>>,
}

impl FakeHost {
    pub(super) fn new(root: &Path, case: &Case) -> Self {
        let workspace = root.join("work");
        let private = root.join("private");
        for folder in [&workspace, &private] {
            std::fs::create_dir(folder).unwrap();
        }
        write_files(&workspace, &case.files);
        let mut actions = IndexMap::new();
        for (index, (name, files)) in case.actions.iter().enumerate() {
            let folder = root.join("actions").join(index.to_string());
            write_files(&folder, files);
            actions.insert((*name).to_owned(), folder);
        }
        let secret = |variable: &Variable| match &variable.value {
            Value::Masked(secret) => Some(secret.expose().to_owned()),
            Value::Plain(_) => None,
        };
        Self {
            workspace,
            private,
            actions,
            secrets: case.variables.iter().filter_map(secret).collect(),
            containers: case.containers.clone(),
            endpoints: case.endpoints.clone(),
            retries: Mutex::new(case.retries),
            told: Mutex::default(),
            masks: Mutex::default(),
            orders: Mutex::default(),
        }
    }
}

fn write_files(folder: &Path, files: &[(&'static str, String)]) {
    for (path, content) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
}

#[async_trait]
impl Host for FakeHost {
    fn workspace(&self) -> &Path {
        &self.workspace
    }

    fn private(&self) -> &Path {
        &self.private
    }

    fn mounts(&self) -> Vec<Mount> {
        Vec::new()
    }

    async fn action(&self, repository: &str, git_ref: &str) -> Result<ActionFolder, String> {
        let name = format!("{repository}@{git_ref}");
        let folder = self.actions.get(&name);
        let folder = folder.ok_or_else(|| format!("there is no {name}"))?;
        Ok(ActionFolder {
            host: folder.clone(),
            guest: folder.clone(),
            commit: "c0ffee".to_owned(),
        })
    }

    async fn checkout(&self, order: CheckoutOrder) -> Result<CheckedOut, String> {
        self.orders.lock().unwrap().push(order);
        Ok(CheckedOut {
            commit: "0123456789012345678901234567890123456789".to_owned(),
            git_ref: "refs/heads/main".to_owned(),
            lines: vec!["checked out".to_owned()],
        })
    }

    async fn containers(&self) -> Result<Arc<dyn Containers>, String> {
        let containers = self.containers.clone();
        containers.ok_or_else(|| "no container engine answers".to_owned())
    }

    async fn endpoints(&self) -> Result<Endpoints, String> {
        let endpoints = self.endpoints.clone();
        endpoints.ok_or_else(|| "there are no services".to_owned())
    }

    fn mask(&self, text: &str) {
        self.masks.lock().unwrap().push(text.to_owned());
    }

    fn is_secret(&self, text: &str) -> bool {
        let masks = self.masks.lock().unwrap();
        let mut all = self.secrets.iter().chain(masks.iter());
        all.any(|secret| text.contains(secret.as_str()))
    }

    async fn tell(&self, event: StepEvent) {
        self.told.lock().unwrap().push(event);
    }

    async fn after_failure(&self, failed: FailedStep<'_>) -> AfterFailure {
        let mut retries = self.retries.lock().unwrap();
        let Some(left) = retries.checked_sub(1) else {
            return AfterFailure::GoOn;
        };
        let known = failed.env.iter().any(|(name, _)| name == "GITHUB_ENV");
        assert!(known && failed.cwd == self.workspace, "{}", failed.name);
        *retries = left;
        AfterFailure::Retry
    }

    fn now(&self) -> Timestamp {
        Timestamp::default()
    }
}
