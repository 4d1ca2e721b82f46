//! From a run that waits for its pipeline to one that goes on.

use std::time::Duration;

use maillon_model::Diagnostic;
use maillon_protocol::api::{RunEvent, RunState};
use maillon_store::{MadeRun, RunRow, Topic, Tx};

use super::carry::Carrier;
use super::changes::Changes;
use super::letter::Letter;
use super::live::{Entry, Live};
use super::trouble::Trouble;
use crate::runs::Runs;
use crate::runs::maker::{Made, Unmade};
use crate::runs::order::RunOrder;

/// For how long a server has the making of a pipeline, without a sign of life.
const CLAIM: Duration = Duration::from_mins(1);

impl Runs {
    /// Makes the pipeline of a run and begins it. Nothing happens where somebody else does.
    pub(crate) async fn begin(&self, run: i64) -> Result<(), Trouble> {
        let mut tx = self.store.begin().await?;
        let claimed = tx.claim_making(run, millis(CLAIM)).await?;
        tx.commit().await?;
        let Some(row) = self.store.run(run).await? else {
            return Ok(());
        };
        if !claimed || self.end_unbegun(&row).await? {
            return Ok(());
        }
        let order = self.order_of(&row).await?;
        let made = tokio::select! {
            made = self.maker.make(&row, &order) => made,
            trouble = self.keep_claim(run) => return Err(trouble),
        };
        match made {
            Ok(made) => self.open(row, &order, &made).await,
            Err(unmade) => self.give_up(&row, unmade).await,
        }
    }

    /// The sealed part of a run.
    pub(crate) async fn order_of(&self, row: &RunRow) -> Result<RunOrder, Trouble> {
        let sealed = self.store.sealed_of_run(row.id).await?;
        let sealed = sealed.request.unwrap_or_default();
        Ok(self.vault.open_order(row.project_id, &row.sha, &sealed)?)
    }

    /// Goes on as long as the making does.
    async fn keep_claim(&self, run: i64) -> Trouble {
        loop {
            tokio::time::sleep(CLAIM / 3).await;
            if let Err(error) = self.renew_claim(run).await {
                return error;
            }
        }
    }

    async fn renew_claim(&self, run: i64) -> Result<(), Trouble> {
        let mut tx = self.store.begin().await?;
        tx.renew_making(run, millis(CLAIM)).await?;
        Ok(tx.commit().await?)
    }

    /// Ends a run that nobody wants any more before it began; false where it is wanted.
    pub(crate) async fn end_unbegun(&self, row: &RunRow) -> Result<bool, Trouble> {
        let mut tx = self.store.begin().await?;
        let mut ended = false;
        for letter in tx.take_letters(row.id).await? {
            let reason = match Letter::read(&letter.body)? {
                Letter::Newer { number } => format!("superseded by run {number}"),
                Letter::CancelAll { reason } => reason,
                Letter::Turn { .. } | Letter::Supersede { .. } => continue,
            };
            ended |= tx
                .end_pending(row.id, RunState::Aborted, Some(&reason))
                .await?;
        }
        tx.commit().await?;
        Ok(ended)
    }

    async fn open(&self, row: RunRow, order: &RunOrder, made: &Made) -> Result<(), Trouble> {
        let kept = MadeRun {
            dialect: Some(made.pipeline.dialect.as_str().to_owned()),
            definition: Some(made.definition.clone()),
            name: made.pipeline.name.clone(),
            diagnostics: lines(&made.diagnostics),
            made: Some(self.vault.seal_made(row.id, made)?),
        };
        let mind = self.maker.mind(&row, made);
        let mut live = match Live::new(row.clone(), order, made, mind) {
            Ok(live) => live,
            Err(fault) => return self.give_up(&row, Unmade::Failed(fault.message)).await,
        };
        let mut tx = self.store.begin().await?;
        if !tx.keep_made(row.id, &kept).await? {
            return Ok(());
        }
        let now = tx.now().await?;
        self.end_older(&mut tx, &row).await?;
        let mut carrier = Carrier {
            live: &mut live,
            tx: &mut tx,
            vault: &self.vault,
            now,
            changes: Changes::default(),
            questions: Vec::new(),
        };
        carrier.happen(Entry::Begin).await?;
        carrier.write().await?;
        let questions = std::mem::take(&mut carrier.questions);
        tx.commit().await?;
        self.ask_all(&live, questions);
        self.sit(live).await;
        Ok(())
    }

    /// The next one who tells the run something finds it in memory.
    async fn sit(&self, live: Live) {
        if live.stand.state.is_over() {
            return self.maker.forget(live.run.id).await;
        }
        let seat = self.seats.of(live.run.id);
        let mut place = seat.live.lock().await;
        if place.is_none() {
            *place = Some(live);
        }
    }

    /// Wishes the end of the runs of older commits of the same ref.
    async fn end_older(&self, tx: &mut Tx, row: &RunRow) -> Result<(), Trouble> {
        let pushed = matches!(row.event, RunEvent::Push | RunEvent::MergeRequest);
        if !pushed || row.rerun_of.is_some() {
            return Ok(());
        }
        let project = tx.settings_of_project(row.project_id).await?;
        if !project.is_some_and(|settings| settings.auto_cancel) {
            return Ok(());
        }
        for older in tx.older_runs(row.project_id, &row.git_ref, row.id).await? {
            if older.sha == row.sha || older.event != row.event {
                continue;
            }
            let letter = Letter::Newer { number: row.number };
            letter.post(tx, older.id).await?;
        }
        Ok(())
    }

    /// There is no pipeline, and the run says why.
    async fn give_up(&self, row: &RunRow, unmade: Unmade) -> Result<(), Trouble> {
        let mut kept = MadeRun::default();
        let (state, reason) = match unmade {
            Unmade::Invalid {
                dialect,
                definition,
                diagnostics,
            } => {
                kept.dialect = dialect.map(|dialect| dialect.as_str().to_owned());
                kept.definition = definition;
                kept.diagnostics = lines(&diagnostics);
                (RunState::Invalid, None)
            }
            Unmade::Nothing(reason) => (RunState::Skipped, Some(reason)),
            Unmade::Failed(reason) => (RunState::Errored, Some(reason)),
        };
        let mut tx = self.store.begin().await?;
        if tx.keep_made(row.id, &kept).await? {
            tx.end_pending(row.id, state, reason.as_deref()).await?;
            tx.tell(Topic::Run(row.id));
            tx.commit().await?;
        }
        self.maker.forget(row.id).await;
        Ok(())
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// One line for each finding, and one for its hint.
fn lines(diagnostics: &[Diagnostic]) -> Vec<String> {
    let line = |diagnostic: &Diagnostic| match &diagnostic.hint {
        Some(hint) => format!("{diagnostic}\nhint: {hint}"),
        None => diagnostic.to_string(),
    };
    diagnostics.iter().map(line).collect()
}
