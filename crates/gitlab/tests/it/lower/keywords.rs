//! Keywords of a job, one by one.

use std::time::Duration;

use maillon_model::job::{CacheKey, EnvironmentAction, PullPolicy, RetryWhen, SaveWhen};

use super::{check, job};

fn a(keys: &str) -> maillon_model::Job {
    job(&format!("a: {{script: x, {keys}}}"), "a")
}

#[test]
fn when_and_allow_failure() {
    check(
        "a: {script: x, when: manual}",
        "test | a | when Manual | may fail",
    );
    check(
        "a: {script: x, when: manual, allow_failure: false}",
        "test | a | when Manual",
    );
    check("a: {script: x, when: always}", "test | a | when Always");
    check(
        "a: {script: x, allow_failure: {exit_codes: 3}}",
        "test | a | may fail with {3}",
    );
    check(
        "a: {script: x, allow_failure: {exit_codes: [3, 4]}}",
        "test | a | may fail with {3, 4}",
    );
    check(
        "a: {script: x, when: delayed, start_in: 30 min}",
        "test | a | when Delayed(1800s)",
    );
    check(
        "a: {script: x, when: delayed}",
        "1:22 gitlab/missing-key `when: delayed` needs the key `start_in`",
    );
    check(
        "a: {script: x, when: delayed, start_in: 8 days}",
        "1:41 gitlab/out-of-range `start_in` is longer than one week",
    );
    check(
        "a: {script: x, when: never}",
        "1:22 gitlab/misplaced-value `when: never` stands only in a rule",
    );
}

#[test]
fn retry() {
    assert_eq!(a("retry: 2").retry.max, 2);
    let retry =
        a("retry: {max: 1, when: [script_failure, api_failure], exit_codes: [3, 137]}").retry;
    assert_eq!(retry.when, [RetryWhen::ScriptFailure, RetryWhen::Elsewhere]);
    assert_eq!(retry.exit_codes.into_iter().collect::<Vec<_>>(), [3, 137]);
    assert_eq!(
        a("retry: {max: 1, when: always, exit_codes: 3}").retry.when,
        [RetryWhen::Always]
    );
}

#[test]
fn timeout_tags_interruptible_group() {
    let job =
        a("timeout: 1h 30m, tags: [docker, $CI_NOT_KNOWN], interruptible: true, resource_group: r");
    assert_eq!(job.timeout, Some(Duration::from_mins(90)));
    assert_eq!(job.tags, ["docker", "$CI_NOT_KNOWN"]);
    assert!(job.interruptible);
    assert_eq!(job.resource_group.as_deref(), Some("r"));
    check(
        "a: {script: x, timeout: soon}",
        "1:25 gitlab/bad-duration `timeout` is not a duration: `soon`",
    );
}

#[test]
fn a_resource_group_and_an_environment_are_expanded() {
    let text =
        "a: {script: x, variables: {W: web}, resource_group: deploy-$W, environment: '${W}/x'}";
    let job = job(text, "a");
    assert_eq!(job.resource_group.as_deref(), Some("deploy-web"));
    assert_eq!(
        job.environment
            .map(|environment| environment.name)
            .as_deref(),
        Some("web/x")
    );
}

#[test]
fn image() {
    assert_eq!(
        a("image: alpine:3")
            .image
            .map(|image| image.name)
            .as_deref(),
        Some("alpine:3")
    );
    let image = a("image: {name: x, entrypoint: [''], pull_policy: [always, never], docker: {user: dev, platform: linux/arm64}}").image;
    let image = image.unwrap();
    assert_eq!(image.entrypoint, Some(vec![String::new()]));
    assert_eq!(image.pull_policy, PullPolicy::Always);
    assert_eq!(
        (image.user.as_deref(), image.platform.as_deref()),
        (Some("dev"), Some("linux/arm64"))
    );
    check(
        "a: {script: x, image: {entrypoint: [a]}}",
        "1:23 gitlab/missing-key `image` needs the key `name`",
    );
    check(
        "a: {script: x, image: [a]}",
        "1:23 gitlab/wrong-type `image` should be the name of an image or a mapping, not a list",
    );
}

#[test]
fn services() {
    let services = a("services: [redis, {name: postgres:16, alias: 'db, pg', command: [-c, x], variables: {A: 1}}]").services;
    let names: Vec<&str> = services
        .iter()
        .map(|service| service.image.name.as_str())
        .collect();
    assert_eq!(names, ["redis", "postgres:16"]);
    assert_eq!(services[1].aliases, ["db", "pg"]);
    assert_eq!(
        services[1].command.as_deref(),
        Some(&["-c".to_owned(), "x".to_owned()][..])
    );
    assert_eq!(services[1].variables["A"], "1");
    check(
        "a: {script: x, services: redis}",
        "1:26 gitlab/wrong-type `services` should be a list, not a text",
    );
    check(
        "a: {script: x, services: [{name: r, allias: x}]}",
        "1:37 gitlab/unknown-key `services[0]` has no key `allias`",
    );
}

#[test]
fn artifacts() {
    let artifacts = a(
        "artifacts: {paths: [out/], exclude: ['*.tmp'], untracked: true, when: always, name: n, expire_in: 1 week, reports: {junit: r.xml, dotenv: [e.env]}}",
    );
    let artifacts = artifacts.artifacts.unwrap();
    assert_eq!(
        (artifacts.paths[0].as_str(), artifacts.exclude[0].as_str()),
        ("out/", "*.tmp")
    );
    assert_eq!(
        (artifacts.untracked, artifacts.when),
        (true, SaveWhen::Always)
    );
    assert_eq!(artifacts.expire_in, Some(Duration::from_hours(7 * 24)));
    assert_eq!(artifacts.reports["junit"], ["r.xml"]);
    assert_eq!(artifacts.reports["dotenv"], ["e.env"]);
}

#[test]
fn artifacts_that_are_wrong() {
    check(
        "a: {script: x, artifacts: {paths: out}}",
        "1:35 gitlab/wrong-type `paths` should be a list of texts, not a text",
    );
    check(
        "a: {script: x, artifacts: [out]}",
        "1:27 gitlab/wrong-type `artifacts` should be a mapping, not a list",
    );
    check(
        "a: {script: x, artifacts: {reports: {cobertura: c.xml}}}",
        "1:38 gitlab/not-supported `cobertura` is not supported",
    );
    check(
        "a: {script: x, artifacts: {reports: {coverage_report: {path: c.xml}}}}",
        "1:55 gitlab/missing-key `coverage_report` needs the key `coverage_format`",
    );
    check(
        "a: {script: x, artifacts: {when: never}}",
        "1:34 gitlab/unknown-value `when` has no value `never`; it has on_success, on_failure, always",
    );
    check(
        "a: {script: x, artifacts: {public: true, access: all}}",
        "1:36 gitlab/conflicting-keys `public` and `access` exclude each other",
    );
}

#[test]
fn pages_publish_a_folder() {
    let folder = |text: &str, name| job(text, name).artifacts.map(|artifacts| artifacts.paths);
    assert_eq!(
        folder("pages: {script: x}", "pages"),
        Some(vec!["public".to_owned()])
    );
    assert_eq!(folder("pages: {script: x, pages: false}", "pages"), None);
    assert_eq!(
        folder("a: {script: x, pages: {publish: dist}}", "a"),
        Some(vec!["dist".to_owned()])
    );
    assert_eq!(
        folder("a: {script: x, pages: true, artifacts: {paths: [x]}}", "a"),
        Some(vec!["x".to_owned(), "public".to_owned()])
    );
    check(
        "a: {script: x, publish: dist}",
        "1:25 gitlab/misplaced-key `publish` stands only in a `pages` job",
    );
}

#[test]
fn caches() {
    let caches = a("cache: [{key: one, paths: [a], policy: pull, when: always, fallback_keys: [f]}, {key: {files: [l], prefix: p}, paths: [b]}]").caches;
    assert_eq!(caches[0].key, CacheKey::Text("one".to_owned()));
    assert_eq!(
        (caches[0].policy.as_str(), caches[0].when),
        ("pull", SaveWhen::Always)
    );
    let files = CacheKey::Files {
        files: vec!["l".to_owned()],
        prefix: Some("p".to_owned()),
        by_commit: false,
    };
    assert_eq!(caches[1].key, files);
    assert!(a("cache: {}").caches.is_empty());
    assert!(a("cache: []").caches.is_empty());
    assert_eq!(
        a("cache: {paths: [x]}").caches[0].key,
        CacheKey::Text("default".to_owned())
    );
}

#[test]
fn caches_that_are_wrong() {
    check(
        "a: {script: x, cache: {paths: folder}}",
        "1:31 gitlab/wrong-type `paths` should be a list of texts, not a text",
    );
    check(
        "a: {script: x, cache: {paths: [p], policy: take}}",
        "1:44 gitlab/unknown-value `policy` has no value `take`; it has pull, push, pull-push",
    );
    check(
        "a: {script: x, cache: {key: {files: [a, b, c]}, paths: [p]}}",
        "1:44 gitlab/too-many a key has at most 2 files",
    );
    check(
        "a: {script: x, cache: [{}, {}, {}, {}, {}]}",
        "1:40 gitlab/too-many a job has at most 4 caches",
    );
    assert_eq!(a("cache: {paths: [p], policy: $P}").caches[0].policy, "$P");
}

#[test]
fn coverage() {
    assert_eq!(
        a(r"coverage: '/Lines: (\d+)%/'").coverage.as_deref(),
        Some(r"Lines: (\d+)%")
    );
    check(
        "a: {script: x, coverage: abc}",
        "1:26 gitlab/bad-regex `coverage` should be a regular expression between slashes",
    );
    check(
        "a: {script: x, coverage: '/(/'}",
        "1:26 gitlab/bad-regex `coverage` is not a regular expression: unclosed group",
    );
}

#[test]
fn environments() {
    let text = "a: {script: x, environment: {name: prod, url: 'https://$X', on_stop: b, auto_stop_in: 1 day, deployment_tier: production}}\n\
                b: {script: x, environment: {name: prod, action: stop}}";
    let environment = job(text, "a").environment.unwrap();
    assert_eq!(environment.url.as_deref(), Some("https://$X"));
    assert_eq!(
        environment.on_stop.map(|job| job.to_string()).as_deref(),
        Some("b")
    );
    assert_eq!(
        job(text, "b").environment.unwrap().action,
        EnvironmentAction::Stop
    );
    check(
        "a: {script: x, environment: {url: u}}",
        "1:29 gitlab/missing-key `environment` needs the key `name`",
    );
    check(
        "a: {script: x, environment: 'a&b'}",
        "1:29 gitlab/bad-name the name of an environment has no `&`",
    );
    check(
        "a: {script: x, environment: {name: p, on_stop: b}}\nb: {script: x}",
        "1:39 gitlab/bad-on-stop `on_stop` names `b`, which has no `environment`",
    );
}

#[test]
fn secrets_and_tokens_block_unless_they_are_given() {
    let text = "a: {script: x, id_tokens: {T: {aud: y}}, secrets: {S: {vault: v, file: false}}}";
    check(
        text,
        "test | a | blocked by gitlab/missing-secret | blocked by gitlab/missing-secret",
    );
    let trigger = crate::support::given(crate::support::push(), "T", "token");
    let shown = crate::support::shown(&crate::support::load_text(text, &trigger));
    assert_eq!(shown.trim(), "test | a | blocked by gitlab/missing-secret");
}

#[test]
fn a_release_is_checked_and_recorded() {
    check(
        "a: {script: x, release: {tag_name: v1}}",
        "1:16 gitlab/no-effect `release` has no effect here: a local run releases nothing\n\
         1:25 gitlab/missing-key `release` needs the key `description`",
    );
}

#[test]
fn what_is_not_supported_says_so() {
    check(
        "a: {run: [{name: s, script: x}]}",
        "1:5 gitlab/not-supported `run` is not supported",
    );
    check(
        "a: {script: x, dast_configuration: {}}",
        "1:16 gitlab/not-supported `dast_configuration` is not supported",
    );
}

#[test]
fn an_unknown_key_has_a_hint() {
    let loaded = crate::support::load_text("a: {scirpt: x}", &crate::support::push());
    let hints: Vec<&str> = loaded
        .diagnostics
        .iter()
        .filter_map(|found| found.hint.as_deref())
        .collect();
    assert_eq!(hints[0], "did you mean `script`?");
    assert_eq!(
        loaded.diagnostics[0].breadcrumb.as_deref(),
        Some("a.scirpt")
    );
}
