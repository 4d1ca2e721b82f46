//! When the server was heard last, so that the job's process stops a deploy also where its agent is
//! stopped, killed or cut off.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Duration;

use crate::since_boot::since_boot;

/// As long as the agent has not spoken.
pub(crate) const NEVER: &str = "00000000000000000000 00000000000000000000\n";

/// The server was heard, by a call that was sent at a time since the boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contact {
    pub(crate) sent: Duration,
    pub(crate) ttl: Duration,
}

impl Contact {
    /// Now.
    pub(crate) fn now(ttl: Duration) -> Self {
        Self {
            sent: since_boot(),
            ttl,
        }
    }

    /// Writes it over the one before, at the same place: also where the disk is full.
    pub(crate) fn note(self, path: &Path) -> io::Result<()> {
        let text = format!(
            "{:020} {:020}\n",
            self.sent.as_millis(),
            self.ttl.as_millis()
        );
        let file = File::options().write(true).open(path)?;
        file.write_all_at(text.as_bytes(), 0)
    }

    /// The last one; None where there was none yet.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(path).ok()?;
        let (sent, ttl) = text.trim_end().split_once(' ')?;
        let millis = |text: &str| Some(Duration::from_millis(text.parse().ok()?));
        let contact = Self {
            sent: millis(sent)?,
            ttl: millis(ttl)?,
        };
        (!contact.ttl.is_zero()).then_some(contact)
    }

    /// Whether more than so many percent of the ttl are over.
    pub(crate) fn is_older(self, percent: u32) -> bool {
        since_boot() > self.sent + self.ttl * percent / 100
    }
}

/// A deploy without contact is stopped at this part of the ttl ...
pub(crate) const STOP: u32 = 80;
/// ... and killed at this one.
pub(crate) const KILL: u32 = 90;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_contact_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contact");
        std::fs::write(&path, NEVER).unwrap();
        assert_eq!(Contact::read(&path), None);
        let contact = Contact {
            sent: Duration::from_millis(1234),
            ttl: Duration::from_mins(1),
        };
        contact.note(&path).unwrap();
        assert_eq!(Contact::read(&path), Some(contact));
    }

    #[test]
    fn the_age_counts_from_the_sending() {
        let old = Contact {
            sent: since_boot().saturating_sub(Duration::from_secs(10)),
            ttl: Duration::from_secs(11),
        };
        assert!(old.is_older(STOP) && old.is_older(KILL) && !old.is_older(200));
        assert!(!Contact::now(Duration::from_mins(1)).is_older(STOP));
    }
}
