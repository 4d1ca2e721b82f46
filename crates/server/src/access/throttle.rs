//! Guessing passwords takes long: after some failures of a login or an address each further one costs twice
//! the wait. Failures lie in the database: a restart forgives nothing, and all servers count together.

use std::net::IpAddr;

use axum::http::StatusCode;
use maillon_model::Timestamp;
use maillon_store::access::Failures;

use super::Client;
use crate::http::Fault;
use crate::server::Server;

/// How long failures count, in milliseconds.
const REMEMBERED: u64 = 60 * 60 * 1000;
/// How many failures of a login are free.
const FREE_LOGIN: u32 = 5;
/// How many failures of an address are free: many people may share one.
const FREE_ADDRESS: u32 = 20;
/// The longest wait, in seconds.
const LONGEST: u64 = 15 * 60;

/// A try to sign in, which counts as failed until it is known better.
#[derive(Debug)]
pub(super) struct Attempt {
    login: String,
    address: String,
    at: Timestamp,
}

impl Attempt {
    /// Counts a try, or refuses it where too many failed before.
    pub(super) async fn begin(
        server: &Server,
        client: &Client,
        login: &str,
    ) -> Result<Self, Fault> {
        let mut tx = server.store.begin().await?;
        let now = tx.now().await?;
        let since = Timestamp(now.0.saturating_sub(REMEMBERED));
        let this = Self {
            login: format!("login:{}", short(login)),
            address: format!("address:{}", network(client.address)),
            at: now,
        };
        for (subject, free) in [(&this.login, FREE_LOGIN), (&this.address, FREE_ADDRESS)] {
            let failures = tx.failures(subject, since).await?;
            refuse_early(failures, free, now)?;
            tx.failed(subject, since).await?;
        }
        tx.commit().await?;
        Ok(this)
    }

    /// It went well: the login's failures are forgotten, and this one of the address.
    pub(super) async fn succeeded(self, server: &Server) -> Result<(), Fault> {
        let mut tx = server.store.begin().await?;
        tx.forgive(&self.login).await?;
        tx.forgive_at(&self.address, self.at).await?;
        Ok(tx.commit().await?)
    }
}

fn refuse_early(failures: Failures, free: u32, now: Timestamp) -> Result<(), Fault> {
    let wait = wait(failures.count, free).saturating_mul(1000);
    let left = (failures.last.0 + wait).saturating_sub(now.0);
    if left == 0 {
        return Ok(());
    }
    Err(Fault::new(
        StatusCode::TOO_MANY_REQUESTS,
        "throttled",
        format!(
            "too many sign-ins failed: try again in {} seconds",
            left.div_ceil(1000)
        ),
    ))
}

/// How long to wait after so many failures, in seconds.
fn wait(count: u32, free: u32) -> u64 {
    match count.checked_sub(free) {
        None => 0,
        Some(more) => 2u64.saturating_pow(more + 1).min(LONGEST),
    }
}

/// Long ones are cut: nobody fills the database by signing in.
fn short(login: &str) -> String {
    login.chars().take(64).collect::<String>().to_lowercase()
}

/// One customer has a whole /64 of IPv6.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_costs_twice_as_much() {
        let waits: Vec<u64> = (0..8).map(|count| wait(count, FREE_LOGIN)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 2, 4, 8]);
        assert_eq!(wait(u32::MAX, FREE_LOGIN), LONGEST);
    }
}
