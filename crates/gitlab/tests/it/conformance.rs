//! The plans and refusals of the shared conformance pack, where it is beside the workspace.

use std::path::{Path, PathBuf};

use maillon_gitlab::Loaded;
use maillon_model::Trigger;
use maillon_model::trigger::TriggerEvent;
use maillon_source::memory::MemorySource;
use serde_json::Value as Json;

use crate::support::{load_from, merge_request, push, shown};

/// The folder of the pack, or None.
pub(crate) fn pack(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/conformance")
        .join(name);
    path.is_dir().then_some(path)
}

#[test]
fn plans_and_refusals_of_the_pack() {
    let Some(pack) = pack("gitlab") else {
        return;
    };
    let cases = std::fs::read(pack.join("cases.json")).unwrap();
    let cases: Vec<Json> = serde_json::from_slice(&cases).unwrap();
    let failures: Vec<String> = cases.iter().filter_map(|case| judge(&pack, case)).collect();
    assert!(
        failures.is_empty(),
        "{} fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

fn judge(pack: &Path, case: &Json) -> Option<String> {
    let source = read_folder(&pack.join(case["dir"].as_str()?));
    let loaded = load_from(&source, case["file"].as_str()?, &trigger(case));
    let wrong = match case["expect"]["exit"].as_u64() {
        Some(2) => judge_refusal(case, &loaded),
        _ => judge_plan(&case["expect"]["plan"], &loaded),
    };
    wrong.map(|wrong| format!("{}: {wrong}\n{}", case["id"], shown(&loaded)))
}

fn trigger(case: &Json) -> Trigger {
    let args: Vec<&str> = case["args"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .collect();
    match args.iter().skip_while(|arg| **arg != "--event").nth(1) {
        Some(&"merge_request") => merge_request(),
        Some(&"schedule") => Trigger {
            event: TriggerEvent::Schedule,
            ..push()
        },
        _ => push(),
    }
}

fn judge_refusal(case: &Json, loaded: &Loaded) -> Option<String> {
    if loaded.pipeline.is_some() {
        return Some("it is not refused".to_owned());
    }
    let lines = loaded.diagnostics.iter().map(|found| {
        let breadcrumb = found.breadcrumb.as_deref().unwrap_or_default();
        format!("{found} {breadcrumb} {}", source_line(found))
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let patterns = case["expect"]["contains"]
        .as_array()?
        .iter()
        .filter_map(Json::as_str);
    let missing = patterns.filter(|pattern| !regex::Regex::new(pattern).unwrap().is_match(&text));
    missing
        .map(|pattern| format!("nothing matches {pattern}"))
        .next()
}

fn source_line(found: &maillon_model::Diagnostic) -> &str {
    found.place.as_ref().map_or("", |place| &place.source)
}

fn judge_plan(expected: &Json, loaded: &Loaded) -> Option<String> {
    let Some(pipeline) = &loaded.pipeline else {
        return Some("it has no plan".to_owned());
    };
    let jobs = expected["jobs"].as_array()?;
    if jobs.len() != pipeline.jobs.len() {
        return Some(format!(
            "{} jobs instead of {}",
            pipeline.jobs.len(),
            jobs.len()
        ));
    }
    jobs.iter().find_map(|wanted| {
        let name = wanted["name"].as_str()?;
        let Some(job) = pipeline.job(name) else {
            return Some(format!("no job {name}"));
        };
        judge_job(wanted, pipeline, job)
    })
}

fn judge_job(
    wanted: &Json,
    pipeline: &maillon_model::Pipeline,
    job: &maillon_model::Job,
) -> Option<String> {
    let body = match &job.work {
        maillon_model::job::Work::Body(body) => body,
        maillon_model::job::Work::Child { request, .. } => request,
    };
    let mut wrong = Vec::new();
    for key in ["script", "before_script", "after_script"] {
        if wanted.get(key).is_some() && wanted[key] != body.0[key] {
            wrong.push(format!(
                "{key} of {} is {}, not {}",
                job.name, body.0[key], wanted[key]
            ));
        }
    }
    if let Some(stage) = wanted["stage"]
        .as_str()
        .filter(|stage| pipeline.stage_of(job) != Some(stage))
    {
        wrong.push(format!("the stage of {} is not {stage}", job.name));
    }
    let environment = job
        .environment
        .as_ref()
        .map(|environment| environment.name.as_str());
    if wanted
        .get("environment")
        .is_some_and(|wanted| wanted.as_str() != environment)
    {
        wrong.push(format!(
            "the environment of {} is {environment:?}",
            job.name
        ));
    }
    let image = job.image.as_ref().map(|image| image.name.as_str());
    if wanted
        .get("image")
        .is_some_and(|wanted| wanted.as_str() != image)
    {
        wrong.push(format!("the image of {} is {image:?}", job.name));
    }
    for (name, value) in wanted["variables"].as_object().into_iter().flatten() {
        let found = job
            .variables
            .get(name)
            .map(|variable| variable.value.shown());
        if found != value.as_str() {
            wrong.push(format!("{name} of {} is {found:?}", job.name));
        }
    }
    wrong.into_iter().next()
}

/// A folder as a repository.
pub(crate) fn read_folder(folder: &Path) -> MemorySource {
    let mut source = MemorySource::default();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(content) = std::fs::read(&path) {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                source = source.file(name, content);
            }
        }
    }
    source
}
