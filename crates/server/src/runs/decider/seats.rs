//! Which runs are in memory.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex as Lock;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::Waiting;
use super::live::Live;

/// How many runs are in memory at most, beside those that are busy just now.
const MOST: usize = 256;

/// A run's place in memory.
#[derive(Debug, Default)]
pub(crate) struct Seat {
    /// None: it is to be made of its journal.
    pub(crate) live: Mutex<Option<Live>>,
    /// What it is to be told; several share a transaction.
    pub(crate) waiting: Lock<Vec<Waiting>>,
}

/// All places.
#[derive(Debug, Default)]
pub(crate) struct Seats(Lock<HashMap<i64, (Arc<Seat>, Instant)>>);

impl Seats {
    /// The place of a run.
    pub(crate) fn of(&self, run: i64) -> Arc<Seat> {
        let mut seats = self.0.lock();
        let now = Instant::now();
        if let Some((seat, used)) = seats.get_mut(&run) {
            *used = now;
            return Arc::clone(seat);
        }
        if seats.len() >= MOST {
            forget_oldest(&mut seats);
        }
        let seat = Arc::<Seat>::default();
        seats.insert(run, (Arc::clone(&seat), now));
        seat
    }

    /// Nothing of a run stays, unless somebody is busy with it.
    pub(crate) fn leave(&self, run: i64) {
        let mut seats = self.0.lock();
        if seats.get(&run).is_some_and(|(seat, _)| is_idle(seat)) {
            seats.remove(&run);
        }
    }
}

fn is_idle(seat: &Arc<Seat>) -> bool {
    Arc::strong_count(seat) == 1
}

/// A quarter at a time, so that the search is rare.
fn forget_oldest(seats: &mut HashMap<i64, (Arc<Seat>, Instant)>) {
    let idle = seats.iter().filter(|(_, (seat, _))| is_idle(seat));
    let mut idle: Vec<(Instant, i64)> = idle.map(|(run, (_, used))| (*used, *run)).collect();
    idle.sort_unstable();
    for (_, run) in idle.into_iter().take(MOST / 4) {
        seats.remove(&run);
    }
}
