use std::path::PathBuf;

use indexmap::IndexMap;
use maillon_model::job::{Cache, CacheKey, EnvironmentAction, PullPolicy, SaveWhen, Work};
use maillon_model::pipeline::Dialect;
use maillon_model::spec::{CachePolicy, Leftovers, Upstream};
use maillon_model::variable::{Delivery, Value};
use maillon_model::{Attempt, Job, JobId, RunId, Secret, Variables};
use maillon_source::memory::MemorySource;

use super::*;

fn spec(job: Job) -> JobSpec {
    JobSpec {
        needs: Vec::new(),
        shared: maillon_model::job::Body::default(),
        run: RunId::new("r1"),
        id: JobId(3),
        attempt: Attempt::FIRST,
        dialect: Dialect::Gitlab,
        job,
        upstream: Vec::new(),
        masks: Vec::new(),
    }
}

fn job(variables: &[(&str, &str)]) -> Job {
    let mut job = Job::new("build", Work::Body(maillon_model::job::Body::default()));
    let list = variables
        .iter()
        .map(|(name, value)| Variable::new(Layer::Job, *name, *value));
    job.variables = list.collect();
    job
}

fn run(spec: &JobSpec, source: &MemorySource) -> ResolvedJob {
    let context = ResolveContext {
        workspace: Path::new("/w/app"),
        private: Path::new("/w/app.tmp"),
        executor: "shell",
        slot: 2,
        started_at: Timestamp(0),
        source,
    };
    resolve(spec, &context).unwrap()
}

fn resolved(job: Job) -> ResolvedJob {
    run(&spec(job), &MemorySource::default())
}

fn value(job: &ResolvedJob, name: &str) -> String {
    let found = job.variables.iter().find(|variable| variable.name == name);
    found
        .map_or("(none)", |variable| variable.value.expose())
        .to_owned()
}

#[track_caller]
fn check(variables: &[(&str, &str)], name: &str, expected: &str) {
    assert_eq!(value(&resolved(job(variables)), name), expected, "{name}");
}

#[test]
fn values_are_expanded_by_the_server_and_then_by_the_runner() {
    let flags = &[("FLAGS", "-al"), ("CMD", "ls \"$FLAGS\" $$TMP_DIR")];
    check(flags, "CMD", "ls \"-al\" $TMP_DIR");
    check(&[("A", "$B/a"), ("B", "${C}/b"), ("C", "c")], "A", "c/b/a");
    check(&[("A", "x $UNKNOWN y")], "A", "x  y");
    check(&[("A", "$CI_PROJECT_DIR/out")], "A", "/w/app/out");
    check(&[("A", "100%")], "A", "100%");
    check(&[("A", "$B"), ("B", "$A")], "A", "$A");
    check(&[("PATH", "$PATH:/x")], "PATH", "$PATH:/x:/x");
}

#[test]
fn raw_variables_stay_raw_also_where_they_are_referred_to() {
    let mut raw = Variable::new(Layer::Job, "RAW", "raw-$A");
    raw.expansion = Expansion::Raw;
    let mut job = job(&[]);
    job.variables = Variables::from_iter([
        Variable::new(Layer::Job, "A", "normal"),
        raw,
        Variable::new(Layer::Job, "C", "$RAW"),
    ]);
    let resolved = resolved(job);
    assert_eq!(
        (value(&resolved, "RAW"), value(&resolved, "C")),
        ("raw-$A".into(), "raw-$A".into())
    );
}

#[test]
fn file_variables_are_referred_to_by_their_path() {
    let mut file = Variable::new(Layer::Project, "CONFIG", "content");
    file.delivery = Delivery::File;
    let mut job = job(&[]);
    job.variables = Variables::from_iter([file, Variable::new(Layer::Job, "WHERE", "at $CONFIG")]);
    let resolved = resolved(job);
    assert_eq!(value(&resolved, "WHERE"), "at /w/app.tmp/CONFIG");
    assert_eq!(value(&resolved, "CONFIG"), "content");
}

#[test]
fn what_a_secret_went_into_is_a_secret() {
    let mut job = job(&[]);
    job.variables = Variables::from_iter([
        Variable::secret(Layer::Project, "TOKEN", Secret::new("hunter22")),
        Variable::new(Layer::Job, "URL", "https://x:$TOKEN@host"),
    ]);
    let resolved = resolved(job);
    let url = resolved.variables.iter().find(|v| v.name == "URL").unwrap();
    assert_eq!(
        url.value,
        Value::Masked(Secret::new("https://x:hunter22@host"))
    );
}

#[test]
fn every_layer_wins_over_those_below() {
    let rising = [
        Layer::Predefined,
        Layer::Global,
        Layer::Job,
        Layer::Rule,
        Layer::Dotenv,
        Layer::Instance,
        Layer::Group,
        Layer::Project,
        Layer::Pipeline,
    ];
    for two in rising.windows(2) {
        let mut job = job(&[]);
        let variables = two.iter().rev();
        let variables = variables.map(|layer| Variable::new(*layer, "A", format!("{layer:?}")));
        job.variables = variables.collect();
        let resolved = resolved(job);
        assert_eq!(value(&resolved, "A"), format!("{:?}", two[1]));
    }
}

#[test]
fn layers_decide() {
    let mut job = job(&[("A", "job"), ("B", "job"), ("D", "job")]);
    job.variables.push(std::sync::Arc::new(vec![
        Variable::new(Layer::Pipeline, "A", "given"),
        Variable::new(Layer::Global, "B", "global"),
        Variable::new(Layer::Rule, "B", "rule"),
    ]));
    let mut spec = spec(job);
    let dotenv = [("A", "dotenv"), ("D", "dotenv")];
    spec.upstream = vec![Upstream {
        job: "before".into(),
        left: Leftovers {
            dotenv: dotenv
                .map(|(name, value)| (name.into(), value.into()))
                .into_iter()
                .collect(),
            ..Leftovers::default()
        },
    }];
    let resolved = run(&spec, &MemorySource::default());
    let values = ["A", "B", "D"].map(|name| value(&resolved, name));
    assert_eq!(values, ["given", "rule", "dotenv"]);
}

#[test]
fn each_name_stands_once_and_the_runtime_is_told() {
    let mut job = job(&[("CI_PROJECT_DIR", "mine")]);
    job.image = Some(Image::named("debian:$V"));
    let resolved = resolved(job);
    let mut names: Vec<&str> = resolved.variables.iter().map(|v| v.name.as_str()).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
    let values = [
        "CI_PROJECT_DIR",
        "CI_BUILDS_DIR",
        "CI_SERVER",
        "CI_CONCURRENT_ID",
        "CI_JOB_ID",
        "CI_JOB_IMAGE",
        "CI_SHARED_ENVIRONMENT",
        "CI_JOB_TIMEOUT",
    ];
    assert_eq!(
        values.map(|name| value(&resolved, name)),
        [
            "mine", "/w", "yes", "2", "1000031", "debian:", "true", "3600"
        ]
    );
}

#[test]
fn image_and_services_are_expanded_by_the_runner() {
    let mut job = job(&[("V", "16"), ("NONE", "")]);
    job.image = Some(Image::named("$REGISTRY/app:${V}"));
    let service = |name: &str| Service {
        image: Image {
            pull_policy: PullPolicy::Never,
            ..Image::named(name)
        },
        aliases: vec!["db-$V".into()],
        command: None,
        variables: IndexMap::from([("PASS".to_owned(), "p$V".to_owned())]),
    };
    job.services = vec![service("postgres:$V"), service("$NONE")];
    let resolved = resolved(job);
    assert_eq!(resolved.image.unwrap().name, "/app:16");
    let [postgres] = &resolved.services[..] else {
        panic!("{:?}", resolved.services)
    };
    assert_eq!(postgres.image.name, "postgres:16");
    assert_eq!(
        (
            postgres.aliases[0].as_str(),
            postgres.variables["PASS"].as_str()
        ),
        ("db-16", "p16")
    );
}

fn cache(key: CacheKey) -> Cache {
    Cache {
        key,
        fallback_keys: vec!["old-$A".into()],
        paths: vec!["$A/".into()],
        untracked: false,
        when: SaveWhen::OnSuccess,
        policy: "$POLICY".into(),
    }
}

fn files(files: &[&str], prefix: Option<&str>, by_commit: bool) -> CacheKey {
    CacheKey::Files {
        files: files.iter().map(|&file| file.to_owned()).collect(),
        prefix: prefix.map(str::to_owned),
        by_commit,
    }
}

fn keys(source: &MemorySource, caches: Vec<Cache>) -> Vec<String> {
    let mut job = job(&[("A", "a")]);
    job.caches = caches;
    let resolved = run(&spec(job), source);
    resolved.caches.into_iter().map(|cache| cache.key).collect()
}

#[test]
fn cache_keys() {
    let source =
        MemorySource::new([("a.lock", "1"), ("sub/b.lock", "2")]).last_commit("a.lock", "c0ffee");
    let all = keys(
        &source,
        vec![
            cache(CacheKey::Text("k-$A".into())),
            cache(files(&["a.lock"], None, false)),
            cache(files(&["a.lock"], Some("p-$A"), false)),
            cache(files(&["none"], None, false)),
            cache(files(&["none"], Some("p"), false)),
            cache(files(&["a.lock"], None, true)),
            cache(files(&["**/*.lock"], None, false)),
            cache(files(&["$CI_PROJECT_DIR/a.lock"], Some("q"), false)),
        ],
    );
    assert_eq!(all[0], "k-a-non_protected");
    assert!(all[1].starts_with("1_a-"), "{}", all[1]);
    let digest = all[1].strip_prefix("1_a-").unwrap();
    assert_eq!(all[2], format!("p-a-{digest}"));
    assert_eq!(all[3], "3_none-default-non_protected");
    assert_eq!(all[4], "p-default-non_protected");
    assert!(all[5].starts_with("5_a-") && !all[5].ends_with(digest));
    assert!(all[6].starts_with("6_**/*-") && !all[6].ends_with(digest));
    assert_eq!(all[7], format!("q-{digest}"));
}

#[test]
fn cache_policies_and_fallbacks() {
    let mut job = job(&[
        ("A", "a"),
        ("POLICY", "pull"),
        ("CACHE_FALLBACK_KEY", "any"),
        ("CI_COMMIT_REF_PROTECTED", "true"),
    ]);
    job.caches = vec![cache(CacheKey::Text("k".into()))];
    let resolved = resolved(job);
    let cache = &resolved.caches[0];
    assert_eq!(cache.policy, CachePolicy::Pull);
    assert_eq!(cache.key, "k-protected");
    assert_eq!(cache.fallback_keys, ["old-a-protected", "any"]);
    assert_eq!(cache.paths, ["a/"]);
}

#[test]
fn an_unknown_policy_is_told() {
    let mut job = job(&[("POLICY", "sometimes")]);
    job.caches = vec![cache(CacheKey::Text("k".into()))];
    let spec = spec(job);
    let source = MemorySource::default();
    let context = ResolveContext {
        workspace: &PathBuf::from("/w"),
        private: Path::new("/p"),
        executor: "docker",
        slot: 0,
        started_at: Timestamp(0),
        source: &source,
    };
    let error = resolve(&spec, &context).unwrap_err();
    assert_eq!(error.message, "cache:policy has no value `sometimes`");
}

#[test]
fn an_environment_is_expanded_with_what_needed_jobs_say() {
    let mut job = job(&[("WHERE", "review")]);
    job.environment = Some(Environment {
        name: "$WHERE/Feature$NOTHING".into(),
        url: Some("https://$CI_ENVIRONMENT_SLUG.$HOST/".into()),
        tier: None,
        action: EnvironmentAction::Start,
        on_stop: None,
        auto_stop_in: None,
    });
    let mut spec = spec(job);
    spec.upstream = vec![Upstream {
        job: "before".into(),
        left: Leftovers {
            dotenv: IndexMap::from([("HOST".to_owned(), "example.com".to_owned())]),
            ..Leftovers::default()
        },
    }];
    let resolved = run(&spec, &MemorySource::default());
    let environment = resolved.environment.clone().unwrap();
    assert_eq!(environment.name, "review/Feature");
    let slug = value(&resolved, "CI_ENVIRONMENT_SLUG");
    assert_eq!(
        environment.url,
        Some(format!("https://{slug}.example.com/"))
    );
    assert_eq!(value(&resolved, "CI_ENVIRONMENT_TIER"), "development");
    assert_eq!(
        Some(value(&resolved, "CI_ENVIRONMENT_URL")),
        environment.url
    );
}

#[test]
fn checkout_follows_the_git_variables() {
    let of = |variables: &[(&str, &str)]| resolved(job(variables)).checkout;
    assert_eq!(of(&[]), Checkout::Tree);
    assert_eq!(of(&[("GIT_STRATEGY", "none")]), Checkout::Empty);
    assert_eq!(
        of(&[("GIT_SUBMODULE_STRATEGY", "recursive")]),
        Checkout::TreeWithSubmodules
    );
}

#[test]
fn time_limits_come_from_variables() {
    let job = resolved(job(&[
        ("RUNNER_SCRIPT_TIMEOUT", "1m 30s"),
        ("RUNNER_AFTER_SCRIPT_TIMEOUT", "x"),
    ]));
    assert_eq!(
        time_limit(&job, "RUNNER_SCRIPT_TIMEOUT"),
        Some(Duration::from_secs(90))
    );
    assert_eq!(time_limit(&job, "RUNNER_AFTER_SCRIPT_TIMEOUT"), None);
}
