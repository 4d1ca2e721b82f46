//! Workflows become jobs.
