//! Signing in, and the first administrator.

use askama::Template;

use crate::Frame;

/// Signing in.
#[derive(Debug, Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Where to go afterwards: a path of this server.
    pub next: String,
    /// What the button of the sign-in elsewhere says; None: there is none.
    pub elsewhere: Option<String>,
    /// What stands in the field already.
    pub login: String,
}

/// A one-time link: makes the first administrator, or sets a password.
#[derive(Debug, Template)]
#[template(path = "setup.html")]
pub struct SetupPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The link's secret, for the form's address.
    pub token: String,
    /// Whose password it sets; None: a new administrator is made.
    pub login: Option<String>,
}
