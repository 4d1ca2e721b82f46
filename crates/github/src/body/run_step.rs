//! `run`: a script in a shell.

use std::path::PathBuf;

use maillon_model::outcome::Failure;
use serde_json::Value as Json;

use super::exec::{self, Command, Machine, machine};
use super::job::{Frame, FrameKind, JobRun};
use super::paths::on_host;
use super::scope::RunScope;
use super::shell::Shell;
use super::step::{StepRun, Stop, Worked, failure};
use crate::workflow::{RunDefaults, Step, StepWork, Text};

/// Runs a script.
pub(super) async fn run(
    job: &mut JobRun<'_>,
    frame: &Frame,
    run: &mut StepRun,
    step: &Step,
) -> Worked {
    let StepWork::Run {
        run: script,
        shell,
        working_directory,
    } = &step.work
    else {
        return Ok(());
    };
    let shell = find_shell(job, frame, run, shell.as_ref()).await?;
    let cwd = folder(job, frame, run, working_directory.as_ref())?;
    let script = RunScope::new(job, frame).at(run).text(script, "run")?;
    let file = write_script(job, run, &shell, &script)?;
    let command = Command {
        argv: shell.argv(&file),
        env: Vec::new(),
        cwd,
    };
    match exec::exec(job, frame, run, command).await? {
        0 => Ok(()),
        code => Err(exit(code, &script)),
    }
}

/// Which line failed is not known: the command is named where it is the only one.
fn exit(code: i32, script: &str) -> Stop {
    let script = script.trim();
    let message = format!("Process completed with exit code {code}.");
    Stop::Failed(Failure {
        command: (script.lines().count() == 1).then(|| script.to_owned()),
        ..failure(message, Some(code))
    })
}

async fn find_shell(
    job: &mut JobRun<'_>,
    frame: &Frame,
    run: &StepRun,
    written: Option<&Text>,
) -> Worked<Shell> {
    let scope = RunScope::new(job, frame).at(run);
    let name = match written {
        Some(text) => scope.text(text, "shell")?,
        None => String::new(),
    };
    let name = match name.as_str() {
        "" => default(job, frame, run, "defaults.run.shell", |run| {
            run.shell.as_ref()
        })?,
        _ => name,
    };
    if name.is_empty() && in_container(job, frame) {
        return Ok(Shell::in_container());
    }
    if name.is_empty() {
        return Ok(Shell::unnamed(machine(job).await));
    }
    let shell = Shell::named(&name)?;
    if shell.is_python() {
        let machine: &Machine = machine(job).await;
        return Ok(shell.on(machine));
    }
    Ok(shell)
}

/// Whether the workflow itself names a container for the job.
fn in_container(job: &JobRun<'_>, frame: &Frame) -> bool {
    let Some(container) = &job.plan.container else {
        return false;
    };
    let image = match &container.json {
        Json::Object(keys) => keys.get("image"),
        image => Some(image),
    };
    let Some(Json::String(image)) = image else {
        return false;
    };
    let image = RunScope::new(job, frame).text(&Text::new(image.as_str()), "container.image");
    image.is_ok_and(|image| !image.is_empty())
}

/// Where the step starts.
fn folder(
    job: &JobRun<'_>,
    frame: &Frame,
    run: &StepRun,
    written: Option<&Text>,
) -> Worked<PathBuf> {
    let folder = match written {
        Some(text) => RunScope::new(job, frame)
            .at(run)
            .text(text, "working-directory")?,
        None => default(job, frame, run, "defaults.run.working-directory", |run| {
            run.working_directory.as_ref()
        })?,
    };
    let guest = job.body.sandbox.workspace().join(&folder);
    let host = on_host(job.body, &guest);
    // What does not lie on this machine can't be looked at.
    let visible = host != guest || job.body.sandbox.workspace() == job.body.host.workspace();
    if !folder.is_empty() && visible && !host.is_dir() {
        return Err(Stop::failed(format!(
            "working-directory: there is no folder '{folder}'"
        )));
    }
    Ok(guest)
}

/// `defaults.run` of the job, else of the workflow; steps of an action have none.
fn default(
    job: &JobRun<'_>,
    frame: &Frame,
    run: &StepRun,
    key: &str,
    part: impl Fn(&RunDefaults) -> Option<&Text>,
) -> Worked<String> {
    if frame.kind == FrameKind::Composite {
        return Ok(String::new());
    }
    let scope = RunScope::new(job, frame).at(run);
    for defaults in [&job.plan.defaults, &job.workflow.defaults] {
        let text = part(defaults).map(|text| scope.text(text, key));
        match text.transpose()? {
            Some(text) if !text.is_empty() => return Ok(text),
            _ => {}
        }
    }
    Ok(String::new())
}

/// Writes the script to a file, and gives its path as the job sees it.
fn write_script(job: &JobRun<'_>, run: &StepRun, shell: &Shell, script: &str) -> Worked<String> {
    let name = format!("step_{}{}", run.id.0, shell.extension);
    let (host, guest) = job.temp();
    let file = host.join(&name);
    // The step before may have removed the folder.
    let written =
        std::fs::create_dir_all(&host).and_then(|()| std::fs::write(&file, shell.script(script)));
    written.map_err(|error| Stop::Errored(format!("write {}: {error}", file.display())))?;
    Ok(guest.join(name).display().to_string())
}
