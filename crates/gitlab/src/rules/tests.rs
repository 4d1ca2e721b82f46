use maillon_model::Timestamp;
use maillon_model::trigger::{Commit, GitRef, MergeRequest, Project, TriggerEvent, User};
use maillon_model::variable::{Layer, Variable};
use maillon_source::memory::MemorySource;
use maillon_source::yaml;

use super::*;

struct World {
    source: MemorySource,
    scope: Scope,
    trigger: Trigger,
    default: OnlyDefault,
}

fn world() -> World {
    let source = MemorySource::new([
        ("Dockerfile", ""),
        ("README.md", ""),
        ("docs/a.md", ""),
        ("src/lib/main.rs", ""),
    ]);
    let variables = [
        ("CI_COMMIT_BRANCH", "main"),
        ("CI_DEFAULT_BRANCH", "main"),
        ("DIR", "docs"),
        ("NESTED", "$DIR"),
        ("EMPTY", ""),
    ];
    let variables = variables.map(|(name, value)| Variable::new(Layer::Global, name, value));
    World {
        source,
        scope: Scope::default().with(variables),
        trigger: trigger(TriggerEvent::Push, GitRef::Branch("main".into())),
        default: OnlyDefault::BranchesAndTags,
    }
}

fn trigger(event: TriggerEvent, git_ref: GitRef) -> Trigger {
    Trigger {
        environment: std::collections::BTreeMap::new(),
        forge: None,
        event,
        git_ref,
        commit: Commit::default(),
        project: Project {
            path: "group/project".into(),
            ..Project::default()
        },
        user: User::default(),
        variables: Vec::new(),
        inputs: std::collections::BTreeMap::new(),
        created_at: Timestamp(0),
        number: 1,
        lineage: Vec::new(),
        site: None,
        definition: ".gitlab-ci.yml".to_owned(),
    }
}

fn merge_request() -> Trigger {
    let event = TriggerEvent::MergeRequest(MergeRequest::default());
    trigger(event, GitRef::Branch("feature".into()))
}

/// What came of a job's conditions, in short.
fn outcome(world: &World, job: &str) -> (String, Vec<String>, RulesTrace) {
    let mut files = Files::default();
    let file = files.add("ci.yml", job);
    let parsed = yaml::parse(&mut files, file);
    let map = parsed.documents[0].as_map().unwrap().clone();
    let mut found = Vec::new();
    let conditions = Conditions::parse(&map, world.default, &files, "job", &mut found);
    let context = Context {
        scope: &world.scope,
        source: &world.source,
        files: &files,
        breadcrumb: "job",
        memo: &Memo::default(),
    };
    let verdict = conditions.evaluate(&context, &world.trigger, &mut found);
    let trace = conditions.trace(&context, &world.trigger);
    let outcome = match verdict {
        Verdict::Out => "out".to_owned(),
        Verdict::In(admission) => format!("in: {}", admission.reason),
    };
    let messages = found.iter().map(|found| {
        let column = found.place.as_ref().map_or(0, |place| place.column);
        let breadcrumb = found.breadcrumb.as_deref().unwrap_or_default();
        format!("{} {breadcrumb}:{column} {}", found.code, found.message)
    });
    (outcome, messages.collect(), trace)
}

#[track_caller]
fn check(world: &World, job: &str, expected: &str) {
    let (outcome, messages, trace) = outcome(world, job);
    assert!(messages.is_empty(), "{job}: {messages:?}");
    assert!(outcome.starts_with(expected), "{job}: {outcome}");
    let included = trace.summary.ends_with("let in");
    assert_eq!(
        included,
        expected.starts_with("in"),
        "{job}: {}",
        trace.summary
    );
}

#[track_caller]
fn check_message(job: &str, expected: &[&str]) {
    let (_, messages, _) = outcome(&world(), job);
    assert_eq!(messages, expected, "{job}");
}

#[test]
fn the_first_rule_that_matches_decides() {
    let world = world();
    check(
        &world,
        "rules: [{if: $CI_COMMIT_TAG}, {if: $CI_COMMIT_BRANCH}]",
        "in: rules[1]: $CI_COMMIT_BRANCH",
    );
    check(
        &world,
        "rules: [{if: $CI_COMMIT_BRANCH, when: never}, {when: always}]",
        "out",
    );
    check(&world, "rules: [{if: $CI_COMMIT_TAG}]", "out");
    check(&world, "rules: [{when: on_success}]", "in: rules[0]");
    check(
        &world,
        "rules: [[{if: $A}, [{if: $B}]], {if: $DIR}]",
        "in: rules[2]",
    );
}

#[test]
fn clauses_of_a_rule_are_joined_by_and() {
    let world = world();
    check(
        &world,
        "rules: [{if: $DIR, exists: [Dockerfile]}]",
        "in: rules[0]: $DIR and exists Dockerfile",
    );
    check(&world, "rules: [{if: $DIR, exists: [Makefile]}]", "out");
    check(&world, "rules: [{if: $A, exists: [Dockerfile]}]", "out");
}

#[test]
fn exists_looks_at_files() {
    let world = world();
    for (paths, expected) in [
        ("Dockerfile", "in"),
        ("[Nothing, Dockerfile]", "in"),
        ("['*.md']", "in"),
        ("['**/*.rs']", "in"),
        ("['docs/*']", "in"),
        ("[docs]", "out"),
        ("[docs/]", "out"),
        ("['src/*']", "out"),
        ("['src/**/*']", "in"),
        ("[\"$DIR/a.md\"]", "in"),
        ("[\"${NESTED}/a.md\"]", "in"),
        ("[\"$UNKNOWN/a.md\"]", "out"),
        ("['']", "out"),
        ("[]", "out"),
        ("{paths: [Dockerfile]}", "in"),
    ] {
        check(&world, &format!("rules: [{{exists: {paths}}}]"), expected);
    }
}

#[test]
fn exists_looks_into_other_projects() {
    let mut world = world();
    let other = MemorySource::new([("other.txt", "")]);
    world.source = world.source.project("group/other", other);
    check(
        &world,
        "rules: [{exists: {paths: [other.txt], project: group/other}}]",
        "in",
    );
    check(
        &world,
        "rules: [{exists: {paths: [Dockerfile], project: group/other}}]",
        "out",
    );
    let (outcome, messages, _) =
        outcome(&world, "rules: [{exists: {paths: [x], project: no/where}}]");
    assert_eq!(outcome, "out");
    assert!(
        messages[0].starts_with("gitlab/no-files job.rules[0].exists.project"),
        "{messages:?}"
    );
}

#[test]
fn changes_compare_with_what_changed() {
    let mut world = world();
    check(
        &world,
        "rules: [{changes: [nothing]}]",
        "in: rules[0]: changes nothing",
    );
    world.source = world.source.changes(["docs/a.md", "src/x.rs"]);
    check(&world, "rules: [{changes: ['docs/*']}]", "in");
    check(&world, "rules: [{changes: [\"$NESTED/**/*\"]}]", "in");
    check(&world, "rules: [{changes: ['lib/**/*', '*.rs']}]", "out");
    check(
        &world,
        "rules: [{changes: {paths: ['src/*'], compare_to: main}}]",
        "in",
    );
    world.source = world.source.changes(Vec::<String>::new());
    check(&world, "rules: [{changes: ['**/*']}]", "out");
}

#[test]
fn a_job_that_says_nothing_runs_for_branches_and_tags() {
    let mut world = world();
    check(&world, "script: x", "in: no rules");
    world.trigger = trigger(TriggerEvent::Push, GitRef::Tag("v1".into()));
    check(&world, "script: x", "in");
    world.trigger = trigger(TriggerEvent::Schedule, GitRef::Branch("main".into()));
    check(&world, "script: x", "in");
    world.trigger = merge_request();
    check(&world, "script: x", "out");
    check(&world, "rules: [{when: always}]", "in");
    world.default = OnlyDefault::Everything;
    check(&world, "script: x", "in");
}

#[test]
fn only_names_refs() {
    let mut world = world();
    for (refs, expected) in [
        ("[main]", "in"),
        ("main", "in"),
        ("[dev]", "out"),
        ("[branches]", "in"),
        ("[tags]", "out"),
        ("[pushes]", "in"),
        ("[push]", "in"),
        ("[schedules]", "out"),
        ("[/^ma/]", "in"),
        ("[/^MA/]", "out"),
        ("[/^MA/i]", "in"),
        ("[main@group/project]", "in"),
        ("[main@other/project]", "out"),
        ("[/^ma/@group/project]", "in"),
        ("[merge_requests]", "out"),
        ("{refs: [main]}", "in"),
        ("{refs: [main], variables: ['$EMPTY', $DIR]}", "in"),
        ("{variables: ['$EMPTY']}", "out"),
        ("{refs: [dev], variables: [$DIR]}", "out"),
    ] {
        check(&world, &format!("only: {refs}"), expected);
    }
    world.trigger = trigger(TriggerEvent::Push, GitRef::Tag("v1.2".into()));
    check(&world, "only: [tags]", "in");
    check(&world, "only: [/^v\\d/]", "in");
    check(&world, "only: [branches]", "out");
    world.trigger = merge_request();
    check(&world, "only: [merge_requests]", "in");
    check(&world, "only: [feature]", "out");
    check(&world, "only: [branches, tags]", "out");
    world.trigger = trigger(TriggerEvent::Manual, GitRef::Branch("main".into()));
    check(&world, "only: [web]", "in");
    check(&world, "only: [pushes]", "out");
}

#[test]
fn except_leaves_out() {
    let mut world = world();
    check(&world, "except: [main]", "out");
    check(&world, "except: [dev]", "in: except");
    check(&world, "except: {variables: [$DIR]}", "out");
    check(&world, "{only: [branches], except: [main]}", "out");
    check(
        &world,
        "{only: [branches], except: [/^dev/]}",
        "in: only and except",
    );
    world.source = world.source.changes(["docs/a.md"]);
    check(&world, "except: {changes: ['docs/*']}", "out");
    check(&world, "only: {changes: ['src/*']}", "out");
    check(
        &world,
        "{only: null, except: null, rules: [{when: always}]}",
        "in",
    );
}

#[test]
fn mistakes_in_rules_are_told_where_they_are() {
    check_message(
        "rules: {if: $A}",
        &["gitlab/wrong-type job.rules:8 `rules` should be a list of rules, not a mapping"],
    );
    check_message(
        "rules: [{iff: $A}]",
        &["gitlab/unknown-key job.rules[0].iff:10 `iff` is no key of a rule"],
    );
    check_message(
        "rules: [{if: '${A}'}]",
        &[
            "gitlab/bad-expression job.rules[0].if:15 the condition is wrong: a condition can't use ${A}: braces are not allowed here",
        ],
    );
    check_message(
        "rules: [{if: $A == b}]",
        &[
            "gitlab/bad-expression job.rules[0].if:20 the condition is wrong: b is neither a variable nor a text",
        ],
    );
    check_message(
        "rules: [{if: true}]",
        &["gitlab/wrong-type job.rules[0].if:14 `if` should be a text, not a boolean"],
    );
    check_message(
        "rules: [{when: sometimes}]",
        &[
            "gitlab/unknown-value job.rules[0].when:16 `when` has no value `sometimes` here; it has on_success, on_failure, always, never, manual, delayed",
        ],
    );
    check_message(
        "rules: [{when: delayed}]",
        &["gitlab/missing-key job.rules[0].when:9 `when: delayed` needs `start_in` beside it"],
    );
    check_message(
        "rules: [{when: manual, start_in: 1 day}]",
        &[
            "gitlab/conflicting-keys job.rules[0].start_in:34 `start_in` needs `when: delayed` beside it",
        ],
    );
    check_message(
        "rules: [{when: delayed, start_in: 8 days}]",
        &[
            "gitlab/out-of-range job.rules[0].start_in:35 `start_in` is longer than a week: `8 days`",
        ],
    );
    check_message(
        "rules: [{changes: a}]",
        &[
            "gitlab/wrong-type job.rules[0].changes:19 `changes` should be a list of texts, not a text",
        ],
    );
    check_message(
        "rules: [{changes: {compare_to: a}}]",
        &["gitlab/missing-key job.rules[0].changes:19 `changes` lacks `paths`"],
    );
    check_message(
        "rules: [{allow_failure: 1}]",
        &[
            "gitlab/wrong-type job.rules[0].allow_failure:25 `allow_failure` should be `true` or `false`, not a number",
        ],
    );
    check_message(
        "rules: [{}]",
        &["gitlab/empty job.rules[0]:9 the rule is empty"],
    );
    check_message(
        "rules: [main]",
        &[
            "gitlab/wrong-type job.rules[0]:9 `a rule` should be a mapping with `if`, `changes`, `exists` or `when`, not a text",
        ],
    );
    check_message(
        "rules: []",
        &["gitlab/empty job.rules:8 `rules` is empty, so that nothing matches"],
    );
}

#[test]
fn mistakes_beside_rules_are_told_where_they_are() {
    check_message(
        "{rules: [{when: always}], only: [main]}",
        &["gitlab/conflicting-keys job.only:27 `only` may not stand beside `rules`"],
    );
    check_message(
        "only: {foo: 1}",
        &["gitlab/unknown-key job.only.foo:8 `foo` is no key of only"],
    );
    check_message(
        "only: [/(/]",
        &["gitlab/bad-pattern job.only:7 `/(/`: the pattern is invalid: unclosed group"],
    );
    check_message(
        "only: {kubernetes: active}",
        &[
            "gitlab/no-effect job.only.kubernetes:20 `kubernetes: active` never holds here: no cluster is connected",
        ],
    );
}

#[test]
fn a_rule_may_change_the_job() {
    let job = "rules: [{when: delayed, start_in: 3 minutes, allow_failure: true, interruptible: true, needs: [a], variables: {A: 1, B: {value: $A, expand: false}}}]";
    let (_, messages, trace) = outcome(&world(), job);
    assert_eq!(messages, Vec::<String>::new());
    assert_eq!(
        trace.rules[0].effect,
        "when: delayed, start_in: 180 s, allow_failure: true, interruptible: true, needs, A: 1, B: $A"
    );
}

#[test]
fn a_trace_tells_what_was_seen() {
    let job = "rules: [{if: $CI_COMMIT_TAG == 'x'}, {if: $DIR, exists: [nothing]}, {exists: ['*.md'], when: manual}, {when: always}]";
    let (_, _, trace) = outcome(&world(), job);
    let mut lines = vec![trace.summary];
    for rule in &trace.rules {
        lines.push(format!("{} {:?} {}", rule.name, rule.matched, rule.effect));
        for clause in &rule.clauses {
            lines.push(format!(
                "  {} {} {:?} {} {:?}",
                clause.keyword, clause.text, clause.matched, clause.why, clause.values
            ));
        }
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    rules[2] matched: let in
    rules[0] No 
      if $CI_COMMIT_TAG == 'x' No  [("$CI_COMMIT_TAG", None)]
    rules[1] No 
      if $DIR Yes  [("$DIR", Some("docs"))]
      exists nothing No none of 4 files matches []
    rules[2] Yes when: manual
      exists *.md Yes README.md matches *.md []
    rules[3] NotReached when: always
    "#);
}
