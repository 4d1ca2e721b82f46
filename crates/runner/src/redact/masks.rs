//! Secrets of a job that become known while it runs.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use maillon_model::Secret;

use super::{Secrets, Style};

/// The secrets of a job as far as they are known: what is added is masked in all that comes later.
pub struct Masks {
    style: Style,
    known: RwLock<Known>,
}

struct Known {
    texts: Vec<Secret>,
    secrets: Arc<Secrets>,
}

impl Masks {
    /// Nothing is secret yet.
    pub fn new(style: Style) -> Self {
        Self {
            style,
            known: RwLock::new(Known {
                texts: Vec::new(),
                secrets: Arc::new(Secrets::styled(style, [])),
            }),
        }
    }

    /// Just these, from the beginning.
    pub(super) fn fixed(secrets: Arc<Secrets>) -> Self {
        Self {
            style: secrets.style,
            known: RwLock::new(Known {
                texts: Vec::new(),
                secrets,
            }),
        }
    }

    /// From now on these are secret, too.
    pub fn add(&self, secrets: impl IntoIterator<Item = Secret>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let before = known.texts.len();
        for secret in secrets {
            if !known.texts.contains(&secret) {
                known.texts.push(secret);
            }
        }
        if known.texts.len() > before {
            let texts = known.texts.iter().map(Secret::expose);
            known.secrets = Arc::new(Secrets::styled(self.style, texts));
        }
    }

    /// All that are known now.
    pub fn current(&self) -> Arc<Secrets> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&known.secrets)
    }
}

impl fmt::Debug for Masks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Masks({:?}, {:?})", self.style, self.current())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Redactor;
    use super::*;

    #[test]
    fn what_is_added_is_masked_from_then_on() {
        let masks = Arc::new(Masks::new(Style::Github));
        let mut redactor = Redactor::following(Arc::clone(&masks));
        let mut out = Vec::new();
        redactor.push(b"token hunter22\n", &mut out);
        masks.add([Secret::new("hunter22"), Secret::new("hunter22")]);
        redactor.push(b"token hunter22\n", &mut out);
        redactor.finish(&mut out);
        assert_eq!(String::from_utf8_lossy(&out), "token hunter22\ntoken ***\n");
        assert!(!format!("{masks:?}").contains("hunter"));
    }

    #[test]
    fn github_masks_short_secrets_and_short_lines() {
        let masks = Masks::new(Style::Github);
        masks.add([Secret::new("ab"), Secret::new("x1\ny2\n")]);
        assert_eq!(masks.current().redact("cabc x1 y2 z"), "c***c *** *** z");
        assert!(masks.current().are_in("y2") && !masks.current().are_in("z"));
    }
}
