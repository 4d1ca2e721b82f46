//! What goes over the wire: between agent and server ([`agent`]), and between the server and its clients
//! ([`api`]); and the state machine of a job that is handed out ([`lease`]).
//!
//! Every type here is a value that one program writes and another one reads, perhaps one release older or
//! newer: fields are added with defaults, and never change their meaning.
//!
//! Never here: I/O, a clock, a database, HTTP itself.

pub mod agent;
pub mod api;
pub mod lease;

/// The version of the agent's protocol. A server talks to agents of its own version and of those one
/// before and after it.
pub const VERSION: u32 = 1;
