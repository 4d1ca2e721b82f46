//! What jobs wrote, as people read it: logs as text ([`plain`]), test reports ([`junit`]).
//!
//! Never here: I/O, a terminal, HTML.

pub mod junit;
pub mod plain;
