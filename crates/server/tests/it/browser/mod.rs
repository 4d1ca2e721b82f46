//! The pages in a real browser.

mod checks;
mod driver;
mod gallery;
mod log;
mod looks;
mod real;

/// The policy that the server sends with its pages.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
