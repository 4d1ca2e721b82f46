//! People, tokens, and what happened.

use askama::Template;
use maillon_protocol::api::{AuditEntry, Page, Token, User};

use crate::Frame;
use crate::format;

/// Everybody who can sign in.
#[derive(Debug, Template)]
#[template(path = "people.html")]
pub struct PeoplePage {
    /// What surrounds it.
    pub frame: Frame,
    /// The people.
    pub people: Page<User>,
    /// A link for somebody's password that was just made.
    pub link: Option<String>,
}

impl PeoplePage {
    fn next(&self) -> String {
        let next = self.people.next.as_deref();
        next.map_or_else(String::new, |next| {
            format!("/people{}", format::query(&[("after", next)]))
        })
    }
}

/// The viewer's own account.
#[derive(Debug, Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The account.
    pub user: User,
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// The text of a token that was just made.
    pub made: Option<String>,
}

/// Who did what.
#[derive(Debug, Template)]
#[template(path = "audit.html")]
pub struct AuditPage {
    /// What surrounds it.
    pub frame: Frame,
    /// What happened, newest first.
    pub entries: Page<AuditEntry>,
}

impl AuditPage {
    fn older(&self) -> String {
        let Some(next) = &self.entries.next else {
            return String::new();
        };
        let query = format::query(&[("before", next)]);
        match &self.frame.project {
            Some(project) => format!("/projects/{}/audit{query}", format::segment(&project.name)),
            None => format!("/audit{query}"),
        }
    }
}
