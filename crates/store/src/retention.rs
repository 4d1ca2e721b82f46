//! How long runs are kept.

use std::collections::HashSet;
use std::time::Duration;

use maillon_model::Timestamp;
use maillon_protocol::api::{Retention, RunState};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::error::StoreError;
use crate::logs::unsigned;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{of_word, time};

/// What is asked about a run before it is removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRun {
    /// Its id among all runs.
    pub id: i64,
    /// Its number in the project.
    pub number: u64,
    /// `refs/heads/main`
    pub git_ref: String,
    /// How it stands.
    pub state: RunState,
    /// When it ended; when it was made, where it did not.
    pub at: Timestamp,
    /// Bytes of its logs and artifacts.
    pub bytes: u64,
    /// The number of the run whose jobs it runs again: it has what jobs of that one left.
    pub rerun_of: Option<u64>,
}

/// Which runs of a project go, of all that it has, newest first. Never what goes on, the newest run of a ref, or
/// one that a run that stays runs again.
pub fn outlived(runs: &[KeptRun], limits: Retention, now: Timestamp) -> Vec<i64> {
    let mut refs = HashSet::new();
    let mut inherited = HashSet::new();
    let (mut kept, mut bytes) = (0_u32, 0_u64);
    let mut gone = Vec::new();
    for run in runs {
        let is_newest = refs.insert(run.git_ref.as_str());
        let must_stay = !run.state.is_over() || is_newest || inherited.contains(&run.number);
        let with_it = bytes.saturating_add(run.bytes);
        let too_many = limits.runs.is_some_and(|most| kept >= most);
        let too_large = limits.bytes.is_some_and(|most| with_it > most);
        if !must_stay && (too_many || too_large || is_old(run, limits, now)) {
            gone.push(run.id);
            continue;
        }
        (kept, bytes) = (kept + 1, with_it);
        inherited.extend(run.rerun_of);
    }
    gone
}

fn is_old(run: &KeptRun, limits: Retention, now: Timestamp) -> bool {
    let day = Duration::from_hours(24);
    limits
        .days
        .is_some_and(|days| now.since(run.at) > day * days)
}

fn kept(row: &AnyRow) -> Result<KeptRun, StoreError> {
    let rerun_of: Option<i64> = row.try_get(6)?;
    Ok(KeptRun {
        id: row.try_get(0)?,
        number: unsigned(row.try_get(1)?),
        git_ref: row.try_get(2)?,
        state: of_word("a run's state", row.try_get(3)?)?,
        at: time(row.try_get(4)?),
        bytes: unsigned(row.try_get(5)?),
        rerun_of: rerun_of.map(unsigned),
    })
}

impl Store {
    /// All runs of a project, newest first, with what is asked about them before they are removed.
    pub async fn kept_runs(&self, project: i64) -> Result<Vec<KeptRun>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, number, git_ref, state, COALESCE(finished_at, created_at), bytes, rerun_of
             FROM runs WHERE project_id = $1 ORDER BY number DESC",
        );
        let rows = rows.bind(project).fetch_all(self.reads()).await?;
        rows.iter().map(kept).collect()
    }
}

impl Tx {
    /// Removes a run with its logs; false where it goes on, or another run runs it again.
    pub async fn remove_run(&mut self, run: i64) -> Result<bool, StoreError> {
        let removed = sqlx::query(
            "DELETE FROM runs WHERE id = $1 AND state NOT IN ('pending', 'running', 'manual')
             AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.project_id = runs.project_id AND r.rerun_of = runs.number)",
        );
        let removed = removed.bind(run).execute(self.sql()).await?;
        Ok(removed.rows_affected() > 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: u64 = 86_400_000;

    fn run(number: u64, git_ref: &str) -> KeptRun {
        KeptRun {
            id: i64::try_from(number).unwrap(),
            number,
            git_ref: git_ref.to_owned(),
            state: RunState::Success,
            at: Timestamp(number * DAY),
            bytes: 10,
            rerun_of: None,
        }
    }

    fn check(change: impl Fn(&mut KeptRun), limits: Retention, expected: &[i64]) {
        let mut runs: Vec<_> = (1..=6)
            .rev()
            .map(|n| run(n, if n == 2 { "b" } else { "a" }))
            .collect();
        runs.iter_mut().for_each(change);
        assert_eq!(outlived(&runs, limits, Timestamp(7 * DAY)), expected);
    }

    const NONE: Retention = Retention {
        days: None,
        runs: None,
        bytes: None,
    };

    #[test]
    fn whichever_limit_comes_first_counts() {
        check(|_| (), NONE, &[]);
        check(
            |_| (),
            Retention {
                days: Some(3),
                ..NONE
            },
            &[3, 1],
        );
        check(
            |_| (),
            Retention {
                runs: Some(2),
                ..NONE
            },
            &[4, 3, 1],
        );
        check(
            |_| (),
            Retention {
                bytes: Some(30),
                ..NONE
            },
            &[3, 1],
        );
        check(
            |_| (),
            Retention {
                days: Some(0),
                runs: Some(5),
                ..NONE
            },
            &[5, 4, 3, 1],
        );
    }

    #[test]
    fn what_goes_on_and_what_is_inherited_stays() {
        let limits = Retention {
            runs: Some(1),
            ..NONE
        };
        check(
            |run| {
                if run.number == 3 {
                    run.state = RunState::Manual;
                }
            },
            limits,
            &[5, 4, 1],
        );
        check(
            |run| {
                if run.number == 6 {
                    run.rerun_of = Some(4);
                }
            },
            limits,
            &[5, 3, 1],
        );
        check(
            |run| {
                if run.number == 4 || run.number == 6 {
                    run.rerun_of = Some(run.number - 2);
                }
            },
            limits,
            &[5, 3, 1],
        );
    }

    proptest! {
        #[test]
        fn what_must_stay_stays(
            runs in proptest::collection::vec((0..3_u8, any::<bool>(), 0..5_u64, 0..100_u64), 0..30),
            days in proptest::option::of(0..10_u32), most in proptest::option::of(0..10_u32), bytes in proptest::option::of(0..500_u64),
        ) {
            let made = (1..).zip(&runs).map(|(number, (git_ref, over, back, bytes))| KeptRun {
                state: if *over { RunState::Failed } else { RunState::Running },
                bytes: *bytes,
                rerun_of: (*back > 0 && *back < number).then(|| number - back),
                ..run(number, &git_ref.to_string())
            });
            let mut runs: Vec<_> = made.collect();
            runs.reverse();
            let limits = Retention { days, runs: most, bytes };
            let gone = outlived(&runs, limits, Timestamp(20 * DAY));
            let stays = |run: &&KeptRun| !gone.contains(&run.id);
            let mut seen = HashSet::new();
            for run in &runs {
                let newest = seen.insert(&run.git_ref);
                prop_assert!(stays(&run) || (run.state.is_over() && !newest));
            }
            for run in runs.iter().filter(stays) {
                let behind = runs.iter().find(|other| Some(other.number) == run.rerun_of);
                prop_assert!(behind.as_ref().is_none_or(stays));
            }
        }
    }
}
