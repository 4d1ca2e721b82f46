//! A plan as JSON: the contract that other programs rely on.
//!
//! Everything is written as it is met; no tree of the whole plan is built.

use std::io::Write;

use indexmap::IndexMap;
use maillon_jenkins::Outline;
use maillon_model::job::{
    AllowFailure, Artifacts, Cache, CacheKey, Dependencies, Environment, Image, Needs, Retry,
    Service, When, Work,
};
use maillon_model::pipeline::Dialect;
use maillon_model::variable::Layer;
use maillon_model::{Diagnostic, Job, Pipeline, Variable, Variables};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::json;

/// What a plan says beside its pipeline.
#[derive(Clone, Copy)]
pub(crate) struct Head<'a> {
    /// The language of the definition.
    pub dialect: Dialect,
    /// The stages of a Jenkinsfile.
    pub outline: &'a [Outline],
}

/// Writes a plan; without a pipeline the definition is wrong, as the diagnostics say.
pub(crate) fn write(
    to: impl Write,
    head: Head<'_>,
    pipeline: Option<&Pipeline>,
    diagnostics: &[Diagnostic],
) -> serde_json::Result<()> {
    let plan = Plan {
        version: 1,
        dialect: head.dialect,
        name: pipeline.and_then(|pipeline| pipeline.name.as_deref()),
        stages: pipeline.map_or(&[], |pipeline| &pipeline.stages),
        jobs: Jobs(pipeline),
        outline: head.outline,
        diagnostics,
    };
    serde_json::to_writer_pretty(to, &plan)
}

#[derive(Serialize)]
struct Plan<'a> {
    version: u32,
    dialect: Dialect,
    name: Option<&'a str>,
    stages: &'a [std::sync::Arc<str>],
    jobs: Jobs<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    outline: &'a [Outline],
    diagnostics: &'a [Diagnostic],
}

struct Jobs<'a>(Option<&'a Pipeline>);

impl Serialize for Jobs<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let jobs = self.0.map_or(&[][..], |pipeline| &pipeline.jobs);
        let mut list = to.serialize_seq(Some(jobs.len()))?;
        for job in jobs {
            let stage = self.0.and_then(|pipeline| pipeline.stage_of(job));
            list.serialize_element(&JobView { job, stage })?;
        }
        list.end()
    }
}

struct JobView<'a> {
    job: &'a Job,
    stage: Option<&'a str>,
}

impl Serialize for JobView<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        self.graph(&mut map)?;
        self.sandbox(&mut map)?;
        self.work(&mut map)?;
        self.results(&mut map)?;
        self.limits(&mut map)?;
        map.end()
    }
}

impl JobView<'_> {
    fn graph<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let job = self.job;
        map.serialize_entry("name", &job.name)?;
        map.serialize_entry("stage", &self.stage)?;
        map.serialize_entry("when", super::when_word(job.when))?;
        if let When::Delayed(delay) = job.when {
            map.serialize_entry("start_in", &delay.as_secs())?;
        }
        map.serialize_entry("allow_failure", &allow_failure(&job.allow_failure))?;
        let needs = match &job.needs {
            Needs::StageOrder => None,
            Needs::Jobs(needs) => Some(needs),
        };
        map.serialize_entry("needs", &needs)?;
        match &job.dependencies {
            Dependencies::Everything => Ok(()),
            Dependencies::Jobs(jobs) => map.serialize_entry("dependencies", jobs),
        }
    }

    fn sandbox<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("image", &self.job.image.as_ref().map(image))?;
        let services: Vec<_> = self.job.services.iter().map(service).collect();
        map.serialize_entry("services", &services)?;
        map.serialize_entry("variables", &written(&self.job.variables))
    }

    fn work<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        const SCRIPTS: [&str; 3] = ["before_script", "script", "after_script"];
        let (Work::Body(body) | Work::Child { request: body, .. }) = &self.job.work;
        for key in SCRIPTS {
            match body.0.get(key) {
                Some(script) => map.serialize_entry(key, script)?,
                None => map.serialize_entry(key, &[(); 0])?,
            }
        }
        for (key, value) in body.0.iter() {
            if !SCRIPTS.contains(&key.as_str()) {
                map.serialize_entry(key, value)?;
            }
        }
        match &self.job.work {
            Work::Body(_) => Ok(()),
            Work::Child { strategy, .. } => map.serialize_entry("strategy", strategy),
        }
    }

    fn results<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let job = self.job;
        map.serialize_entry("artifacts", &job.artifacts.as_ref().map(artifacts))?;
        let caches: Vec<_> = job.caches.iter().map(cache).collect();
        map.serialize_entry("cache", &caches)?;
        map.serialize_entry("coverage", &job.coverage)?;
        map.serialize_entry("environment", &job.environment.as_ref().map(environment))
    }

    fn limits<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let job = self.job;
        map.serialize_entry("tags", &job.tags)?;
        map.serialize_entry("retry", &retry(&job.retry))?;
        map.serialize_entry("timeout", &job.timeout.map(|timeout| timeout.as_secs()))?;
        map.serialize_entry("resource_group", &job.resource_group)?;
        map.serialize_entry("interruptible", &job.interruptible)?;
        map.serialize_entry("matrix", &job.matrix)?;
        map.serialize_entry("reason", &job.reason)?;
        if let Some(why) = &job.skipped {
            map.serialize_entry("skipped", why)?;
        }
        if !job.blockers.is_empty() {
            map.serialize_entry("blockers", &job.blockers)?;
        }
        Ok(())
    }
}

fn allow_failure(allow: &AllowFailure) -> serde_json::Value {
    match allow {
        AllowFailure::Never => json!(false),
        AllowFailure::Always => json!(true),
        AllowFailure::ExitCodes(codes) => json!({ "exit_codes": codes }),
    }
}

/// The variables that the definition and the user gave, each as its winner is written.
fn written(variables: &Variables) -> IndexMap<&str, &str> {
    let given = |variable: &&Variable| {
        !matches!(
            variable.layer,
            Layer::Predefined | Layer::Deployment | Layer::Dotenv
        )
    };
    let mut winners: IndexMap<&str, &Variable> = IndexMap::new();
    for variable in variables.iter().filter(given) {
        let winner = winners.entry(&variable.name).or_insert(variable);
        if winner.layer <= variable.layer {
            *winner = variable;
        }
    }
    let shown = winners.into_iter();
    shown
        .map(|(name, winner)| (name, winner.value.shown()))
        .collect()
}

fn image(image: &Image) -> serde_json::Value {
    if *image == Image::named(image.name.as_str()) {
        return json!(image.name);
    }
    json!({
        "name": image.name,
        "entrypoint": image.entrypoint,
        "user": image.user,
        "platform": image.platform,
        "pull_policy": image.pull_policy,
    })
}

fn service(service: &Service) -> serde_json::Value {
    let simple = service.aliases.is_empty()
        && service.command.is_none()
        && service.variables.is_empty()
        && service.image == Image::named(service.image.name.as_str());
    if simple {
        return json!(service.image.name);
    }
    json!({
        "name": service.image.name,
        "aliases": service.aliases,
        "entrypoint": service.image.entrypoint,
        "command": service.command,
        "variables": service.variables,
        "pull_policy": service.image.pull_policy,
    })
}

fn artifacts(artifacts: &Artifacts) -> serde_json::Value {
    json!({
        "name": artifacts.name,
        "paths": artifacts.paths,
        "exclude": artifacts.exclude,
        "untracked": artifacts.untracked,
        "when": artifacts.when,
        "expire_in": artifacts.expire_in.map(|time| time.as_secs()),
        "reports": artifacts.reports,
    })
}

fn cache(cache: &Cache) -> serde_json::Value {
    let key = match &cache.key {
        CacheKey::Text(text) => json!(text),
        CacheKey::Files {
            files,
            prefix,
            by_commit,
        } => {
            let files_by = if *by_commit { "files_commits" } else { "files" };
            json!({ files_by: files, "prefix": prefix })
        }
    };
    json!({
        "key": key,
        "fallback_keys": cache.fallback_keys,
        "paths": cache.paths,
        "untracked": cache.untracked,
        "when": cache.when,
        "policy": cache.policy,
    })
}

fn environment(environment: &Environment) -> serde_json::Value {
    json!({
        "name": environment.name,
        "url": environment.url,
        "deployment_tier": environment.tier,
        "action": environment.action,
        "on_stop": environment.on_stop,
        "auto_stop_in": environment.auto_stop_in,
    })
}

fn retry(retry: &Retry) -> serde_json::Value {
    if retry.max == 0 {
        return json!(0);
    }
    json!({ "max": retry.max, "when": retry.when, "exit_codes": retry.exit_codes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::{job, pipeline};
    use maillon_model::Secret;
    use serde_json::Value;

    const HEAD: Head<'static> = Head {
        dialect: Dialect::Gitlab,
        outline: &[],
    };

    fn plan(pipeline: &Pipeline) -> Value {
        let mut text = Vec::new();
        write(&mut text, HEAD, Some(pipeline), &[]).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    fn first(job: Job) -> Value {
        plan(&pipeline(&["build"], vec![job]))["jobs"][0].clone()
    }

    #[test]
    fn a_job_has_every_key_of_the_contract() {
        let found = first(job("a", 0));
        let keys: Vec<&str> = found
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let contract = "name stage when allow_failure needs image services variables before_script \
            script after_script artifacts cache environment tags retry timeout resource_group matrix reason";
        for key in contract.split_whitespace() {
            assert!(keys.contains(&key), "{key} is not in {keys:?}");
        }
        assert_eq!(
            (&found["needs"], &found["script"]),
            (&Value::Null, &json!([]))
        );
        assert_eq!(found["stage"], "build");
    }

    #[test]
    fn needs_and_allowed_failures_have_their_forms() {
        let mut one = job("a", 0);
        one.needs = Needs::Jobs(Vec::new());
        one.allow_failure = AllowFailure::ExitCodes([1, 3].into());
        let found = first(one);
        assert_eq!(found["needs"], json!([]));
        assert_eq!(found["allow_failure"], json!({"exit_codes": [1, 3]}));
    }

    #[test]
    fn variables_are_those_that_somebody_wrote() {
        let mut one = job("a", 0);
        one.variables = Variables::from_iter([
            Variable::new(Layer::Predefined, "CI", "true"),
            Variable::new(Layer::Job, "A", "$B"),
            Variable::new(Layer::Global, "A", "global"),
            Variable::secret(Layer::Project, "TOKEN", Secret::new("hunter22")),
        ]);
        assert_eq!(
            first(one)["variables"],
            json!({"A": "$B", "TOKEN": "[MASKED]"})
        );
    }

    #[test]
    fn an_image_is_a_name_where_that_says_it_all() {
        let mut one = job("a", 0);
        one.image = Some(Image::named("busybox"));
        assert_eq!(first(one.clone())["image"], "busybox");
        one.image.as_mut().unwrap().user = Some("me".to_owned());
        assert_eq!(first(one)["image"]["name"], "busybox");
    }

    #[test]
    fn a_wrong_definition_has_only_diagnostics() {
        let mut text = Vec::new();
        let found = [Diagnostic::error("a/b", "c")];
        write(&mut text, HEAD, None, &found).unwrap();
        let plan: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!((&plan["jobs"], &plan["stages"]), (&json!([]), &json!([])));
        assert_eq!(plan["diagnostics"][0]["code"], "a/b");
    }
}
