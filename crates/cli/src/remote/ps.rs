//! `maillon ps`: what goes on at a server.

use std::fmt::Write as _;
use std::process::ExitCode;

use maillon_model::Timestamp;
use maillon_protocol::api::{Page, Project as ProjectInfo, RunSummary};
use maillon_runner::clock;

use super::client::Client;
use super::place::Project;
use crate::app::{App, print};
use crate::args::PsArgs;
use crate::failure::Failure;
use crate::run::text;

/// Lists runs: of one project, or the newest of each.
pub(crate) fn execute(app: &App, args: &PsArgs) -> Result<ExitCode, Failure> {
    let runs = match Project::new(app, &args.remote) {
        Ok(project) => of_project(&project)?,
        // Not in a clone: every project's newest run.
        Err(_) if args.remote.project.is_none() => of_all(&Client::new(app, &args.remote)?)?,
        Err(failure) => return Err(failure),
    };
    let shown = |run: &&RunSummary| args.all || !run.state.is_over();
    let runs: Vec<&RunSummary> = runs.iter().filter(shown).collect();
    if runs.is_empty() {
        print("nothing runs; `maillon ps --all` also lists what is over\n")?;
    } else {
        print(&table(&runs))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn of_project(project: &Project) -> Result<Vec<RunSummary>, Failure> {
    let page: Page<RunSummary> = project.client.get(&project.path("runs?limit=50"))?;
    Ok(page.items)
}

fn of_all(client: &Client) -> Result<Vec<RunSummary>, Failure> {
    let projects: Vec<ProjectInfo> = client.get("projects")?;
    Ok(projects
        .into_iter()
        .filter_map(|project| project.latest)
        .collect())
}

fn table(runs: &[&RunSummary]) -> String {
    let mut rows = vec![["RUN", "STATE", "REF", "COMMIT", "BY", "FOR", "TITLE"].map(str::to_owned)];
    rows.extend(runs.iter().map(|run| row(run)));
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..7).map(width).collect();
    let mut out = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        let _ = writeln!(out, "{}", cells.join("  ").trim_end());
    }
    out
}

fn row(run: &RunSummary) -> [String; 7] {
    let end = run.finished_at.map_or_else(clock::now, Timestamp);
    let begin = Timestamp(run.started_at.unwrap_or(run.created_at));
    [
        format!("{}#{}", run.project, run.number),
        run.state.as_str().to_owned(),
        run.git_ref.clone(),
        run.sha.chars().take(8).collect(),
        run.author.clone(),
        text::duration(end.since(begin)),
        run.title.clone(),
    ]
}
