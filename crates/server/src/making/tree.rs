//! A run's working tree, made when somebody reads from it.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use maillon_source::repository::checkout::{CheckoutOrder, check_out};
use maillon_source::repository::{Comparison, Options, Repository};
use maillon_source::{Changes, CloneOrder, Cloned, Exported, Fetched, Source, SourceError};

/// Where a working tree comes from.
#[derive(Clone, Debug)]
pub(super) struct TreeOrder {
    /// The bare repository.
    pub(super) bare: PathBuf,
    /// Where the tree lies.
    pub(super) folder: PathBuf,
    /// The commit.
    pub(super) sha: String,
    /// What `origin` is called.
    pub(super) remote_url: String,
    /// The branch that counts as the default one.
    pub(super) default_branch: String,
}

impl TreeOrder {
    /// Makes it where it is not there, and opens it. May block.
    pub(super) fn open(&self, options: Options) -> Result<Repository, SourceError> {
        let order = CheckoutOrder {
            bare: &self.bare,
            sha: &self.sha,
            remote_url: &self.remote_url,
            default_branch: &self.default_branch,
        };
        check_out(&order, &self.folder)?;
        Repository::open(&self.folder, options)
    }
}

/// A working tree that is made when it is first read from.
pub(super) struct LazyTree {
    order: TreeOrder,
    options: OptionsOf,
    comparison: Comparison,
    opened: OnceLock<Arc<Repository>>,
}

/// Says how the tree is opened, when it is; may block.
pub(super) type OptionsOf = Box<dyn Fn() -> Result<Options, String> + Send + Sync>;

impl LazyTree {
    pub(super) fn new(order: TreeOrder, options: OptionsOf, comparison: Comparison) -> Self {
        Self {
            order,
            options,
            comparison,
            opened: OnceLock::new(),
        }
    }

    fn tree(&self) -> Result<&Repository, SourceError> {
        if let Some(opened) = self.opened.get() {
            return Ok(opened);
        }
        let options = (self.options)().map_err(|why| SourceError::Io {
            doing: "open the working tree".to_owned(),
            why,
        })?;
        let opened = self.order.open(options)?;
        let opened = opened.with_comparison(self.comparison.clone());
        Ok(self.opened.get_or_init(|| Arc::new(opened)))
    }
}

impl Source for LazyTree {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, SourceError> {
        self.tree()?.read(path)
    }

    fn files(&self) -> Result<Arc<Vec<String>>, SourceError> {
        self.tree()?.files()
    }

    fn unnameable(&self) -> Result<Vec<PathBuf>, SourceError> {
        self.tree()?.unnameable()
    }

    fn changes(&self, compare_to: Option<&str>) -> Result<Changes, SourceError> {
        self.tree()?.changes(compare_to)
    }

    fn project(
        &self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Arc<dyn Source>, SourceError> {
        self.tree()?.project(host, path, git_ref)
    }

    fn folder(
        &self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Exported, SourceError> {
        self.tree()?.folder(host, path, git_ref)
    }

    fn remote(&self, url: &str) -> Result<Fetched, SourceError> {
        self.tree()?.remote(url)
    }

    fn template(&self, name: &str) -> Result<Fetched, SourceError> {
        self.tree()?.template(name)
    }

    fn last_commit(&self, path: &str) -> Result<Option<String>, SourceError> {
        self.tree()?.last_commit(path)
    }

    fn clone_repository(&self, order: &CloneOrder<'_>) -> Result<Cloned, SourceError> {
        self.tree()?.clone_repository(order)
    }
}
