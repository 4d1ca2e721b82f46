//! A task that is handed out: every transition by name, and what holds in any order of happenings.

use std::time::Duration;

use maillon_model::Timestamp;
use maillon_protocol::agent::{CancelWish, Fence};
use maillon_protocol::lease::{
    Change, Class, Ending, Input, Limits, Refused, State, Task, What, on,
};
use proptest::prelude::*;

fn limits() -> Limits {
    Limits::new(Duration::from_mins(1), Duration::from_mins(5))
}

/// The story of one task: inputs at seconds.
struct Story(Task);

impl Story {
    fn of(class: Class) -> Self {
        Self(Task::queued(class))
    }

    fn tell(&mut self, second: u64, input: &Input) -> Result<What, Refused> {
        let Change { task, what } = on(&self.0, input, Timestamp(second * 1000), &limits())?;
        self.0 = task;
        Ok(what)
    }

    /// Tells it all of it; what came of the last one, and where the task stands then.
    #[track_caller]
    fn check(class: Class, inputs: &[(u64, Input)], last: Result<What, Refused>, state: State) {
        let mut story = Self::of(class);
        let mut came = Ok(What::Nothing);
        for (second, input) in inputs {
            came = story.tell(*second, input);
        }
        assert_eq!((came, story.0.state), (last, state));
    }
}

fn finish(attempt: u32, body: &str) -> Input {
    Input::Finish {
        attempt: Fence(attempt),
        end: State::Succeeded,
        body: body.to_owned(),
    }
}

fn cancel(seconds: u64) -> Input {
    Input::Cancel {
        wish: CancelWish::Orderly,
        within: Duration::from_secs(seconds),
    }
}

const START: Input = Input::Start(Fence(1));
const BEAT: Input = Input::Beat(Fence(1));
const LEASE: Input = Input::Lease;
const TIME: Input = Input::Time;

use Class::{Build, Deploy};

#[test]
fn a_task_runs_to_its_end() {
    let story = [(0, LEASE), (1, START), (2, finish(1, "a"))];
    Story::check(
        Build,
        &story,
        Ok(What::Ended(Ending::Reported)),
        State::Succeeded,
    );
}

#[test]
fn the_same_finish_again_is_answered_alike_and_another_one_is_refused() {
    let again = [
        (0, LEASE),
        (1, START),
        (2, finish(1, "a")),
        (9, finish(1, "a")),
    ];
    Story::check(Build, &again, Ok(What::Nothing), State::Succeeded);
    let other = [
        (0, LEASE),
        (1, START),
        (2, finish(1, "a")),
        (9, finish(1, "b")),
    ];
    Story::check(
        Build,
        &other,
        Err(Refused::OtherEnd(State::Succeeded)),
        State::Succeeded,
    );
}

#[test]
fn without_a_start_within_60_seconds_it_waits_again() {
    Story::check(
        Build,
        &[(0, LEASE), (59, TIME)],
        Ok(What::Nothing),
        State::Assigned,
    );
    Story::check(
        Deploy,
        &[(0, LEASE), (60, TIME)],
        Ok(What::Queued),
        State::Queued,
    );
    Story::check(
        Build,
        &[(0, LEASE), (60, TIME), (61, START)],
        Err(Refused::Withdrawn),
        State::Queued,
    );
    let stale = Refused::Stale {
        asked: 1,
        current: 2,
    };
    Story::check(
        Build,
        &[(0, LEASE), (60, TIME), (61, LEASE), (62, START)],
        Err(stale),
        State::Assigned,
    );
}

#[test]
fn a_lost_one_comes_back_by_a_beat() {
    let lost = [(0, LEASE), (1, START), (61, TIME)];
    Story::check(Build, &lost, Ok(What::Lost), State::Lost);
    let back = [(0, LEASE), (1, START), (61, TIME), (70, BEAT)];
    Story::check(Build, &back, Ok(What::Returned), State::Running);
}

#[test]
fn a_lost_build_waits_again_and_a_lost_deploy_does_not() {
    let over = [(0, LEASE), (1, START), (61, TIME), (361, TIME)];
    Story::check(Build, &over, Ok(What::Queued), State::Queued);
    Story::check(
        Deploy,
        &over,
        Ok(What::Ended(Ending::AgentLost)),
        State::Errored,
    );
}

#[test]
fn a_lost_one_may_still_finish() {
    let story = [(0, LEASE), (1, START), (61, TIME), (62, finish(1, "a"))];
    Story::check(
        Deploy,
        &story,
        Ok(What::Ended(Ending::Reported)),
        State::Succeeded,
    );
}

#[test]
fn a_build_whose_agents_are_lost_again_and_again_is_given_up() {
    let mut story = Story::of(Build);
    for attempt in 1..=5 {
        let begin = u64::from(attempt) * 1000;
        story.tell(begin, &LEASE).unwrap();
        story.tell(begin, &Input::Start(Fence(attempt))).unwrap();
        story.tell(begin + 60, &TIME).unwrap();
        let end = story.tell(begin + 360, &TIME);
        let expected = if attempt < 5 {
            What::Queued
        } else {
            What::Ended(Ending::LostTooOften)
        };
        assert_eq!(end, Ok(expected));
    }
}

#[test]
fn cancelling_what_nobody_has_ends_it() {
    let withdrawn = Ok(What::Ended(Ending::Withdrawn));
    Story::check(
        Build,
        &[(0, cancel(60))],
        withdrawn.clone(),
        State::Canceled,
    );
    Story::check(
        Build,
        &[(0, LEASE), (1, cancel(60))],
        withdrawn.clone(),
        State::Canceled,
    );
    let lost = [(0, LEASE), (1, START), (61, TIME), (62, cancel(60))];
    Story::check(Deploy, &lost, withdrawn, State::Canceled);
    let start = [(0, LEASE), (1, cancel(60)), (2, START)];
    Story::check(
        Build,
        &start,
        Err(Refused::Over(State::Canceled)),
        State::Canceled,
    );
}

#[test]
fn a_cancelled_one_that_finishes_first_has_that_end() {
    let story = [(0, LEASE), (1, START), (2, cancel(60)), (3, finish(1, "a"))];
    Story::check(
        Build,
        &story,
        Ok(What::Ended(Ending::Reported)),
        State::Succeeded,
    );
}

#[test]
fn a_cancelled_build_is_given_up_at_its_deadline() {
    let story = [
        (0, LEASE),
        (1, START),
        (2, cancel(90)),
        (50, BEAT),
        (92, TIME),
    ];
    Story::check(
        Build,
        &story,
        Ok(What::Ended(Ending::GivenUp)),
        State::Canceled,
    );
}

#[test]
fn a_cancelled_deploy_ends_when_its_agent_must_have_stopped_it() {
    let until = vec![
        (0, LEASE),
        (1, START),
        (2, cancel(90)),
        (50, BEAT),
        (91, BEAT),
        (92, TIME),
    ];
    Story::check(Deploy, &until, Ok(What::Nothing), State::Cancelling);
    let refused = [until.clone(), vec![(93, BEAT)]].concat();
    Story::check(Deploy, &refused, Err(Refused::GivenUp), State::Cancelling);
    let over = [until, vec![(93, BEAT), (151, TIME)]].concat();
    Story::check(
        Deploy,
        &over,
        Ok(What::Ended(Ending::GivenUp)),
        State::Canceled,
    );
}

#[test]
fn a_silent_agent_ends_what_was_cancelled_within_a_ttl() {
    let story = [(0, LEASE), (1, START), (2, cancel(600)), (61, TIME)];
    Story::check(
        Build,
        &story,
        Ok(What::Ended(Ending::GivenUp)),
        State::Canceled,
    );
}

#[test]
fn nothing_is_written_before_the_start() {
    Story::check(
        Build,
        &[(0, LEASE), (1, BEAT)],
        Err(Refused::NotStarted),
        State::Assigned,
    );
    let write = Input::Write(Fence(1));
    Story::check(
        Build,
        &[(0, LEASE), (1, write)],
        Err(Refused::NotStarted),
        State::Assigned,
    );
    Story::check(
        Build,
        &[(0, LEASE), (1, finish(1, "a"))],
        Err(Refused::NotStarted),
        State::Assigned,
    );
}

fn any_input() -> impl Strategy<Value = Input> {
    let attempt = (0_u32..4).prop_map(Fence);
    let end = prop::sample::select(vec![
        State::Succeeded,
        State::Failed,
        State::Errored,
        State::Canceled,
    ]);
    let wish = prop::sample::select(vec![CancelWish::None, CancelWish::Orderly, CancelWish::Now]);
    prop_oneof![
        3 => Just(Input::Lease),
        3 => attempt.clone().prop_map(Input::Start),
        2 => attempt.clone().prop_map(Input::Beat),
        1 => attempt.clone().prop_map(Input::Write),
        2 => (attempt, end, "[ab]").prop_map(|(attempt, end, body)| Input::Finish { attempt, end, body }),
        1 => (wish, 0_u64..200).prop_map(|(wish, s)| Input::Cancel { wish, within: Duration::from_secs(s) }),
        3 => Just(Input::Time),
    ]
}

/// Happenings with the seconds between them.
fn any_story() -> impl Strategy<Value = (Class, Vec<(u64, Input)>)> {
    let class = prop::sample::select(vec![Class::Build, Class::Deploy]);
    let inputs = prop::collection::vec((0_u64..200, any_input()), 0..60);
    (class, inputs)
}

/// What a reader of PROTOCOL.md keeps in mind, and no more: who has begun, and how it ended.
#[derive(Default)]
struct Model {
    started: Vec<Fence>,
    end: Option<State>,
    reported: Option<(Fence, String)>,
}

impl Model {
    fn see(&mut self, class: Class, before: &Task, input: &Input, came: &Result<Change, Refused>) {
        let Ok(Change { task, what }) = came else {
            return;
        };
        assert!(task.attempt >= before.attempt, "the fence only grows");
        assert!(
            !task.state.is_over() || task.expires_at.is_none(),
            "an end does not expire"
        );
        if let Some(end) = self.end {
            assert_eq!(task.state, end, "exactly one recorded end");
            assert_eq!(*what, What::Nothing);
        }
        match what {
            What::Leased => assert_eq!(task.attempt.0, before.attempt.0 + 1),
            What::Started => self.start(class, task.attempt),
            What::Ended(ending) => self.finish(task, *ending, input),
            _ => {}
        }
    }

    fn start(&mut self, class: Class, attempt: Fence) {
        assert!(!self.started.contains(&attempt), "an attempt starts once");
        self.started.push(attempt);
        assert!(
            class == Class::Build || self.started.len() == 1,
            "a deploy is never repeated"
        );
    }

    fn finish(&mut self, task: &Task, ending: Ending, input: &Input) {
        assert_eq!(self.end.replace(task.state), None);
        if ending == Ending::Reported {
            assert_eq!(
                self.started.last(),
                Some(&task.attempt),
                "only the last attempt reports"
            );
            if let Input::Finish { attempt, body, .. } = input {
                self.reported = Some((*attempt, body.clone()));
            }
        }
    }

    /// Whether a call is one that was accepted before: it must be accepted again.
    fn is_again(&self, input: &Input) -> bool {
        match (input, &self.reported) {
            (Input::Finish { attempt, body, .. }, Some(reported)) => {
                *reported == (*attempt, body.clone())
            }
            _ => false,
        }
    }
}

proptest! {
    #[test]
    fn in_any_order_there_is_one_end_and_no_deploy_repeats((class, story) in any_story()) {
        let mut task = Task::queued(class);
        let mut model = Model::default();
        let mut now = 0;
        for (pause, input) in story {
            now += pause * 1000;
            let came = on(&task, &input, Timestamp(now), &limits());
            prop_assert!(!model.is_again(&input) || came.is_ok());
            model.see(class, &task, &input, &came);
            task = came.map_or(task, |change| change.task);
        }
    }

    #[test]
    fn what_arrives_twice_is_answered_alike((class, story) in any_story()) {
        let mut task = Task::queued(class);
        let mut now = 0;
        for (pause, input) in story {
            now += pause * 1000;
            let Ok(once) = on(&task, &input, Timestamp(now), &limits()) else { continue };
            let again = on(&once.task, &input, Timestamp(now), &limits());
            if !matches!(input, Input::Lease) {
                prop_assert_eq!(again.map(|change| change.task), Ok(once.task.clone()));
            }
            task = once.task;
        }
    }

    #[test]
    fn silence_ends_every_cancelled_task_within_a_ttl((class, story) in any_story()) {
        let mut task = Task::queued(class);
        let mut now = 0;
        for (pause, input) in story {
            now += pause * 1000;
            task = on(&task, &input, Timestamp(now), &limits()).map_or(task, |change| change.task);
        }
        let wish = Input::Cancel { wish: CancelWish::Now, within: Duration::from_secs(10) };
        task = on(&task, &wish, Timestamp(now), &limits()).unwrap().task;
        task = on(&task, &Input::Time, Timestamp(now + 60_000), &limits()).unwrap().task;
        prop_assert!(task.state.is_over());
    }
}
