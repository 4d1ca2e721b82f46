//! The queue: who gets what, and in which order.

use std::time::Duration;

use maillon_model::{Attempt, JobId};
use maillon_protocol::agent::{CancelWish, Fence, TaskId};
use maillon_protocol::api::{ProjectSettings, Retention, RunEvent, Visibility};
use maillon_protocol::lease::{Class, Input, Limits, State, What, on};
use maillon_store::{
    Asking, Duty, FreshProject, FreshRun, FreshTask, Greeting, Leased, Store, Ticket,
};

use crate::support::{Fresh, stores};

pub(crate) fn limits() -> Limits {
    Limits::new(Duration::from_mins(1), Duration::from_mins(5))
}

/// A store with an agent `a`, and projects with a run each.
pub(crate) struct World {
    pub(crate) fresh: Fresh,
    agent: i64,
    runs: Vec<(i64, i64)>,
    asked: std::cell::Cell<u32>,
}

impl World {
    pub(crate) async fn all(projects: &[&str]) -> Vec<Self> {
        let mut worlds = Vec::new();
        for fresh in stores().await {
            let mut tx = fresh.store.begin().await.unwrap();
            let agent = tx.make_agent("a", "hash of a").await.unwrap();
            let mut runs = Vec::new();
            for name in projects {
                let project = FreshProject {
                    name: (*name).to_owned(),
                    path: (*name).to_owned(),
                    url: None,
                    sealed: None,
                    settings: settings(),
                };
                let project = tx.insert_project(&project).await.unwrap();
                let (run, _) = tx.create_run(&run(project)).await.unwrap();
                runs.push((project, run));
            }
            tx.commit().await.unwrap();
            worlds.push(Self {
                fresh,
                agent,
                runs,
                asked: 0.into(),
            });
        }
        worlds
    }

    pub(crate) fn store(&self) -> &Store {
        &self.fresh.store
    }

    /// A task of the only, or another, project: `job` is its number in the run.
    pub(crate) fn task(&self, project: usize, job: u32) -> FreshTask {
        let (project, run) = self.runs[project];
        FreshTask {
            run,
            job: JobId(job),
            attempt: Attempt::FIRST,
            project,
            class: Class::Build,
            priority: 0,
            labels: Vec::new(),
            resource_group: None,
            sealed: b"order".to_vec(),
        }
    }

    pub(crate) async fn enqueue(&self, task: &FreshTask) -> TaskId {
        let mut tx = self.store().begin().await.unwrap();
        let id = tx.enqueue(task).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// What the agent gets when it asks anew.
    pub(crate) async fn lease(&self, labels: &[&str]) -> Option<Leased> {
        self.asked.set(self.asked.get() + 1);
        self.ask(labels, &format!("request {}", self.asked.get()))
            .await
    }

    /// What the agent gets for a request.
    pub(crate) async fn ask(&self, labels: &[&str], request: &str) -> Option<Leased> {
        lease(self.store(), self.agent, labels, request).await
    }

    /// Jobs in the order in which an agent gets them.
    async fn order(&self, labels: &[&str]) -> Vec<u32> {
        let mut order = Vec::new();
        while let Some(leased) = self.lease(labels).await {
            order.push(leased.job.0);
        }
        order
    }

    pub(crate) async fn tell(&self, task: TaskId, input: Input) -> What {
        let mut tx = self.store().begin().await.unwrap();
        let row = tx.hold_task(task).await.unwrap().unwrap();
        let now = tx.now().await.unwrap();
        let change = on(&row.fate, &input, now, &limits()).unwrap();
        tx.change_task(&row, &change).await.unwrap();
        tx.commit().await.unwrap();
        change.what
    }

    async fn finish(&self, leased: &Leased) {
        self.tell(leased.id, Input::Start(leased.fence)).await;
        let finish = Input::Finish {
            attempt: leased.fence,
            end: State::Succeeded,
            body: "b".to_owned(),
        };
        self.tell(leased.id, finish).await;
    }
}

fn settings() -> ProjectSettings {
    ProjectSettings {
        default_branch: "main".to_owned(),
        visibility: Visibility::Private,
        definition: None,
        protected: Vec::new(),
        approvals: 0,
        auto_cancel: false,
        poll_seconds: None,
        retention: Retention {
            days: None,
            runs: None,
            bytes: None,
        },
        default_labels: Vec::new(),
        forge: None,
        report_statuses: false,
    }
}

fn run(project: i64) -> FreshRun {
    FreshRun {
        project,
        event: RunEvent::Push,
        git_ref: "refs/heads/main".to_owned(),
        sha: "abc".to_owned(),
        title: "t".to_owned(),
        author: "a".to_owned(),
        rerun_of: None,
        merge: None,
        priority: 0,
        protected: false,
        trusted: true,
        sealed: None,
    }
}

pub(crate) async fn lease(
    store: &Store,
    agent: i64,
    labels: &[&str],
    request: &str,
) -> Option<Leased> {
    let asking = Asking {
        agent,
        session: "s".to_owned(),
        request: request.to_owned(),
        labels: labels.iter().map(|&label| label.to_owned()).collect(),
    };
    loop {
        let ticket = Ticket {
            hash: format!("hash of {agent} {request}"),
            sealed: b"token".to_vec(),
        };
        let mut tx = store.begin().await.unwrap();
        match tx.lease(&asking, ticket, &limits()).await {
            Ok(leased) => {
                tx.commit().await.unwrap();
                return leased;
            }
            Err(error) => assert!(error.is_duplicate(), "{error}"),
        }
    }
}

#[tokio::test]
async fn the_highest_priority_comes_first_then_the_oldest() {
    for world in World::all(&["shop"]).await {
        for (job, priority) in [(0, 0), (1, 5), (2, 0), (3, 5), (4, -1)] {
            world
                .enqueue(&FreshTask {
                    priority,
                    ..world.task(0, job)
                })
                .await;
        }
        assert_eq!(
            world.order(&[]).await,
            [1, 3, 0, 2, 4],
            "{}",
            world.fresh.kind()
        );
    }
}

#[tokio::test]
async fn projects_take_turns() {
    for world in World::all(&["big", "small"]).await {
        for job in 0..4 {
            world.enqueue(&world.task(0, job)).await;
        }
        world.enqueue(&world.task(1, 10)).await;
        world.enqueue(&world.task(1, 11)).await;
        assert_eq!(world.order(&[]).await, [0, 10, 1, 11, 2, 3]);
    }
}

#[tokio::test]
async fn an_agent_gets_what_its_labels_allow() {
    for world in World::all(&["shop"]).await {
        for (job, labels) in [(0, vec!["gpu", "linux"]), (1, vec![]), (2, vec!["linux"])] {
            let labels = labels.into_iter().map(str::to_owned).collect();
            world
                .enqueue(&FreshTask {
                    labels,
                    ..world.task(0, job)
                })
                .await;
        }
        assert_eq!(world.order(&["linux"]).await, [1, 2]);
        assert_eq!(world.order(&["linux", "gpu", "more"]).await, [0]);
    }
}

#[tokio::test]
async fn a_resource_group_is_held_by_one_task_of_the_project() {
    for world in World::all(&["shop", "other"]).await {
        let group = |task| FreshTask {
            resource_group: Some("prod".to_owned()),
            class: Class::Deploy,
            ..task
        };
        world.enqueue(&group(world.task(0, 0))).await;
        world.enqueue(&group(world.task(0, 1))).await;
        world.enqueue(&group(world.task(1, 2))).await;
        let first = world.lease(&[]).await.unwrap();
        assert_eq!(world.order(&[]).await, [2]);
        let waits = world
            .store()
            .queue(10, Duration::from_mins(1))
            .await
            .unwrap();
        assert_eq!(
            waits[0].why.to_string(),
            "resource group prod is held by run 1"
        );
        world.finish(&first).await;
        assert_eq!(world.order(&[]).await, [1]);
    }
}

#[tokio::test]
async fn the_same_request_gets_the_same_answer() {
    for world in World::all(&["shop"]).await {
        world.enqueue(&world.task(0, 0)).await;
        world.enqueue(&world.task(0, 1)).await;
        let first = world.ask(&[], "r").await.unwrap();
        assert_eq!(world.ask(&[], "r").await, Some(first.clone()));
        world.finish(&first).await;
        assert_eq!(
            world.ask(&[], "r").await,
            None,
            "what is over is not handed out by an old request"
        );
        assert_eq!(world.order(&[]).await, [1]);
    }
}

#[tokio::test]
async fn many_agents_at_once_get_each_task_once() {
    for world in World::all(&["shop", "other"]).await {
        for job in 0..20 {
            let resource_group = (job % 5 == 0).then(|| "one".to_owned());
            world
                .enqueue(&FreshTask {
                    resource_group,
                    ..world.task(job as usize % 2, job)
                })
                .await;
        }
        let agents = (0..8).map(|agent| {
            let (store, id) = (world.store().clone(), world.agent);
            tokio::spawn(async move {
                let mut got = Vec::new();
                for request in 0.. {
                    match lease(&store, id, &[], &format!("{agent}/{request}")).await {
                        Some(leased) => got.push(leased.job.0),
                        None => return got,
                    }
                }
                got
            })
        });
        let mut got = Vec::new();
        for agent in agents.collect::<Vec<_>>() {
            got.extend(agent.await.unwrap());
        }
        let grouped = got.iter().filter(|job| *job % 5 == 0).count();
        assert_eq!(
            grouped,
            2,
            "{}: one of each project's group",
            world.fresh.kind()
        );
        got.sort_unstable();
        got.dedup();
        assert_eq!(got.len(), 16 + 2);
    }
}

#[tokio::test]
async fn a_task_that_is_handed_out_again_has_another_token() {
    for world in World::all(&["shop"]).await {
        world.enqueue(&world.task(0, 0)).await;
        let first = world.lease(&[]).await.unwrap();
        let mut tx = world.store().begin().await.unwrap();
        let row = tx.hold_task(first.id).await.unwrap().unwrap();
        let later = tx.now().await.unwrap().after(Duration::from_mins(1));
        let change = on(&row.fate, &Input::Time, later, &limits()).unwrap();
        tx.change_task(&row, &change).await.unwrap();
        tx.commit().await.unwrap();
        let second = world.lease(&[]).await.unwrap();
        assert_eq!((second.id, second.fence), (first.id, Fence(2)));
        assert!(
            world
                .store()
                .is_past_token(&first.ticket.hash)
                .await
                .unwrap()
        );
        assert!(
            !world
                .store()
                .is_past_token(&second.ticket.hash)
                .await
                .unwrap()
        );
        let without = world
            .store()
            .begin()
            .await
            .unwrap()
            .without_right(
                world.agent,
                &[(first.id, first.fence), (second.id, second.fence)],
            )
            .await
            .unwrap();
        assert_eq!(without, [(first.id, first.fence)]);
    }
}

#[tokio::test]
async fn what_is_over_forgets_its_order() {
    for world in World::all(&["shop"]).await {
        world.enqueue(&world.task(0, 0)).await;
        let leased = world.lease(&[]).await.unwrap();
        assert_eq!(leased.sealed, b"order");
        world.finish(&leased).await;
        let row = world.store().task(leased.id).await.unwrap().unwrap();
        assert_eq!(row.fate.state, State::Succeeded);
        let cancel = Input::Cancel {
            wish: CancelWish::Now,
            within: Duration::ZERO,
        };
        assert_eq!(world.tell(leased.id, cancel).await, What::Nothing);
    }
}

#[tokio::test]
async fn why_a_task_waits() {
    for world in World::all(&["shop"]).await {
        let labels = vec!["gpu".to_owned()];
        let job = FreshTask {
            labels: labels.clone(),
            ..world.task(0, 0)
        };
        world.enqueue(&job).await;
        world
            .check(
                "no agent with label gpu",
                &Greeting {
                    labels: Vec::new(),
                    ..greeting()
                },
            )
            .await;
        world
            .check("an agent is about to take it", &greeting())
            .await;
        let obstacle = Some("disk full".to_owned());
        world
            .check(
                "agent a takes no work: disk full",
                &Greeting {
                    obstacle,
                    ..greeting()
                },
            )
            .await;
        world
            .check(
                "the agent for it is busy with 0 jobs",
                &Greeting {
                    capacity: 0,
                    ..greeting()
                },
            )
            .await;
        let mut tx = world.store().begin().await.unwrap();
        tx.set_duty(world.agent, Duty::Draining).await.unwrap();
        tx.commit().await.unwrap();
        world
            .check("every agent with label gpu is draining", &greeting())
            .await;
        let queue = world.store().queue(10, Duration::ZERO).await.unwrap();
        assert_eq!(
            queue[0].why.to_string(),
            "every agent with label gpu is offline"
        );
        assert_eq!((queue[0].position, queue[0].number), (1, 1));
        let mut tx = world.store().begin().await.unwrap();
        assert!(tx.remove_agent(world.agent).await.unwrap());
        tx.commit().await.unwrap();
        let queue = world.store().queue(10, Duration::ZERO).await.unwrap();
        assert_eq!(
            queue[0].why.to_string(),
            "there is no agent; start one with `maillon agent`"
        );
    }
}

fn greeting() -> Greeting {
    Greeting {
        session: "s".to_owned(),
        labels: vec!["gpu".to_owned()],
        capacity: 2,
        program: "maillon 0.1.0".to_owned(),
        version: 1,
        obstacle: None,
    }
}

impl World {
    async fn check(&self, why: &str, greeting: &Greeting) {
        let mut tx = self.store().begin().await.unwrap();
        tx.greet(self.agent, greeting).await.unwrap();
        tx.commit().await.unwrap();
        let queue = self
            .store()
            .queue(10, Duration::from_mins(1))
            .await
            .unwrap();
        assert_eq!(queue[0].why.to_string(), why, "{}", self.fresh.kind());
    }
}

#[tokio::test]
async fn one_server_has_a_duty() {
    for world in World::all(&[]).await {
        let keep = Duration::from_mins(1);
        for (holder, got) in [("one", true), ("two", false), ("one", true)] {
            let mut tx = world.store().begin().await.unwrap();
            assert_eq!(
                tx.take_duty("reaping", holder, keep).await.unwrap(),
                got,
                "{holder}"
            );
            tx.commit().await.unwrap();
        }
        let mut tx = world.store().begin().await.unwrap();
        assert!(
            tx.take_duty("reaping", "one", Duration::ZERO)
                .await
                .unwrap()
        );
        assert!(
            tx.take_duty("reaping", "two", keep).await.unwrap(),
            "it is over at once"
        );
    }
}
