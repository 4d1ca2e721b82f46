//! A deploy without contact to the server ends before the server may give it to anybody else. Its own process
//! sees to that; here is the second line, for one that does not end.

use std::convert::Infallible;
use std::time::Duration;

use tokio::time::sleep;

use super::Care;
use crate::contact::{Contact, KILL};

impl Care<'_> {
    pub(super) async fn guard(&self) -> Infallible {
        if !self.attention.is_deploy() {
            return std::future::pending().await;
        }
        loop {
            sleep((self.attention.ttl() / 20).max(Duration::from_millis(5))).await;
            let contact = Contact::read(&self.attention.folder.contact());
            if contact.is_some_and(|contact| contact.is_older(KILL)) && !self.attention.is_over() {
                self.kill().await;
            }
        }
    }
}
