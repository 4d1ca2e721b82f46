//! `actions/checkout`, from what is on this machine where that will do.

use std::path::{Component, Path, PathBuf};

use maillon_github::{CheckedOut, CheckoutOrder, Submodules};
use maillon_model::spec::Checkout;

use super::host::JobHost;
use crate::workspace::{Strategy, copy_folder};

/// Brings files into the workspace.
pub(super) async fn carry_out(
    host: &JobHost<'_>,
    order: CheckoutOrder,
) -> Result<CheckedOut, String> {
    let workspace = host.place.workspace;
    let into = below(&workspace.path, &order.into)?;
    if workspace.strategy == Strategy::InPlace && has_files(&into) {
        return in_place(host, &order);
    }
    match elsewhere(host, &order).await? {
        Some(elsewhere) => copy(host, elsewhere, order, into).await,
        None => own(host, order, into).await,
    }
}

/// A job that works in the working tree itself has its files, and must not replace them.
fn in_place(host: &JobHost<'_>, order: &CheckoutOrder) -> Result<CheckedOut, String> {
    if order.repository.is_some() || !order.into.as_os_str().is_empty() {
        return Err(
            "a checkout would replace files of the working tree: leave out --in-place".into(),
        );
    }
    Ok(CheckedOut {
        commit: host.this.context.commit.clone(),
        git_ref: order.git_ref.clone().unwrap_or_default(),
        lines: vec!["The job works in the working tree itself".to_owned()],
    })
}

fn has_files(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

/// Files of another repository or another commit.
struct Elsewhere {
    folder: PathBuf,
    commit: String,
}

/// None where the files of this run's own commit are wanted.
async fn elsewhere(host: &JobHost<'_>, order: &CheckoutOrder) -> Result<Option<Elsewhere>, String> {
    let context = host.this.context;
    let named = order.repository.as_deref();
    let other = named.filter(|named| !named.eq_ignore_ascii_case(&context.project));
    let git_ref = order.git_ref.as_deref();
    if other.is_none() && git_ref.is_none_or(|git_ref| git_ref == context.commit) {
        return Ok(None);
    }
    let exported = host
        .folder(other.unwrap_or(&context.project), git_ref)
        .await?;
    if other.is_none() && exported.commit == context.commit {
        return Ok(None);
    }
    Ok(Some(Elsewhere {
        folder: exported.folder,
        commit: exported.commit,
    }))
}

async fn copy(
    host: &JobHost<'_>,
    from: Elsewhere,
    order: CheckoutOrder,
    into: PathBuf,
) -> Result<CheckedOut, String> {
    let copied = copy_folder(from.folder, into).await;
    copied.map_err(|error| error.to_string())?;
    let repository = order
        .repository
        .unwrap_or_else(|| host.this.context.project.clone());
    let what = match from.commit.as_str() {
        "" => format!("{repository}, from the folder that stands in for it"),
        commit => format!("{repository} at {commit}"),
    };
    Ok(CheckedOut {
        commit: from.commit,
        git_ref: order.git_ref.unwrap_or_default(),
        lines: vec![format!("Checked out {what} (without .git)")],
    })
}

/// The working tree itself is what the run is for. A workspace that was made with it has it already.
async fn own(
    host: &JobHost<'_>,
    order: CheckoutOrder,
    into: PathBuf,
) -> Result<CheckedOut, String> {
    let wanted = match order.submodules {
        Submodules::None => Checkout::Tree,
        Submodules::Direct | Submodules::Recursive => Checkout::TreeWithSubmodules,
    };
    let has = host.place.job.checkout;
    let here = into == host.place.workspace.path;
    let line = if here && (has == wanted || has == Checkout::TreeWithSubmodules) {
        "The working tree is here already, with what is not committed"
    } else {
        let workspaces = &host.this.context.workspaces;
        let copied = workspaces.copy_into(wanted, into).await;
        copied.map_err(|error| error.to_string())?;
        "Checked out the working tree, with what is not committed"
    };
    Ok(CheckedOut {
        commit: host.this.context.commit.clone(),
        git_ref: order.git_ref.unwrap_or_default(),
        lines: vec![line.to_owned()],
    })
}

/// A folder in the workspace.
fn below(workspace: &Path, path: &Path) -> Result<PathBuf, String> {
    let stays = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if path.components().all(stays) {
        return Ok(workspace.join(path).components().collect());
    }
    Err(format!(
        "`{}` leads out of the workspace: `path` of a checkout is relative to it",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkout_stays_in_the_workspace() {
        let below = |path: &str| below(Path::new("/w"), Path::new(path));
        assert_eq!(below(""), Ok("/w".into()));
        assert_eq!(below("./a/b"), Ok("/w/a/b".into()));
        assert!(below("../a").is_err());
        assert!(below("/a").is_err());
    }
}
