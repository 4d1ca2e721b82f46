//! The web pages: what is shown goes in, HTML comes out.
//!
//! The values are those of the API ([`maillon_protocol::api`]). Assets (styles, scripts, icons) are embedded.
//! A page is a struct of [`views`] that begins with a [`Frame`]; [`render`] makes its HTML. No page holds inline
//! scripts or styles, so that the strictest content security policy fits.
//!
//! Never here: HTTP, the database, decisions about who may see what.

mod ansi;
pub mod assets;
mod format;
pub mod frame;
mod graph;
mod html;
mod markdown;
#[cfg(any(test, feature = "samples"))]
pub mod samples;
mod status;
pub mod views;

/// A page that can be rendered.
pub use askama::Template as Page;
pub use frame::Frame;
pub use html::Html;

/// The version of the program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The HTML of a page.
pub fn render(page: &impl askama::Template) -> Result<String, askama::Error> {
    page.render()
}
