//! Brings the table of refs in line with the repositories: what a dead server left, and what happens elsewhere.

use std::time::Duration;

use maillon_model::Timestamp;
use maillon_store::{DeliveryRow, ProjectRow, RefRow};
use tokio::time::{Instant, sleep};

use super::pushed::{Push, Pusher, Runs, Update, pushed};
use super::{blocking, mirror, open};
use crate::http::Fault;
use crate::server::Server;

/// How often somebody looks whether something is due.
const PAUSE: Duration = Duration::from_secs(5);
/// How often hosted repositories are compared with the table: pushes do that by themselves.
const COMPARE: Duration = Duration::from_mins(5);
/// How long one server has this duty.
const TURN: Duration = Duration::from_secs(30);
/// How long webhooks are remembered, in milliseconds: until then none is heard twice.
const REMEMBERED: u64 = 30 * 24 * 3600 * 1000;

/// Looks at repositories until the server ends.
pub(super) async fn go_on(server: Server) -> Result<(), Fault> {
    // Whoever has the duty: what this server itself may have left when it died waits for nobody.
    compare_hosted(&server).await?;
    let mut compared = Instant::now();
    loop {
        if has_turn(&server).await? {
            if compared.elapsed() >= COMPARE {
                compare_hosted(&server).await?;
                forget(&server).await?;
                compared = Instant::now();
            }
            look_elsewhere(&server).await?;
        }
        tokio::select! {
            () = server.git.woken.notified() => {}
            () = sleep(PAUSE) => {}
        }
    }
}

async fn has_turn(server: &Server) -> Result<bool, Fault> {
    let mut tx = server.store.begin().await?;
    let mine = tx
        .take_duty("repositories", &server.git.holder, TURN)
        .await?;
    tx.commit().await?;
    Ok(mine)
}

async fn forget(server: &Server) -> Result<(), Fault> {
    let mut tx = server.store.begin().await?;
    let before = Timestamp(tx.now().await?.0.saturating_sub(REMEMBERED));
    tx.forget_deliveries(before).await?;
    Ok(tx.commit().await?)
}

/// Makes the runs of pushes that ended while a server died.
async fn compare_hosted(server: &Server) -> Result<(), Fault> {
    for project in server.store.projects().await? {
        if project.url.is_some() || server.git.is_held(project.id) {
            continue;
        }
        if let Err(fault) = compare(server, &project, &Push::by(Pusher::Author)).await {
            server.note(&format!(
                "repository of {}: {}",
                project.name, fault.message
            ));
        }
    }
    Ok(())
}

/// Makes the runs of all that is new in a repository.
pub(super) async fn compare(
    server: &Server,
    project: &ProjectRow,
    push: &Push,
) -> Result<(), Fault> {
    let bare = open(server, project)?;
    let now = blocking(move || bare.refs()).await?;
    let known = server.store.refs(project.id).await?;
    let mut push = push.clone();
    if known.is_empty() && project.url.is_some() {
        // What was there before the project is nobody's push; one run shows how it stands.
        push.runs = Runs::Only(format!("refs/heads/{}", project.settings.default_branch));
    }
    let now: Vec<RefRow> = now
        .into_iter()
        .map(|at| RefRow {
            name: at.name,
            sha: at.sha,
        })
        .collect();
    pushed(server, project, &push, &differences(&known, &now))
        .await
        .map(drop)
}

/// What must have happened to the refs.
fn differences(known: &[RefRow], now: &[RefRow]) -> Vec<Update> {
    let sha = |refs: &[RefRow], name: &str| {
        let at = refs.binary_search_by(|at| at.name.as_str().cmp(name));
        at.ok().map(|at| refs[at].sha.clone())
    };
    let mut names: Vec<&str> = known.iter().chain(now).map(|at| at.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let (mut known, mut now) = (known.to_vec(), now.to_vec());
    known.sort_unstable();
    now.sort_unstable();
    let updates = names.into_iter().map(|name| Update {
        name: name.to_owned(),
        old: sha(&known, name),
        new: sha(&now, name),
    });
    updates.filter(|update| update.old != update.new).collect()
}

/// Begins to look at remote repositories that are due, each on its own.
async fn look_elsewhere(server: &Server) -> Result<(), Fault> {
    let now = server.store.now().await?;
    let deliveries = server.store.open_deliveries().await?;
    let mut due = server.store.projects_to_poll(now).await?;
    for delivery in &deliveries {
        if due.iter().all(|project| project.id != delivery.project) {
            let project = server.store.project_by_id(delivery.project).await?;
            // After a failure its turn comes by itself.
            due.extend(project.filter(|project| project.polling.failures == 0));
        }
    }
    for project in due {
        let heard = deliveries
            .iter()
            .filter(|delivery| delivery.project == project.id);
        begin(server, project.clone(), heard.cloned().collect());
    }
    Ok(())
}

fn begin(server: &Server, project: ProjectRow, heard: Vec<DeliveryRow>) {
    if server.git.is_held(project.id) {
        return;
    }
    let held = server.git.hold(project.id);
    let server = server.clone();
    tokio::spawn(async move {
        let place = server.git.looks.clone().acquire_owned().await;
        let looked = mirror::look(&server, &project, &heard);
        if let Some(Err(fault)) = server.stop.run_until_cancelled(looked).await {
            server.note(&format!(
                "repository of {}: {}",
                project.name, fault.message
            ));
        }
        drop((held, place));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refs(list: &[(&str, &str)]) -> Vec<RefRow> {
        let row = |(name, sha): &(&str, &str)| RefRow {
            name: (*name).to_owned(),
            sha: (*sha).to_owned(),
        };
        list.iter().map(row).collect()
    }

    #[test]
    fn differences_are_what_must_have_happened() {
        let known = refs(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let now = refs(&[("b", "2"), ("c", "1"), ("d", "1")]);
        let found: Vec<_> = differences(&known, &now)
            .into_iter()
            .map(|u| format!("{} {:?} {:?}", u.name, u.old, u.new))
            .collect();
        assert_eq!(
            found,
            [
                r#"a Some("1") None"#,
                r#"b Some("1") Some("2")"#,
                r#"d None Some("1")"#,
            ]
        );
    }
}
