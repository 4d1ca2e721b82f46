//! A job as written: its keywords and the inherited defaults, before any rule is looked at.

use maillon_model::job::When;
use maillon_model::job::{AllowFailure, Body, Dependencies, Job, Work};
use maillon_model::variable::{Layer, Variable};
use maillon_model::{Diagnostic, JobName};
use maillon_source::Span;
use maillon_source::yaml::Value;
use rustc_hash::FxHashSet;
use serde_json::{Map, json};

use super::cursor::{Cursor, Fields, Report};
use super::inherit::{self, Defaults, Inherit};
use super::matrix::{self, Parallel};
use super::needs::{self, NeedList};
use super::stages::Stages;
use super::{artifacts, cache, environment, image, script, secrets, trigger, variables, when};
use crate::rules::{Conditions, OnlyDefault};

/// GitLab's limit for the name of a job.
const MAX_NAME: usize = 255;

/// The keywords of a job, with those that it inherits.
pub(super) struct JobFields<'a> {
    job: Fields<'a>,
    defaults: &'a Defaults<'a>,
    inherit: Inherit,
}

impl<'a> JobFields<'a> {
    /// A keyword of the job itself.
    pub(super) fn own(&self, key: &str) -> Option<Cursor<'a>> {
        self.job.get(key)
    }

    /// A keyword of the job, or else its default: a job's keyword replaces the default one whole.
    pub(super) fn get(&self, key: &str) -> Option<Cursor<'a>> {
        self.own(key).or_else(|| {
            let default = self.defaults.get(key)?;
            let taken = self.inherit.default.has(key);
            taken.then(|| self.job.cursor.at(default))
        })
    }
}

/// A job that is read but not decided.
pub(super) struct Draft<'a> {
    pub(super) cursor: Cursor<'a>,
    pub(super) name: &'a str,
    /// Everything that no rule and no matrix cell changes.
    pub(super) job: Job,
    pub(super) conditions: Conditions,
    /// `when` as written.
    pub(super) when: Option<When>,
    /// `allow_failure` as written.
    pub(super) allow_failure: Option<AllowFailure>,
    /// Which global variables it takes over.
    pub(super) globals: inherit::Takes,
    pub(super) variables: Vec<Variable>,
    pub(super) needs: Option<NeedList>,
    /// `needs` of rules, by where they stand.
    pub(super) rule_needs: Vec<NeedList>,
    pub(super) dependencies: Option<Vec<(String, Span)>>,
    pub(super) parallel: Parallel,
    /// The jobs whose artifacts hold the definition of the child pipeline.
    pub(super) artifact_jobs: Vec<(String, Span)>,
    /// The other project whose pipeline it triggers.
    pub(super) project: Option<trigger::OtherProject>,
}

/// What the reading of every job needs to know.
pub(super) struct Surroundings<'a> {
    pub(super) report: &'a Report<'a>,
    pub(super) defaults: &'a Defaults<'a>,
    pub(super) stages: &'a Stages,
    /// What a job without `rules` and `only` means.
    pub(super) only: OnlyDefault,
    /// The names of the variables that were given from outside.
    pub(super) given: &'a FxHashSet<&'a str>,
}

/// Reads a job; None where it is so wrong that nothing can be said about it.
pub(super) fn draft<'a>(
    name: &'a str,
    cursor: Cursor<'a>,
    around: &Surroundings<'a>,
) -> Option<Draft<'a>> {
    let job = fields(name, cursor)?;
    let inherit = job.get("inherit").map(inherit::inherit).unwrap_or_default();
    let fields = JobFields {
        job,
        defaults: around.defaults,
        inherit,
    };
    if fields.own("trigger").is_some() {
        return bridge(name, cursor, &fields, around);
    }
    let mut draft = common(name, cursor, &fields, around);
    draft.job.work = Work::Body(body(cursor, &fields)?);
    sandbox(&mut draft.job, &fields);
    draft.job.artifacts = artifacts::of_job(name, &fields);
    draft.dependencies = fields.own("dependencies").and_then(dependencies);
    draft.job.blockers.extend(missing_secrets(&fields, around));
    if let Some(release) = fields.own("release") {
        secrets::check_release(release);
    }
    Some(draft)
}

/// A trigger job: it runs nothing itself, and inherits no defaults but `interruptible`.
fn bridge<'a>(
    name: &'a str,
    cursor: Cursor<'a>,
    fields: &JobFields<'a>,
    around: &Surroundings<'a>,
) -> Option<Draft<'a>> {
    refuse_script_keys(fields.job);
    let mut draft = common(name, cursor, fields, around);
    let trigger = trigger::trigger(fields.own("trigger")?)?;
    draft.job.work = trigger.work;
    if let (Some(needs), Some(cursor)) = (&draft.needs, fields.own("needs")) {
        needs::refuse_inherited(needs, cursor);
    }
    draft.project = trigger.project;
    draft.artifact_jobs = trigger.artifact_jobs;
    Some(draft)
}

fn refuse_script_keys(job: Fields<'_>) {
    let strange = job
        .map
        .iter()
        .filter(|(key, _, node)| !node.is_null() && !trigger::KEYS.contains(&&***key));
    for (key, span, _) in strange {
        let message = format!("a job with `trigger` has no key `{key}`");
        let error = Diagnostic::error("gitlab/conflicting-keys", message);
        let hint = "a trigger job runs nothing itself: move the key to a job of the child pipeline";
        job.cursor.report_key(key, span, error.hint(hint));
    }
}

fn fields<'a>(name: &str, cursor: Cursor<'a>) -> Option<Fields<'a>> {
    if name.chars().count() > MAX_NAME {
        let message = format!("the name of a job has at most {MAX_NAME} characters");
        cursor.error("gitlab/bad-name", message);
    }
    match &cursor.node.value {
        Value::Map(map) if !map.is_empty() => cursor.map("job"),
        Value::Map(_) | Value::Null => {
            let message = format!("the job `{name}` is empty");
            cursor.error("gitlab/empty", message);
            None
        }
        _ => {
            cursor.wrong("a job (a mapping)");
            None
        }
    }
}

/// What script jobs and trigger jobs have in common.
fn common<'a>(
    name: &'a str,
    cursor: Cursor<'a>,
    fields: &JobFields<'a>,
    around: &Surroundings<'a>,
) -> Draft<'a> {
    let named = fields.own("stage").or_else(|| fields.own("type"));
    let stage = around.stages.of(named, cursor);
    let mut job = Job::new(JobName::from(name), Work::Body(Body::default()));
    job.stage = stage;
    job.place = Some(cursor.place());
    job.interruptible = fields
        .get("interruptible")
        .and_then(Cursor::boolean)
        .unwrap_or(false);
    let group = fields.own("resource_group").and_then(Cursor::filled);
    job.resource_group = group;
    job.environment = fields.own("environment").and_then(environment::environment);
    let own_variables = fields.own("variables");
    let needs = fields.own("needs").map(needs::needs);
    job.blockers
        .extend(needs.iter().flat_map(|needs| needs.foreign.clone()));
    Draft {
        cursor,
        name,
        conditions: conditions(name, fields.job, around),
        when: when::when(fields),
        allow_failure: fields.own("allow_failure").and_then(when::allow_failure),
        globals: fields.inherit.variables.clone(),
        variables: own_variables
            .map(|own| variables::variables(own, Layer::Job))
            .unwrap_or_default(),
        needs,
        rule_needs: rule_needs(fields),
        dependencies: None,
        parallel: fields
            .own("parallel")
            .and_then(matrix::parallel)
            .unwrap_or_default(),
        artifact_jobs: Vec::new(),
        project: None,
        job,
    }
}

fn conditions(name: &str, job: Fields<'_>, around: &Surroundings<'_>) -> Conditions {
    let mut found = Vec::new();
    let files = around.report.files();
    let conditions = Conditions::parse(job.map, around.only, files, name, &mut found);
    around.report.extend(found);
    conditions
}

/// The lists of needs that rules bring: they are checked even where no rule matches.
fn rule_needs(fields: &JobFields<'_>) -> Vec<NeedList> {
    let Some(Value::Seq(_)) = fields.own("rules").map(|rules| &rules.node.value) else {
        return Vec::new();
    };
    let rules = fields
        .own("rules")
        .and_then(Cursor::list)
        .unwrap_or_default();
    let needs = rules.into_iter().filter_map(|rule| {
        let needs = rule.node.as_map()?.get("needs")?;
        (!needs.is_null()).then(|| needs::own_needs(rule.at(needs)))
    });
    needs.collect()
}

fn dependencies(cursor: Cursor<'_>) -> Option<Vec<(String, Span)>> {
    let items = cursor.list()?.into_iter();
    Some(
        items
            .filter_map(|item| Some((item.text()?.to_string(), item.node.span)))
            .collect(),
    )
}

fn missing_secrets(fields: &JobFields<'_>, around: &Surroundings<'_>) -> Vec<Diagnostic> {
    let tokens = fields.get("id_tokens").map(|cursor| (cursor, "id_tokens"));
    let secrets = fields.own("secrets").map(|cursor| (cursor, "secrets"));
    let both = tokens.into_iter().chain(secrets);
    both.flat_map(|(cursor, context)| secrets::blockers(cursor, context, around.given))
        .collect()
}

/// The scripts, under GitLab's own words.
fn body(job: Cursor<'_>, fields: &JobFields<'_>) -> Option<Body> {
    let commands = |key| fields.get(key).map(script::commands).unwrap_or_default();
    let mut body = Map::new();
    body.insert("before_script".to_owned(), json!(commands("before_script")));
    body.insert("script".to_owned(), json!(main_script(job, fields)?));
    body.insert("after_script".to_owned(), json!(commands("after_script")));
    if let Some(hooks) = fields.get("hooks") {
        let commands = script::hooks(hooks);
        body.insert(
            "hooks".to_owned(),
            json!({ "pre_get_sources_script": commands }),
        );
    }
    if let Some(release) = fields.own("release") {
        body.insert("release".to_owned(), trigger::json(release.node));
    }
    Some(Body(body.into()))
}

fn main_script(job: Cursor<'_>, fields: &JobFields<'_>) -> Option<Vec<String>> {
    if let Some(script) = fields.own("script") {
        return Some(script::required(script));
    }
    let mirrors = |needs: Cursor<'_>| matches!(needs.node.value, Value::Map(_));
    if fields.own("run").is_some() || fields.own("needs").is_some_and(mirrors) {
        return Some(Vec::new());
    }
    let message = "a job should have one of the keys `script`, `run` and `trigger`";
    let hint = "give it a `script`, or put a dot before its name if other jobs extend it";
    job.report_whole(Diagnostic::error("gitlab/no-script", message).hint(hint));
    None
}

/// What the sandbox of a script job is made of.
fn sandbox(job: &mut Job, fields: &JobFields<'_>) {
    job.image = fields.get("image").and_then(image::image);
    job.services = fields
        .get("services")
        .map(image::services)
        .unwrap_or_default();
    job.caches = fields.get("cache").map(cache::caches).unwrap_or_default();
    job.retry = fields
        .get("retry")
        .and_then(when::retry)
        .unwrap_or_default();
    job.timeout = fields.get("timeout").and_then(Cursor::duration);
    job.tags = fields
        .get("tags")
        .and_then(Cursor::texts)
        .unwrap_or_default();
    job.coverage = fields.own("coverage").and_then(coverage);
    job.dependencies = Dependencies::Everything;
}

/// A regular expression between slashes.
fn coverage(cursor: Cursor<'_>) -> Option<String> {
    let text = cursor.text()?;
    let inner = text
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'));
    let Some(inner) = inner.filter(|inner| !inner.is_empty()) else {
        let message = "`coverage` should be a regular expression between slashes";
        let hint = format!("write `coverage: '/{}/'`", text.trim_matches('/'));
        cursor.report(Diagnostic::error("gitlab/bad-regex", message).hint(hint));
        return None;
    };
    let inner = inner.replace("\\/", "/");
    if let Err(error) = regex::Regex::new(&inner) {
        let message = format!(
            "`coverage` is not a regular expression: {}",
            last_line(&error)
        );
        let hint = "GitLab uses RE2, which has no look-around and no back-references";
        cursor.report(Diagnostic::error("gitlab/bad-regex", message).hint(hint));
        return None;
    }
    Some(inner)
}

fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}
