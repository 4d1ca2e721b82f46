//! What `checkout` and `git` bring into a workspace.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use maillon_jenkins::{CheckedOut, CheckoutOrder};
use maillon_source::{CloneOrder, Cloned};

use super::blocking;
use super::host::BuildHost;
use super::node::SharedWorkspace;
use crate::workspace::Strategy;

impl BuildHost<'_> {
    /// The working tree, as it stands.
    pub(super) async fn tree(
        &self,
        shared: &SharedWorkspace,
        into: PathBuf,
    ) -> Result<CheckedOut, String> {
        let workspaces = &self.this.context.workspaces;
        if shared.workspace.strategy == Strategy::InPlace && into == shared.folder {
            return Ok(CheckedOut {
                lines: vec!["The build works in the working tree itself".to_owned()],
                ..CheckedOut::default()
            });
        }
        let again = into == shared.folder && shared.filled.swap(true, Ordering::Relaxed);
        let copied = if again {
            workspaces.copy_over(into).await
        } else {
            workspaces.copy_beside(into).await
        };
        copied.map_err(|error| error.to_string())?;
        Ok(CheckedOut {
            variables: BTreeMap::new(),
            lines: vec![format!(
                "Checked out the working tree, with what is not committed ({})",
                self.this.context.commit
            )],
        })
    }

    pub(super) async fn repository(
        &self,
        order: CheckoutOrder,
        into: PathBuf,
    ) -> Result<CheckedOut, String> {
        let CheckoutOrder::Git {
            url,
            git_ref,
            login,
            key,
        } = order
        else {
            return Err("an internal error: this is no repository".to_owned());
        };
        let source = Arc::clone(&self.this.context.source);
        let shown = url.clone();
        let cloned = blocking(move || {
            let order = CloneOrder {
                url: &url,
                git_ref: git_ref.as_deref(),
                login: login
                    .as_ref()
                    .map(|(user, password)| (user.as_str(), password.as_str())),
                key: key.as_deref(),
                into: &into,
            };
            source
                .clone_repository(&order)
                .map_err(|error| error.to_string())
        });
        Ok(checked_out(&shown, cloned.await?))
    }
}

fn checked_out(url: &str, cloned: Cloned) -> CheckedOut {
    let mut variables = BTreeMap::from([
        ("GIT_COMMIT".to_owned(), cloned.commit.clone()),
        ("GIT_URL".to_owned(), url.to_owned()),
    ]);
    if let Some(branch) = cloned.branch {
        variables.insert("GIT_LOCAL_BRANCH".to_owned(), branch.clone());
        variables.insert("GIT_BRANCH".to_owned(), format!("origin/{branch}"));
    }
    CheckedOut {
        lines: vec![format!("Checked out {url} at {}", cloned.commit)],
        variables,
    }
}
