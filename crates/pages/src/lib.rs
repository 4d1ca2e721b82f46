//! The web pages: what is shown goes in, HTML comes out.
//!
//! The values are those of the API ([`maillon_protocol::api`]). Assets (styles, scripts, icons) are embedded.
//!
//! Never here: HTTP, the database, decisions about who may see what.
