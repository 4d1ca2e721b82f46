//! The docker executor.
