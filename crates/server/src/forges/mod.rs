//! Forges are told how runs stand, by their own APIs.
//!
//! What is to be told stands in the database, written with the run's own change: nothing is forgotten when the
//! server dies. One server tells at a time; only the newest state of a run is told.

mod calls;

use std::time::Duration;

use maillon_model::Timestamp;
use maillon_store::{ProjectRow, ReportRow};
use tokio::time::sleep;

use crate::duties::Duty;
use crate::http::Fault;
use crate::projects::{RemoteUrl, login};
use crate::seal::{hex, random};
use crate::server::Server;
use calls::{Answered, Call};

/// How often somebody looks whether there is something to tell.
const PAUSE: Duration = Duration::from_secs(2);
/// How long one server has this duty.
const TURN: Duration = Duration::from_mins(1);
/// How often telling is tried: over about a day.
const TRIES: u32 = 18;
/// The first and the longest pause between tries, in milliseconds.
const PAUSES: (u64, u64) = (2_000, 3 * 3_600_000);

/// The duties of this area.
pub(crate) fn duties() -> Vec<Duty> {
    vec![Duty {
        name: "statuses for forges",
        run: |server| Box::pin(go_on(server)),
    }]
}

async fn go_on(server: Server) -> Result<(), Fault> {
    let client = calls::client()?;
    let holder = hex(&random::<8>()?);
    loop {
        if has_turn(&server, &holder).await? {
            let now = server.store.now().await?;
            for report in server.store.reports_due(now).await? {
                tell(&server, &client, &report).await?;
            }
        }
        sleep(PAUSE).await;
    }
}

async fn has_turn(server: &Server, holder: &str) -> Result<bool, Fault> {
    let mut tx = server.store.begin().await?;
    let mine = tx.take_duty("statuses", holder, TURN).await?;
    tx.commit().await?;
    Ok(mine)
}

async fn tell(server: &Server, client: &reqwest::Client, report: &ReportRow) -> Result<(), Fault> {
    let answered = match call(server, report).await? {
        Some(call) => call.send(client).await,
        None => Answered::Settled,
    };
    let mut tx = server.store.begin().await?;
    match answered {
        Answered::Settled => tx.report_settled(report.run, report.state).await?,
        Answered::Failed { why, after } if report.tries < TRIES => {
            let due = later(tx.now().await?, report.tries, after);
            tx.report_failed(report, due, &why).await?;
        }
        Answered::Failed { why, .. } => {
            server.note(&format!(
                "run {}: the forge was not told: {why}",
                report.number
            ));
            tx.report_settled(report.run, report.state).await?;
        }
    }
    Ok(tx.commit().await?)
}

fn later(now: Timestamp, tries: u32, after: Option<Duration>) -> Timestamp {
    let pause = (PAUSES.0 << tries.min(20)).min(PAUSES.1);
    let wished = after.map_or(0, |after| u64::try_from(after.as_millis()).unwrap_or(0));
    Timestamp(now.0 + pause.max(wished.min(PAUSES.1)))
}

/// How to tell it; None: nobody wants to know.
async fn call(server: &Server, report: &ReportRow) -> Result<Option<Call>, Fault> {
    let Some(project) = server.store.project_by_id(report.project).await? else {
        return Ok(None);
    };
    let (Some(forge), true) = (project.settings.forge, project.settings.report_statuses) else {
        return Ok(None);
    };
    let Some(login) = login(server, &project)? else {
        return Ok(None);
    };
    let Some(remote) = remote(&project) else {
        return Ok(None);
    };
    let link = format!(
        "{}/projects/{}/runs/{}",
        server.settings.url, project.name, report.number
    );
    Ok(Call::new(forge, &remote, &login, report, &link))
}

fn remote(project: &ProjectRow) -> Option<RemoteUrl> {
    RemoteUrl::parse(project.url.as_deref()?).ok()
}
