//! A run looks at its letters and at the clock.

use maillon_engine::Happening;
use maillon_model::JobId;

use super::carry::Carrier;
use super::letter::Letter;
use super::live::Entry;
use super::trouble::Trouble;

impl Carrier<'_> {
    /// Takes in letters, and the time.
    pub(crate) async fn nudge(&mut self) -> Result<(), Trouble> {
        for letter in self.tx.take_letters(self.live.run.id).await? {
            let letter = Letter::read(&letter.body)?;
            if let Some(what) = self.heed(letter).await? {
                self.happen(Entry::from(what)).await?;
            }
        }
        if self.live.is_due(self.now) {
            self.happen(Entry::from(Happening::Tick)).await?;
        }
        Ok(())
    }

    /// What a letter means for the run; None: nothing.
    async fn heed(&mut self, letter: Letter) -> Result<Option<Happening>, Trouble> {
        Ok(match letter {
            Letter::Turn { job } => Some(Happening::Turn { job }),
            Letter::Supersede { job, reason } => Some(Happening::Supersede { job, reason }),
            Letter::CancelAll { reason } => self.end(reason),
            Letter::Newer { number } => {
                if self.is_bound().await? {
                    return Ok(None);
                }
                self.end(format!("superseded by run {number}"))
            }
        })
    }

    fn end(&mut self, reason: String) -> Option<Happening> {
        if self.live.stand.state.is_over() {
            return None;
        }
        self.changes.reason = Some(reason);
        Some(Happening::CancelAll)
    }

    /// Whether a job has begun that must not be interrupted by a newer run.
    async fn is_bound(&mut self) -> Result<bool, Trouble> {
        let started = self.tx.started_jobs(self.live.run.id).await?;
        let binds = |id: &JobId| self.live.job(*id).is_some_and(|job| !job.interruptible);
        Ok(started.iter().any(binds))
    }
}
