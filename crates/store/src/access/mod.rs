//! Who is there, what they may do, and what they did.
//!
//! Hashes are SHA-256 of texts with at least 128 random bits, in hexadecimal digits; passwords are argon2's
//! own strings. No text that opens anything lies here.

mod asking;
mod audit;
mod members;
mod sessions;
mod throttle;
mod tokens;
mod users;

pub use asking::{AgentAsking, Place, SessionAsking, TaskAsking, TokenAsking};
pub use audit::{AuditFilter, Deed};
pub use sessions::{NewSession, Purpose};
pub use throttle::Failures;
pub use users::{NewUser, UserRow};
