//! What holds for every pipeline and every order of events.

use std::fmt::Write as _;
use std::sync::Arc;

use maillon_engine::{Command, Input, Selection};
use maillon_model::job::Needs;
use maillon_model::{JobId, JobStatus, Pipeline, RunStatus};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::notation;
use crate::world::World;

const CHILD: &str = "x: k; l fails allowed | z: m needs(l); n manual";
const STAGES: usize = 4;

/// A pipeline in the notation: each job in some stage, needing some of the jobs before it.
fn pipelines() -> impl Strategy<Value = String> {
    prop::collection::vec(job(), 1..14).prop_map(|jobs| render(&jobs))
}

type JobPlan = (
    usize,
    Option<Vec<Index>>,
    &'static str,
    &'static str,
    &'static str,
);

fn job() -> impl Strategy<Value = JobPlan> {
    let needs = prop::option::of(prop::collection::vec(any::<Index>(), 0..4));
    let when = prop::sample::select(vec![
        "",
        "",
        "",
        "always",
        "on_failure",
        "manual",
        "blocking",
        "delayed(5)",
        "delayed(9)",
    ]);
    let outcome = prop::sample::select(vec![
        "",
        "",
        "",
        "fails",
        "fails allowed",
        "fails(3) allowed(3)",
        "flaky retry(1)",
        "fails retry(2)",
        "errors",
        "stops",
        "stops allowed",
        "depends(c)",
        "triggers(c)",
        "depends(nowhere)",
    ]);
    let group = prop::sample::select(vec!["", "", "group(x)", "group(y)"]);
    (0..STAGES, needs, when, outcome, group)
}

fn render(jobs: &[JobPlan]) -> String {
    let mut stages = vec![String::new(); STAGES];
    for (number, (stage, needs, when, outcome, group)) in jobs.iter().enumerate() {
        let needs = needs.as_ref().map(|picks| {
            let may = |other: &usize| jobs[*other].0 <= *stage;
            let candidates: Vec<usize> = (0..number).filter(may).collect();
            let mut picked: Vec<usize> = picks
                .iter()
                .filter(|_| !candidates.is_empty())
                .map(|pick| *pick.get(&candidates))
                .collect();
            picked.sort_unstable();
            picked.dedup();
            let names: Vec<_> = picked.iter().map(|other| format!("j{other}")).collect();
            format!("needs({})", names.join(","))
        });
        let needs = needs.unwrap_or_default();
        // What is manual by `manual` has its own `allowed`.
        let outcome = if *when == "manual" {
            outcome.replace("allowed(3)", "")
        } else {
            (*outcome).to_owned()
        };
        let _ = write!(
            stages[*stage],
            "j{number} {outcome} {when} {needs} {group};"
        );
    }
    let named = stages
        .iter()
        .enumerate()
        .map(|(n, jobs)| format!("s{n}: {jobs}"));
    named.collect::<Vec<_>>().join("|")
}

fn world(text: &str, slots: usize) -> World {
    let mut world = World::new(slots);
    world.child("c", CHILD).begin(text);
    world
}

/// Lets things happen in the order of `picks`, and looks after each step.
fn run(world: &mut World, picks: &[Index], mut look: impl FnMut(&World)) {
    let mut picks = picks.iter().cycle();
    let mut steps = 0;
    while world.done.is_none() {
        look(world);
        let choices = world.choices();
        assert!(choices > 0, "stuck: {:?}", world.scheduler);
        let pick = picks.next().map_or(0, |pick| pick.index(choices));
        world.choose(pick);
        steps += 1;
        assert!(steps < 1000, "no end");
    }
}

fn picks() -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(any::<Index>(), 1..40)
}

/// Every need of a job that starts is at its end, or is manual and was left out.
fn assert_needs_were_met(commands: &[Command]) {
    let mut pipelines: Vec<(JobId, Arc<Pipeline>)> = Vec::new();
    let mut settled: Vec<JobId> = Vec::new();
    for command in commands {
        match command {
            Command::Added {
                first, pipeline, ..
            } => pipelines.push((*first, Arc::clone(pipeline))),
            Command::Settled { job, .. } => settled.push(*job),
            Command::Start { job, .. } | Command::Expand { job } => {
                let own = pipelines
                    .iter()
                    .rev()
                    .find(|(first, _)| first <= job)
                    .unwrap();
                assert_ready(own, *job, &settled);
            }
            _ => {}
        }
    }
}

fn assert_ready((first, pipeline): &(JobId, Arc<Pipeline>), id: JobId, settled: &[JobId]) {
    let job = &pipeline.jobs[(id.0 - first.0) as usize];
    for (index, other) in (0..).zip(&pipeline.jobs) {
        let before = match &job.needs {
            Needs::StageOrder => other.stage < job.stage,
            Needs::Jobs(needs) => needs.iter().any(|need| need.job == other.name),
        };
        let manual = other.when == maillon_model::job::When::Manual;
        let ended = manual || settled.contains(&JobId(first.0 + index));
        assert!(
            !before || ended,
            "{} started before {} ended",
            job.name,
            other.name
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn every_run_ends_with_every_job_settled(text in pipelines(), picks in picks(), slots in 1..4_usize) {
        let mut world = world(&text, slots);
        run(&mut world, &picks, |_| {});
        prop_assert_eq!(world.settled.len(), world.jobs.len());
        assert_needs_were_met(&world.commands);
    }

    #[test]
    fn slots_and_resource_groups_hold(text in pipelines(), picks in picks(), slots in 1..4_usize) {
        let mut world = world(&text, slots);
        run(&mut world, &picks, |world| {
            assert!(world.running.len() <= slots);
            let groups = world.running.iter().filter_map(|(job, _)| {
                world.jobs[job.0 as usize].0.resource_group.clone()
            });
            let mut groups: Vec<_> = groups.collect();
            let count = groups.len();
            groups.sort();
            groups.dedup();
            assert_eq!(groups.len(), count);
        });
    }

    #[test]
    fn a_free_slot_is_used(text in pipelines(), picks in picks()) {
        let mut world = world(&text, 2);
        run(&mut world, &picks, |world| {
            let queued = |command: &&Command| matches!(command, Command::Queued { .. });
            let begun = |command: &&Command| matches!(command, Command::Start { .. } | Command::Expand { .. });
            let count = |test: fn(&&Command) -> bool| world.commands.iter().filter(test).count();
            let waiting = count(queued) - count(begun);
            let grouped = world.jobs.iter().any(|(job, _)| job.resource_group.is_some());
            assert!(grouped || waiting == 0 || world.running.len() == 2);
        });
    }

    #[test]
    fn the_result_does_not_depend_on_the_order(
        text in pipelines(), one in picks(), other in picks(), slots in 1..4_usize,
    ) {
        let by_name = |picks: &[Index], slots| {
            let mut world = world(&text, slots);
            run(&mut world, picks, |_| {});
            let mut jobs: Vec<_> = world.settled.iter()
                .map(|(id, (status, allowed, _))| (world.name(*id), *status, *allowed))
                .collect();
            jobs.sort_by(|a, b| a.0.cmp(&b.0));
            (world.done, jobs)
        };
        prop_assert_eq!(by_name(&one, slots), by_name(&other, 3));
    }

    #[test]
    fn a_cancel_wins(text in pipelines(), picks in picks(), when in 0..12_usize) {
        let mut world = world(&text, 2);
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
        let starts = |command: &Command| matches!(command, Command::Start { .. } | Command::Expand { .. });
        prop_assert!(!world.commands[before..].iter().any(starts));
        prop_assert_eq!(world.done, Some(RunStatus::Aborted));
        prop_assert_eq!(world.settled.len(), world.jobs.len());
    }

    #[test]
    fn a_replay_gives_the_same_commands(text in pipelines(), picks in picks()) {
        let commands = || {
            let mut world = world(&text, 2);
            run(&mut world, &picks, |_| {});
            world.commands
        };
        prop_assert_eq!(commands(), commands());
    }

    #[test]
    fn playing_a_manual_job_at_any_time_ends_as_well(text in pipelines(), picks in picks()) {
        let mut world = world(&text, 2);
        let mut steps = picks.iter().cycle();
        while world.done.is_none() {
            let pick = steps.next().unwrap();
            let job = u32::try_from(pick.index(world.jobs.len())).unwrap();
            world.send(Input::Play { job: JobId(job) });
            if world.done.is_none() && world.choices() > 0 {
                world.choose(pick.index(world.choices()));
            }
        }
        prop_assert_eq!(world.settled.len(), world.jobs.len());
    }

    #[test]
    fn any_part_of_a_pipeline_runs_to_its_end(text in pipelines(), part in prop::collection::vec(any::<Index>(), 1..3)) {
        let (pipeline, scripted) = notation::parse(&text);
        let names = part.iter().map(|pick| pick.get(&pipeline.jobs).name.clone());
        let jobs = maillon_engine::SelectedJobs::Named(names.collect());
        let mut world = World::new(2);
        world.child("c", CHILD).script(&scripted);
        world.begin_pipeline(pipeline, &Selection { jobs, ..Selection::default() });
        world.run();
        let manual = world.settled.iter().filter(|(id, (status, ..))| {
            *status == JobStatus::Manual && world.jobs[id.0 as usize].1.is_none()
        });
        prop_assert_eq!(manual.count(), 0);
    }
}
