//! A database, a server process, and an agent by hand.

use maillon_model::event::EventKind;
use maillon_protocol::agent::{Lease, TaskId};
use maillon_protocol::api::RunState;
use maillon_protocol::lease::State;
use maillon_server::access::keys::KeyKind;
use maillon_store::logs::LogId;

use super::hand::Hand;
use super::process::{Orders, Process};
use crate::databases::{Fresh, stores};
use crate::runs::world::{World, pipeline};
use crate::support::eventually;

pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) server: Process,
    pub(crate) token: String,
}

impl Scene {
    /// One over each kind of database.
    pub(crate) async fn all() -> Vec<Self> {
        let mut scenes = Vec::new();
        for fresh in stores().await {
            scenes.push(Self::new(fresh).await);
        }
        scenes
    }

    pub(crate) async fn new(fresh: Fresh) -> Self {
        let orders = Orders::new(&fresh.address, &fresh.folder().join("data"));
        let world = World::new(fresh).await;
        let key = KeyKind::Agent.make().unwrap();
        let mut tx = world.store().begin().await.unwrap();
        tx.put_agent("one", &key.hash).await.unwrap();
        tx.commit().await.unwrap();
        Self {
            world,
            server: Process::start(orders).await,
            token: key.text.expose().to_owned(),
        }
    }

    pub(crate) fn hand(&self) -> Hand {
        Hand::new(&self.server.url(), &self.token)
    }

    /// A run of jobs with these names.
    pub(crate) async fn run(&self, jobs: &[&str]) -> i64 {
        self.world.begin(&pipeline(jobs)).await
    }

    /// A run of one job that deploys.
    pub(crate) async fn deploy(&self) -> i64 {
        let mut deploy = pipeline(&["deploy"]);
        deploy.jobs[0].resource_group = Some("prod".into());
        self.world.begin(&deploy).await
    }

    pub(crate) async fn state(&self, task: TaskId) -> State {
        self.world
            .store()
            .task(task)
            .await
            .unwrap()
            .unwrap()
            .fate
            .state
    }

    pub(crate) async fn until(&self, task: TaskId, wanted: State) {
        eventually(&format!("the task is {wanted:?}"), || async {
            self.state(task).await == wanted
        })
        .await;
    }

    /// The log that the server has.
    pub(crate) async fn log(&self, lease: &Lease) -> Vec<u8> {
        let log = LogId {
            task: lease.task,
            attempt: lease.attempt,
        };
        let mut all = Vec::new();
        loop {
            let offset = all.len() as u64;
            let more = self.world.store().log_bytes(log, offset).await.unwrap();
            if more.is_empty() {
                return all;
            }
            all.extend(more);
        }
    }

    /// How often the run told something.
    pub(crate) async fn told(&self, run: i64, what: fn(&EventKind) -> bool) -> usize {
        let events = self.world.store().events(run, 0, 10_000).await.unwrap();
        events.iter().filter(|event| what(&event.kind)).count()
    }

    /// Every job ended once, and the database holds together.
    pub(crate) async fn ended_once(&self, run: i64, jobs: usize) {
        let store = self.world.store();
        assert_eq!(
            store.run(run).await.unwrap().unwrap().state,
            RunState::Success
        );
        let finished = self.told(run, |kind| matches!(kind, EventKind::JobFinished { .. }));
        assert_eq!(finished.await, jobs, "{}", self.world.fresh.kind());
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    }
}
