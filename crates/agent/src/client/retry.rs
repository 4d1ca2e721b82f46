//! Pauses between tries.

use std::time::Duration;

use crate::settings::Pace;

/// Pauses that double up to a limit, each cut by chance, so that agents don't come back all at once.
#[derive(Clone, Debug)]
pub(crate) struct Backoff {
    first: Duration,
    longest: Duration,
    failures: u32,
}

impl Backoff {
    pub(crate) fn new(pace: &Pace) -> Self {
        Self {
            first: pace.first_pause,
            longest: pace.longest_pause,
            failures: 0,
        }
    }

    /// The pause after another failure.
    pub(crate) fn next(&mut self) -> Duration {
        self.pause(random())
    }

    /// Waits after another failure.
    pub(crate) async fn wait(&mut self) {
        tokio::time::sleep(self.next()).await;
    }

    /// It went well.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }

    fn pause(&mut self, random: u32) -> Duration {
        let factor = 1_u32.checked_shl(self.failures.min(16)).unwrap_or(u32::MAX);
        self.failures = self.failures.saturating_add(1);
        let whole = self.first.saturating_mul(factor).min(self.longest);
        // Between half of it and all of it.
        whole / 2 + (whole / 2).mul_f64(f64::from(random) / f64::from(u32::MAX))
    }
}

/// Without random numbers all wait equally long, which only costs the server.
fn random() -> u32 {
    getrandom::u32().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_limit() {
        let pace = Pace {
            first_pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(1),
            ..Pace::default()
        };
        let mut backoff = Backoff::new(&pace);
        let mut pause = |random| backoff.pause(random).as_millis();
        assert_eq!([pause(0), pause(u32::MAX), pause(0)], [50, 200, 200]);
        assert_eq!([pause(0), pause(u32::MAX), pause(0)], [400, 1000, 500]);
        for _ in 0..40 {
            assert!(backoff.next() <= Duration::from_secs(1));
        }
        backoff.reset();
        assert_eq!(backoff.pause(0).as_millis(), 50);
    }
}
