//! What becomes of pushed commits: the table of refs, runs, merge requests.

use std::collections::BTreeMap;
use std::sync::Arc;

use maillon_model::trigger::{ForgeEvent, MergeRequest, TriggerEvent, User};
use maillon_source::SourceError;
use maillon_source::repository::bare::{Ancestry, Bare, CommitInfo, Updated};
use maillon_store::{MergeEnd, MergeRow, MergesShown, Noted, ProjectRow, Tx};

use super::{blocking, open};
use crate::access::Person;
use crate::http::Fault;
use crate::projects::{author_of, check_variables, order_for, user_of};
use crate::runs::{self, NewOrder, RunOrder};
use crate::server::Server;

/// A ref that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Update {
    /// `refs/heads/main`
    pub(crate) name: String,
    /// Where it pointed; None: it is new.
    pub(crate) old: Option<String>,
    /// Where it points; None: it is gone.
    pub(crate) new: Option<String>,
}

/// Who pushed.
#[derive(Clone, Debug)]
pub(crate) enum Pusher {
    /// Somebody with an account here.
    Person(Person),
    /// Somebody at a forge.
    Elsewhere(User),
    /// Nobody knows: the commit's author stands in.
    Author,
}

/// What is known of a push.
#[derive(Clone, Debug)]
pub(crate) struct Push {
    /// Who pushed.
    pub(crate) by: Pusher,
    /// Whether runs are made.
    pub(crate) runs: Runs,
    /// Variables of its runs.
    pub(crate) variables: BTreeMap<String, String>,
    /// Values of its runs' inputs.
    pub(crate) inputs: BTreeMap<String, String>,
    /// The ref that the forge told of, in its own words.
    pub(crate) forge: Option<(String, ForgeEvent)>,
}

/// Whether runs are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Runs {
    /// For every ref.
    All,
    /// For this ref alone.
    Only(String),
    /// For none.
    None,
}

impl Push {
    pub(crate) fn by(by: Pusher) -> Self {
        Self {
            by,
            runs: Runs::All,
            variables: BTreeMap::new(),
            inputs: BTreeMap::new(),
            forge: None,
        }
    }

    /// `ci.skip`, `ci.no_pipeline`, `ci.variable=NAME=VALUE`, `ci.input=NAME=VALUE`, as GitLab has them.
    pub(super) fn of_options(by: Pusher, options: &[String]) -> Result<Self, Fault> {
        let mut push = Self::by(by);
        for option in options {
            let (key, value) = option.split_once('=').unwrap_or((option, ""));
            let pair = value
                .split_once('=')
                .map(|(name, value)| (name.to_owned(), value.to_owned()));
            match (key, pair) {
                ("ci.skip" | "ci.no_pipeline", _) => push.runs = Runs::None,
                ("ci.variable", Some((name, value))) => drop(push.variables.insert(name, value)),
                ("ci.input", Some((name, value))) => drop(push.inputs.insert(name, value)),
                _ => {
                    return Err(Fault::invalid(format!(
                        "the push option {option:?} means nothing here"
                    )));
                }
            }
        }
        check_variables(&push.variables)?;
        Ok(push)
    }

    fn wants(&self, update: &Update) -> bool {
        match &self.runs {
            Runs::All => true,
            Runs::Only(name) => *name == update.name,
            Runs::None => false,
        }
    }
}

/// Notes changed refs and makes their runs; lines for the pusher.
pub(crate) async fn pushed(
    server: &Server,
    project: &ProjectRow,
    push: &Push,
    updates: &[Update],
) -> Result<Vec<String>, Fault> {
    let bare = open(server, project)?;
    let mut project = project.clone();
    adopt_branch(server, &mut project, &bare, updates).await?;
    let mut lines = Vec::new();
    for update in updates {
        let change = Change {
            server,
            project: &project,
            bare: &bare,
            push,
            update,
        };
        lines.extend(change.record().await?);
    }
    Ok(lines)
}

/// The first branch of an empty repository becomes the default one.
async fn adopt_branch(
    server: &Server,
    project: &mut ProjectRow,
    bare: &Bare,
    updates: &[Update],
) -> Result<(), Fault> {
    if project.url.is_some() {
        return Ok(());
    }
    let branches = |name: &str| name.strip_prefix("refs/heads/").map(str::to_owned);
    let first = updates.iter().filter(|update| update.new.is_some());
    let first: Vec<String> = first.filter_map(|update| branches(&update.name)).collect();
    let old = project.settings.default_branch.clone();
    let [branch] = first.as_slice() else {
        return Ok(());
    };
    let known = server.store.refs(project.id).await?;
    if *branch == old
        || known
            .iter()
            .any(|known| known.name.starts_with("refs/heads/"))
    {
        return Ok(());
    }
    let settings = &mut project.settings;
    settings.default_branch.clone_from(branch);
    for name in settings.protected.iter_mut().filter(|name| **name == old) {
        name.clone_from(branch);
    }
    let mut tx = server.store.begin().await?;
    tx.change_project(project.id, settings).await?;
    tx.commit().await?;
    let (bare, branch) = (bare.clone(), branch.clone());
    blocking(move || bare.set_head(&branch)).await
}

/// One changed ref.
struct Change<'a> {
    server: &'a Server,
    project: &'a ProjectRow,
    bare: &'a Bare,
    push: &'a Push,
    update: &'a Update,
}

impl Change<'_> {
    async fn record(&self) -> Result<Vec<String>, Fault> {
        let Some(commit) = self.commit().await? else {
            return self.gone().await.map(|()| Vec::new());
        };
        let merges = self.merges_from().await?;
        let user = self.user(&commit).await?;
        let why_not = self.why_no_run(&commit);
        let mut lines = Vec::new();
        let mut tx = self.server.store.begin().await?;
        let new = self.update.new.as_deref();
        if tx.set_ref(self.project.id, &self.update.name, new).await? == Noted::Known {
            drop(tx);
            return self.known(&commit).await;
        }
        if why_not.is_none() {
            let key =
                runs::create(self.server, &mut tx, &self.order(&commit, user.clone())).await?;
            lines.extend(self.link(key.number, &short(&self.update.name)));
        }
        for merge in &merges {
            tx.set_merge_sha(merge.id, &commit.sha).await?;
            if why_not.is_none() {
                let order = merge_order(self.project, request(merge), &commit, user.clone());
                let key = runs::create(self.server, &mut tx, &order).await?;
                lines.extend(self.link(key.number, &format!("merge request {}", merge.number)));
            }
        }
        self.audit(&mut tx).await?;
        tx.commit().await?;
        self.close_merged(&commit).await?;
        lines.extend(why_not);
        Ok(lines)
    }

    /// The commit that the ref leads to now; None: it is gone, or leads to no commit.
    async fn commit(&self) -> Result<Option<CommitInfo>, Fault> {
        let Some(new) = self.update.new.clone() else {
            return Ok(None);
        };
        let bare = self.bare.clone();
        blocking(move || bare.commit(&new)).await
    }

    async fn gone(&self) -> Result<(), Fault> {
        let mut tx = self.server.store.begin().await?;
        let new = self.update.new.as_deref();
        if tx.set_ref(self.project.id, &self.update.name, new).await? == Noted::News {
            self.audit(&mut tx).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn audit(&self, tx: &mut Tx) -> Result<(), Fault> {
        let Pusher::Person(person) = &self.push.by else {
            return Ok(());
        };
        let deed = person.did("git.push").in_project(&self.project.name);
        Ok(tx.audit(&deed.on(&self.update.name)).await?)
    }

    /// Somebody else was quicker: the run is there.
    async fn known(&self, commit: &CommitInfo) -> Result<Vec<String>, Fault> {
        let store = &self.server.store;
        let number = store
            .run_of_push(self.project.id, &self.update.name, &commit.sha)
            .await?;
        let link = number.map(|number| self.link(number, &short(&self.update.name)));
        Ok(link.unwrap_or_default())
    }

    /// Open merge requests of the branch; each has a ref that keeps its commit.
    async fn merges_from(&self) -> Result<Vec<MergeRow>, Fault> {
        let Some(branch) = self.update.name.strip_prefix("refs/heads/") else {
            return Ok(Vec::new());
        };
        let merges = self
            .server
            .store
            .open_merges_from(self.project.id, branch)
            .await?;
        let (bare, new) = (
            self.bare.clone(),
            self.update.new.clone().unwrap_or_default(),
        );
        let numbers: Vec<u64> = merges.iter().map(|merge| merge.number).collect();
        blocking(move || {
            numbers
                .iter()
                .try_for_each(|number| keep(&bare, *number, &new))
        })
        .await?;
        Ok(merges)
    }

    /// Who is said to have done it.
    async fn user(&self, commit: &CommitInfo) -> Result<User, Fault> {
        Ok(match &self.push.by {
            Pusher::Author => author_of(commit),
            Pusher::Elsewhere(user) => user.clone(),
            Pusher::Person(person) => {
                let row = self.server.store.user_by_id(person.id).await?;
                row.map_or_else(|| author_of(commit), |row| user_of(&row))
            }
        })
    }

    fn order(&self, commit: &CommitInfo, user: User) -> NewOrder {
        let author = match &self.push.by {
            Pusher::Author => commit.author_name.clone(),
            _ => user.login.clone(),
        };
        let mut order = RunOrder::new(TriggerEvent::Push, user);
        order.before_sha.clone_from(&self.update.old);
        order.variables.clone_from(&self.push.variables);
        order.inputs.clone_from(&self.push.inputs);
        let told = self
            .push
            .forge
            .as_ref()
            .filter(|(name, _)| *name == self.update.name);
        order.forge = told.map(|(_, event)| event.clone());
        NewOrder {
            author,
            ..order_for(self.project, &self.update.name, commit, order)
        }
    }

    fn why_no_run(&self, commit: &CommitInfo) -> Option<String> {
        let name = short(&self.update.name);
        if !self.push.wants(self.update) {
            return Some(format!("no run for {name}, as wished"));
        }
        says_skip(&commit.message)
            .then(|| format!("no run for {name}: its commit's message says [skip ci]"))
    }

    fn link(&self, number: u64, what: &str) -> Vec<String> {
        let (url, project) = (&self.server.settings.url, &self.project.name);
        vec![
            format!("run {number} for {what}:"),
            format!("  {url}/projects/{project}/runs/{number}"),
        ]
    }

    /// Merge requests whose commit the target has by now are merged, however that came.
    async fn close_merged(&self, commit: &CommitInfo) -> Result<(), Fault> {
        let Some(target) = self.update.name.strip_prefix("refs/heads/") else {
            return Ok(());
        };
        let open = self
            .server
            .store
            .merges(self.project.id, MergesShown::Open, None, 1000)
            .await?;
        for merge in open
            .into_iter()
            .filter(|merge| merge.target_branch == target)
        {
            let (bare, tip, sha) = (self.bare.clone(), commit.sha.clone(), merge.sha.clone());
            if blocking(move || bare.contains(&tip, &sha)).await? == Ancestry::Contained {
                self.close(&merge, commit).await?;
            }
        }
        Ok(())
    }

    async fn close(&self, merge: &MergeRow, commit: &CommitInfo) -> Result<(), Fault> {
        let by = match &self.push.by {
            Pusher::Person(person) => person.id,
            _ => merge.merged_by.unwrap_or(merge.author_id),
        };
        let end = MergeEnd::Merged {
            by,
            base: self.update.old.as_deref().unwrap_or(&commit.sha),
            merged: &commit.sha,
        };
        let mut tx = self.server.store.begin().await?;
        tx.end_merge(merge.id, &end).await?;
        Ok(tx.commit().await?)
    }
}

/// The commit of a merge request stays, and can be fetched, whatever becomes of its branch.
pub(crate) fn keep(bare: &Bare, number: u64, sha: &str) -> Result<(), SourceError> {
    let name = merge_ref(number);
    let old = bare.refs_named(&[&name])?.pop().map(|at| at.sha);
    match bare.update_ref(&name, sha, old.as_deref())? {
        // Where it moved somebody else is at it, with a newer commit or the same.
        Updated::Done | Updated::Moved => Ok(()),
    }
}

/// Where the commit of a merge request is kept.
pub(crate) fn merge_ref(number: u64) -> String {
    format!("refs/merge-requests/{number}/head")
}

/// A run of a merge request of the project itself.
pub(crate) fn merge_order(
    project: &ProjectRow,
    request: MergeRequest,
    commit: &CommitInfo,
    user: User,
) -> NewOrder {
    let (author, number) = (user.login.clone(), request.number);
    let order = RunOrder::new(TriggerEvent::MergeRequest(request), user);
    NewOrder {
        author,
        merge: Some(number),
        ..order_for(project, &merge_ref(number), commit, order)
    }
}

/// A merge request, as its runs know it.
fn request(merge: &MergeRow) -> MergeRequest {
    MergeRequest {
        number: merge.number,
        source_branch: merge.source_branch.clone(),
        target_branch: merge.target_branch.clone(),
        title: merge.title.clone(),
        description: merge.description.clone(),
        labels: Vec::new(),
        draft: is_draft(&merge.title),
    }
}

/// `Draft: ...`, as GitLab has it.
pub(crate) fn is_draft(title: &str) -> bool {
    let title = title.trim_start().to_ascii_lowercase();
    ["draft:", "[draft]", "(draft)"]
        .iter()
        .any(|mark| title.starts_with(mark))
}

fn says_skip(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.contains("[skip ci]") || message.contains("[ci skip]")
}

fn short(name: &str) -> String {
    match name.strip_prefix("refs/tags/") {
        Some(tag) => format!("tag {tag}"),
        None => name.strip_prefix("refs/heads/").unwrap_or(name).to_owned(),
    }
}

/// An event of a forge, to be handed on.
pub(crate) fn forge_event(name: &str, payload: &Arc<serde_json::Value>) -> ForgeEvent {
    ForgeEvent {
        name: name.to_owned(),
        payload: Some(Arc::clone(payload)),
    }
}
