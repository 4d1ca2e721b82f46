//! From what happened to what is written: one transaction for all that comes at the same time for a run.

mod begin;
mod carry;
mod changes;
mod letter;
mod live;
mod nudge;
mod seats;
mod trouble;

use std::sync::Arc;

use maillon_engine::Happening;
use maillon_model::JobId;
use maillon_store::RunRow;
use tokio::sync::oneshot;

use super::maker::Question;
use super::{Runs, Told};
use crate::http::Fault;
use carry::Carrier;
use changes::Changes;
pub use letter::Letter;
pub(crate) use live::Entry;
use live::Live;
pub use live::{id_of, run_id};
pub(crate) use seats::Seats;
pub(crate) use trouble::Trouble;

/// How often a transaction is tried again where another server was quicker.
const TRIES: usize = 8;

/// Something for a run, and who waits for it.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) item: Item,
    pub(crate) reply: oneshot::Sender<Result<(), Fault>>,
}

/// Something for a run.
pub(crate) enum Item {
    /// Something happened.
    Told(Told),
    /// There may be letters, or the time may have come.
    Nudge,
}

impl std::fmt::Debug for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Told(told) => told.happening.fmt(f),
            Self::Nudge => f.write_str("Nudge"),
        }
    }
}

/// What a transaction made.
struct Made {
    live: Live,
    /// For each item: whether it was taken.
    replies: Vec<Result<(), Fault>>,
    questions: Vec<(JobId, Question)>,
}

impl Runs {
    /// Tells a run what happened; returns once that, and all that follows from it, is durable. Several that come
    /// at the same time share a transaction.
    pub async fn tell(&self, run: i64, told: Told) -> Result<(), Fault> {
        self.put(run, Item::Told(told)).await
    }

    pub(crate) async fn put(&self, run: i64, item: Item) -> Result<(), Fault> {
        let seat = self.seats.of(run);
        let (reply, answer) = oneshot::channel();
        seat.waiting.lock().push(Waiting { item, reply });
        let this = self.clone();
        // On its own: whoever asked may go away in the middle.
        tokio::spawn(async move {
            let mut live = seat.live.lock().await;
            let waiting = std::mem::take(&mut *seat.waiting.lock());
            if !waiting.is_empty() {
                *live = this.work_off(run, live.take(), waiting).await;
            }
            let gone = live.is_none();
            drop(live);
            drop(seat);
            if gone {
                this.seats.leave(run);
            }
        });
        let gone = |_| Err(Fault::internal("the run's decision broke down"));
        answer.await.unwrap_or_else(gone)
    }

    /// Tells a run everything that waits; gives what stays in memory of it.
    async fn work_off(&self, run: i64, live: Option<Live>, waiting: Vec<Waiting>) -> Option<Live> {
        let (items, replies): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .map(|waiting| (waiting.item, waiting.reply))
            .unzip();
        let made = self.transact_again(run, live, &items).await;
        let (answers, live) = match made {
            Ok(made) => {
                self.ask_all(&made.live, made.questions);
                (
                    made.replies,
                    (!made.live.stand.state.is_over()).then_some(made.live),
                )
            }
            Err(trouble) => {
                let fault = Fault::from(trouble);
                let same = items.iter().map(|_| Err(fault.clone()));
                (same.collect(), None)
            }
        };
        for (reply, answer) in replies.into_iter().zip(answers) {
            // Who asked may be gone.
            let _ = reply.send(answer);
        }
        live
    }

    async fn transact_again(
        &self,
        run: i64,
        mut live: Option<Live>,
        items: &[Item],
    ) -> Result<Made, Trouble> {
        let mut tries = 0;
        loop {
            let current = match live.take() {
                Some(live) => live,
                None => self.load(run).await?,
            };
            match self.transact(current, items).await {
                Err(trouble) if trouble.passes() && tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    async fn transact(&self, mut live: Live, items: &[Item]) -> Result<Made, Trouble> {
        let mut tx = self.store.begin().await?;
        if tx.journal_len(live.run.id).await? != live.seq {
            return Err(Trouble::Stale);
        }
        let now = tx.now().await?;
        let mut carrier = Carrier {
            live: &mut live,
            tx: &mut tx,
            vault: &self.vault,
            now,
            changes: Changes::default(),
            questions: Vec::new(),
        };
        let mut replies = Vec::with_capacity(items.len());
        for item in items {
            replies.push(carrier.item(item).await?);
        }
        carrier.write().await?;
        let questions = std::mem::take(&mut carrier.questions);
        tx.commit().await?;
        Ok(Made {
            live,
            replies,
            questions,
        })
    }

    /// Where a job deploys to, as its definition says; None: it does not.
    pub(crate) async fn environment_of(
        &self,
        run: i64,
        job: JobId,
    ) -> Result<Option<String>, Fault> {
        let seat = self.seats.of(run);
        let mut place = seat.live.lock().await;
        // What is in memory may be older than the journal, and not know the job yet.
        let live = match place.take().filter(|live| live.job(job).is_some()) {
            Some(live) => live,
            None => self.load(run).await?,
        };
        let definition = live.job(job);
        let environment = definition.and_then(|job| job.environment.as_ref());
        let name = environment.map(|environment| environment.name.clone());
        *place = Some(live);
        Ok(name)
    }

    /// Makes a run of its journal.
    async fn load(&self, run: i64) -> Result<Live, Trouble> {
        let Some(row) = self.store.run(run).await? else {
            return Err(Fault::not_found("run").into());
        };
        let mut live = self.unbegun(row).await?;
        let entries = self.store.journal(run).await?;
        for row in entries {
            let batch: Vec<Entry> = self.vault.open_journal(run, live.seq, &row.sealed)?;
            for entry in &batch {
                live.replay(entry, row.at);
            }
            live.seq += 1;
        }
        Ok(live)
    }

    /// A run as it was before it began.
    async fn unbegun(&self, row: RunRow) -> Result<Live, Trouble> {
        let sealed = self.store.sealed_of_run(row.id).await?;
        let (Some(order), Some(made)) = (sealed.request, sealed.made) else {
            let message = format!(
                "run {} has not begun: it is {}",
                row.number,
                row.state.as_str()
            );
            return Err(Fault::conflict(message).into());
        };
        let order = self.vault.open_order(row.project_id, &row.sha, &order)?;
        let made = self.vault.open_made(row.id, &made)?;
        let mind = self.maker.mind(&row, &made);
        Ok(Live::new(row, &order, &made, mind)?)
    }

    /// Has child pipelines made: those that were asked for just now, and those that nobody here is making.
    fn ask_all(&self, live: &Live, questions: Vec<(JobId, Question)>) {
        for (job, question) in questions {
            self.ask(live, job, question);
        }
        for job in live.asked() {
            if let Some(pending) = live.engine().pending(job) {
                self.ask(live, job, Question::new(&pending));
            }
        }
    }

    fn ask(&self, live: &Live, job: JobId, question: Question) {
        let key = (live.run.id, job);
        if !live.waits_for(job) || !self.asking.lock().insert(key) {
            return;
        }
        let (this, mind, run) = (self.clone(), Arc::clone(&live.mind), live.run.id);
        tokio::spawn(async move {
            let permit = this.makers.acquire().await;
            let decided = tokio::task::spawn_blocking(move || question.ask(&*mind)).await;
            drop(permit);
            let told = match decided {
                Ok(Some(decided)) => Told::decided(job, decided),
                Ok(None) => Told::undecided(job, "the job is not there".to_owned()),
                Err(failed) => Told::undecided(job, format!("the expansion broke down: {failed}")),
            };
            let told = this.tell(run, told).await;
            this.asking.lock().remove(&key);
            // Where it could not be told, the run is woken soon and asks again.
            drop(told);
        });
    }
}

impl Carrier<'_> {
    async fn item(&mut self, item: &Item) -> Result<Result<(), Fault>, Trouble> {
        let told = match item {
            Item::Nudge => return self.nudge().await.map(Ok),
            Item::Told(told) => told,
        };
        if let Happening::Expanded { job, .. } = &told.happening
            && !self.live.waits_for(*job)
        {
            return Ok(Ok(()));
        }
        let wish = matches!(
            told.happening,
            Happening::Play { .. } | Happening::CancelJob { .. } | Happening::CancelAll
        );
        if wish && self.live.is_done() {
            let (number, state) = (self.live.run.number, self.live.stand.state.as_str());
            return Ok(Err(Fault::conflict(format!(
                "run {number} is over: {state}"
            ))));
        }
        if let Some(beside) = &told.beside
            && let Err(refused) = beside.write(self.tx).await?
        {
            return Ok(Err(refused));
        }
        if let Happening::Finished { job, attempt, .. } = &told.happening
            && self.live.current_try(*job) != Some(*attempt)
        {
            // Its end is known already.
            return Ok(Ok(()));
        }
        if let Happening::Expanded { job, .. } = &told.happening {
            self.notices(*job, told.notices.clone());
        }
        if told.reason.is_some() {
            self.changes.reason.clone_from(&told.reason);
        }
        self.happen(Entry::Happened {
            what: told.happening.clone(),
            note: told.note.clone(),
        })
        .await?;
        Ok(Ok(()))
    }
}
