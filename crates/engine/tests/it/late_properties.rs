//! What holds for late decisions, matrices and concurrency groups in every order of events.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use maillon_engine::{Command, Input};
use maillon_model::job::{FailFast, Needs};
use maillon_model::{Job, JobId, JobStatus, RunStatus};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::world::World;

const CHILDREN: [(&str, &str); 3] = [
    ("c", "y: k late; l late needs(k) turn(g)"),
    (
        "d",
        "y: n late fails of(q) cell(fast,1); o late of(q) cell(fast,1); p late of(q) cell(fast,1) inline(c)",
    ),
    ("e", "y: r late skips"),
];

/// Jobs as GitHub's: all are late, and need some of those before them.
fn pipelines() -> impl Strategy<Value = String> {
    let needs = prop::collection::vec(any::<Index>(), 0..3);
    let outcome = select(vec![
        "",
        "",
        "fails",
        "fails allowed",
        "errors",
        "skips",
        "stops",
        "inline(c)",
        "inline(d)",
        "inline(e)",
        "inline(nowhere)",
    ]);
    let cell = select(vec![
        "",
        "",
        "of(m) cell(fast)",
        "of(m) cell(fast)",
        "of(n) cell(2)",
        "of(o) cell(fast,1)",
    ]);
    let turn = select(vec!["", "", "", "turn(g)", "turn(g,cancel)", "turn(h)"]);
    prop::collection::vec((needs, outcome, cell, turn), 1..14).prop_map(|jobs| {
        let mut text = "x:".to_owned();
        for (number, (needs, outcome, cell, turn)) in jobs.iter().enumerate() {
            let before: Vec<usize> = (0..number).collect();
            let names: BTreeSet<String> = needs
                .iter()
                .filter(|_| number > 0)
                .map(|pick| format!("j{}", pick.get(&before)))
                .collect();
            let names = names.into_iter().collect::<Vec<_>>().join(",");
            let _ = write!(
                text,
                "j{number} late needs({names}) {outcome} {cell} {turn};"
            );
        }
        text
    })
}

fn picks() -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(any::<Index>(), 1..40)
}

fn world(text: &str) -> World {
    let mut world = World::new(3);
    for (name, text) in CHILDREN {
        world.child(name, text);
    }
    world.begin(text);
    world
}

fn run(world: &mut World, picks: &[Index], mut look: impl FnMut(&World)) {
    let mut picks = picks.iter().cycle();
    let mut steps = 0;
    while world.done.is_none() {
        look(world);
        let choices = world.choices();
        assert!(choices > 0, "stuck: {:?}", world.scheduler);
        world.choose(picks.next().map_or(0, |pick| pick.index(choices)));
        steps += 1;
        assert!(steps < 1000, "no end");
    }
}

fn job(world: &World, id: JobId) -> &(Job, Option<JobId>) {
    &world.jobs[id.0 as usize]
}

/// The matrix of a cell: its pipeline and its template.
fn matrix(world: &World, id: JobId) -> (Option<JobId>, String) {
    let (job, parent) = job(world, id);
    (*parent, job.template.to_string())
}

/// Those that have begun and are not at their end: running, or a pipeline in their place.
fn inside(world: &World) -> Vec<JobId> {
    let running = world.running.iter().map(|(job, _)| *job);
    let parents: BTreeSet<JobId> = world
        .jobs
        .iter()
        .filter_map(|(_, parent)| *parent)
        .collect();
    let open = parents
        .into_iter()
        .filter(|job| !world.settled.contains_key(job));
    running.chain(open).collect()
}

fn no_more_cells_than_allowed(world: &World) {
    let mut counts: BTreeMap<_, u32> = BTreeMap::new();
    for id in inside(world) {
        if let Some(most) = job(world, id)
            .0
            .strategy
            .and_then(|strategy| strategy.max_parallel)
        {
            let count = counts.entry(matrix(world, id)).or_default();
            *count += 1;
            assert!(*count <= most.get(), "{}", world.log.join(" "));
        }
    }
}

fn no_two_in_a_group(world: &World) {
    let mut groups = BTreeSet::new();
    for id in inside(world) {
        if let Some(concurrency) = &job(world, id).0.concurrency {
            assert!(
                groups.insert(concurrency.group.clone()),
                "{}",
                world.log.join(" ")
            );
        }
    }
}

/// After a failure that is not allowed nothing of a fast matrix begins or is decided over.
fn nothing_after_a_failed_cell(world: &World) {
    let mut failed = BTreeSet::new();
    for command in &world.commands {
        match command {
            Command::Settled {
                job: id,
                status,
                allowed: false,
                ..
            } => {
                let fast = job(world, *id)
                    .0
                    .strategy
                    .is_some_and(|s| s.fail_fast == FailFast::Cancel);
                if fast && matches!(status, JobStatus::Failed | JobStatus::Errored) {
                    failed.insert(matrix(world, *id));
                }
            }
            Command::Start { job, .. }
            | Command::Added {
                parent: Some(job), ..
            } => {
                assert!(
                    !failed.contains(&matrix(world, *job)),
                    "{}",
                    world.log.join(" ")
                );
            }
            _ => {}
        }
    }
}

/// Each job is asked about at most once, and only when all that it needs has ended.
fn asked_once_and_not_too_early(world: &World) {
    let mut asked = BTreeSet::new();
    let mut settled = BTreeSet::new();
    for command in &world.commands {
        match command {
            Command::Settled { job, .. } => assert!(settled.insert(*job), "settled twice"),
            Command::Expand { job: id } => {
                assert!(asked.insert(*id), "asked twice");
                let (definition, parent) = job(world, *id);
                let Needs::Jobs(needs) = &definition.needs else {
                    continue;
                };
                for (other, (one, _)) in (0..).zip(&world.jobs).filter(|(_, (_, p))| p == parent) {
                    let needed = needs.iter().any(|need| need.job == one.name);
                    assert!(
                        !needed || settled.contains(&JobId(other)),
                        "asked too early"
                    );
                }
            }
            Command::Start { job, .. } => assert!(asked.contains(job), "not asked"),
            _ => {}
        }
    }
}

/// What a job ended with whose place was taken.
fn parents_have_the_result_of_their_jobs(world: &World) {
    let mut children: BTreeMap<JobId, Vec<(JobStatus, bool)>> = BTreeMap::new();
    for (id, (status, allowed, _)) in &world.settled {
        if let Some(parent) = job(world, *id).1 {
            children
                .entry(parent)
                .or_default()
                .push((*status, *allowed));
        }
    }
    for (parent, jobs) in children {
        let is = |wanted: JobStatus| jobs.contains(&(wanted, false));
        let expected = match () {
            () if is(JobStatus::Errored) => JobStatus::Errored,
            () if is(JobStatus::Failed) => JobStatus::Failed,
            () if is(JobStatus::Canceled) => JobStatus::Canceled,
            () if jobs.iter().all(|(status, _)| *status == JobStatus::Skipped) => {
                JobStatus::Skipped
            }
            () => JobStatus::Success,
        };
        assert_eq!(world.settled[&parent].0, expected, "{}", world.name(parent));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn every_rule_holds_in_every_order(text in pipelines(), picks in picks()) {
        let mut world = world(&text);
        run(&mut world, &picks, |world| {
            no_more_cells_than_allowed(world);
            no_two_in_a_group(world);
        });
        prop_assert_eq!(world.settled.len(), world.jobs.len());
        nothing_after_a_failed_cell(&world);
        asked_once_and_not_too_early(&world);
        let never = |reason: &Option<String>| reason.as_ref().is_some_and(|r| r.contains("never"));
        if !world.settled.values().any(|(.., reason)| never(reason)) {
            parents_have_the_result_of_their_jobs(&world);
        }
    }

    #[test]
    fn a_cancel_wins(text in pipelines(), picks in picks(), when in 0..12_usize) {
        let mut world = world(&text);
        for pick in picks.iter().take(when) {
            if world.done.is_none() {
                world.choose(pick.index(world.choices()));
            }
        }
        if world.done.is_some() {
            return Ok(());
        }
        let before = world.commands.len();
        world.send(Input::CancelAll);
        run(&mut world, &picks, |_| {});
        let begins = |command: &Command| matches!(
            command,
            Command::Start { .. } | Command::Expand { .. } | Command::Added { .. }
        );
        prop_assert!(!world.commands[before..].iter().any(begins));
        prop_assert_eq!(world.done, Some(RunStatus::Aborted));
    }

    #[test]
    fn a_replay_gives_the_same_commands(text in pipelines(), picks in picks()) {
        let commands = || {
            let mut world = world(&text);
            run(&mut world, &picks, |_| {});
            world.commands
        };
        prop_assert_eq!(commands(), commands());
    }
}
