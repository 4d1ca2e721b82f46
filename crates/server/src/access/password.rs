//! Passwords: argon2id, away from the threads that answer.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use maillon_model::Secret;
use tokio::sync::Semaphore;
use tokio::task;

use crate::http::Fault;

/// What hashing costs: 19 MiB of memory, two passes, one lane. Hashes of other costs are made anew at the
/// next sign-in.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many are hashed at a time: memory is bounded, and nobody can occupy every core by signing in.
const AT_A_TIME: usize = 2;

/// Letters of a password, at least and at most.
const SHORTEST: usize = 12;
const LONGEST: usize = 1024;

/// Hashes and verifies passwords, a few at a time.
#[derive(Clone, Debug)]
pub struct Passwords(Arc<Semaphore>);

/// What a verification found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is another password.
    Wrong,
    /// It is the one.
    Right,
    /// It is the one, and its hash has other costs than those of today.
    Outdated,
}

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_A_TIME)))
    }
}

impl Passwords {
    /// Refuses what is too short, too long, or the login itself.
    pub fn check(login: &str, password: &Secret) -> Result<(), Fault> {
        let letters = password.expose().chars().count();
        if !(SHORTEST..=LONGEST).contains(&letters) {
            return Err(Fault::invalid(format!(
                "a password has at least {SHORTEST} letters, and at most {LONGEST}"
            )));
        }
        if password.expose().eq_ignore_ascii_case(login) {
            return Err(Fault::invalid("a password is not the login"));
        }
        Ok(())
    }

    /// Hashes a password, with a salt of its own.
    pub async fn hash(&self, password: Secret) -> Result<String, Fault> {
        self.work(move || hash(&password)).await?
    }

    /// Verifies a password. `hash`: None for somebody who has none, or is not there: that takes as long.
    pub async fn verify(&self, password: Secret, hash: Option<String>) -> Result<Verdict, Fault> {
        self.work(move || verify(&password, hash.as_deref()))
            .await?
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let ended = |error: &dyn std::fmt::Display| Fault::internal(format!("hashing: {error}"));
        let turn = Arc::clone(&self.0).acquire_owned().await;
        let turn = turn.map_err(|error| ended(&error))?;
        let work = task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        work.await.map_err(|error| ended(&error))
    }
}

fn argon2() -> Result<Argon2<'static>, Fault> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|error| Fault::internal(format!("hashing: {error}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &Secret) -> Result<String, Fault> {
    let hashed = argon2()?.hash_password(password.expose().as_bytes());
    let hashed = hashed.map_err(|error| Fault::internal(format!("hashing: {error}")))?;
    Ok(hashed.to_string())
}

fn verify(password: &Secret, known: Option<&str>) -> Result<Verdict, Fault> {
    let Some(known) = known else {
        matches(password, nobodys()?)?;
        return Ok(Verdict::Wrong);
    };
    if !matches(password, known)? {
        return Ok(Verdict::Wrong);
    }
    Ok(if is_current(known) {
        Verdict::Right
    } else {
        Verdict::Outdated
    })
}

fn matches(password: &Secret, known: &str) -> Result<bool, Fault> {
    let known = PasswordHash::new(known);
    let known = known.map_err(|error| Fault::internal(format!("a password's hash: {error}")))?;
    let password = password.expose().as_bytes();
    Ok(argon2()?.verify_password(password, &known).is_ok())
}

/// What is verified in place of a password that is not there.
fn nobodys() -> Result<&'static str, Fault> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(known) = HASH.get() {
        return Ok(known);
    }
    let made = hash(&Secret::new("nobody's"))?;
    Ok(HASH.get_or_init(|| made))
}

fn is_current(known: &str) -> bool {
    let costs = format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$");
    known.starts_with(&costs)
}
