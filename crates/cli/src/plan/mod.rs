//! `maillon plan`: what would run, in which order, and why.

mod explain;
mod json;
mod mermaid;
mod outline;
mod stages;
mod svg;
mod text;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::sync::Arc;

use maillon_model::job::When;
use maillon_model::pipeline::{Dialect, OnJobFailure};
use maillon_model::{Diagnostic, Pipeline};

use crate::app::{App, print};
use crate::args::{PlanArgs, PlanFormat};
use crate::console::Stream;
use crate::diagnostics;
use crate::failure::Failure;
use crate::prepare::Prepared;
use crate::run::selection;

/// Prints the plan.
pub(crate) fn execute(app: &App, args: &PlanArgs) -> Result<ExitCode, Failure> {
    let explain = args.explain.as_deref();
    let mut prepared = Prepared::new(app, &args.definition, &args.trigger, explain)?;
    if prepared.refusal().is_some() {
        return refuse(args, &prepared);
    }
    let pipeline = prepared.loaded.pipeline.take();
    let pipeline = pipeline.unwrap_or_else(|| nothing(prepared.definition.dialect));
    if let Some(name) = explain {
        return tell(app, name, &prepared, &pipeline);
    }
    let pipeline = selected(args, Arc::new(pipeline))?;
    show(app, args.format, &prepared, &pipeline)
}

/// A valid definition of which no pipeline is made for this trigger: a warning says why.
fn nothing(dialect: Dialect) -> Pipeline {
    Pipeline {
        shared: maillon_model::job::Body::default(),
        dialect,
        name: None,
        stages: Vec::new(),
        jobs: Vec::new(),
        on_job_failure: OnJobFailure::Continue,
    }
}

/// A wrong definition: its diagnostics go to standard error, and for programs also into the plan.
fn refuse(args: &PlanArgs, prepared: &Prepared) -> Result<ExitCode, Failure> {
    let found = &prepared.loaded.diagnostics;
    if args.format == PlanFormat::Json {
        write_json(prepared, None, found)?;
    }
    Err(Failure::definition(found.clone()))
}

/// The part of the pipeline that is asked for.
fn selected(args: &PlanArgs, pipeline: Arc<Pipeline>) -> Result<Arc<Pipeline>, Failure> {
    let all = args.selection.jobs.is_empty() && args.selection.matrix.is_empty();
    if all {
        return Ok(pipeline);
    }
    let earlier = crate::folder::Results::default();
    let selection = selection::of_flags(&args.selection, &pipeline, &earlier)?;
    selection::apply(&selection, &pipeline).map_err(|error| {
        let failure = Failure::invalid(error.to_string());
        match error.similar.first() {
            Some(similar) => failure.hint(format!("did you mean `{similar}`?")),
            None => failure.hint("`maillon plan` lists all jobs"),
        }
    })
}

fn show(
    app: &App,
    format: PlanFormat,
    prepared: &Prepared,
    pipeline: &Pipeline,
) -> Result<ExitCode, Failure> {
    let found = &prepared.loaded.diagnostics;
    if format != PlanFormat::Json {
        let painter = app.console.painter(Stream::Stderr);
        app.console.complain(&diagnostics::render(found, painter));
    }
    let stages = &prepared.loaded.outline;
    let picture = (!stages.is_empty()).then(|| outline::as_pipeline(pipeline, stages));
    let picture = picture.as_ref().unwrap_or(pipeline);
    match format {
        PlanFormat::Text => {
            let painter = app.console.painter(Stream::Stdout);
            print(&format!(
                "{}{}",
                text::render(pipeline, painter),
                outline::render(stages, painter)
            ))?;
        }
        PlanFormat::Json => write_json(prepared, Some(pipeline), found)?,
        PlanFormat::Mermaid => print(&mermaid::render(picture))?,
        PlanFormat::Svg => print(&svg::render(picture))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn write_json(
    prepared: &Prepared,
    pipeline: Option<&Pipeline>,
    found: &[Diagnostic],
) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let head = json::Head {
        dialect: prepared.definition.dialect,
        outline: &prepared.loaded.outline,
    };
    let written = json::write(&mut out, head, pipeline, found)
        .map_err(io::Error::from)
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush());
    match written {
        Err(error) if !crate::console::is_gone(&error) => Err(Failure::infrastructure(format!(
            "can't write to standard output: {error}"
        ))),
        _ => Ok(()),
    }
}

fn tell(
    app: &App,
    name: &str,
    prepared: &Prepared,
    pipeline: &Pipeline,
) -> Result<ExitCode, Failure> {
    if prepared.loaded.traces.is_empty() {
        let names = pipeline.jobs.iter().map(|job| job.template.as_str());
        let hint = match maillon_model::suggest::nearest(name, names) {
            Some(similar) => format!("did you mean `{similar}`?"),
            None => "`maillon plan` lists all jobs".to_owned(),
        };
        let message = format!("{} has no job `{name}`", prepared.definition.name);
        return Err(Failure::invalid(message).hint(hint));
    }
    let painter = app.console.painter(Stream::Stdout);
    print(&explain::render(&prepared.loaded.traces, pipeline, painter))?;
    Ok(ExitCode::SUCCESS)
}

/// The dialects' word for when a job runs.
fn when_word(when: When) -> &'static str {
    match when {
        When::OnSuccess => "on_success",
        When::OnFailure => "on_failure",
        When::Always => "always",
        When::Late => "late",
        When::Manual => "manual",
        When::Delayed(_) => "delayed",
        When::Never => "never",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use maillon_model::job::{AllowFailure, Body, Need, Needs, When, Work};
    use maillon_model::pipeline::{Dialect, OnJobFailure, StageIndex};
    use maillon_model::{Job, JobName, Pipeline};

    pub(crate) fn job(name: &str, stage: u32) -> Job {
        let mut job = Job::new(name, Work::Body(Body::default()));
        job.stage = Some(StageIndex(stage));
        job
    }

    pub(crate) fn pipeline(stages: &[&str], jobs: Vec<Job>) -> Pipeline {
        Pipeline {
            shared: maillon_model::job::Body::default(),
            dialect: Dialect::Gitlab,
            name: None,
            stages: stages.iter().map(|stage| (*stage).into()).collect(),
            jobs,
            on_job_failure: OnJobFailure::Continue,
        }
    }

    pub(crate) fn needing(name: &str, stage: u32, needs: &[&str]) -> Job {
        let need = |name: &&str| Need {
            job: JobName::new(*name),
            artifacts: true,
            optional: false,
        };
        let mut job = job(name, stage);
        job.needs = Needs::Jobs(needs.iter().map(need).collect());
        job
    }

    /// A bit of everything.
    pub(crate) fn example() -> Pipeline {
        let mut lint = job("lint", 1);
        lint.allow_failure = AllowFailure::Always;
        let mut production = needing("production", 3, &["compile", "unit: [a]"]);
        production.when = When::Manual;
        let jobs = vec![
            job("compile", 1),
            lint,
            needing("unit: [a]", 2, &["compile"]),
            needing("docs", 2, &[]),
            production,
        ];
        pipeline(&[".pre", "build", "test", "deploy", ".post"], jobs)
    }
}
