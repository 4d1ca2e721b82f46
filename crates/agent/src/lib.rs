//! Executes the jobs that a server hands out.
//!
//! The daemon leases, beats, sends logs and results; each job runs in a process of its own (the shim), which
//! writes a spool and a result file, so that a restarted daemon attaches again. Outbound connections only.
//!
//! Never here: decisions about what runs when, the process environment, a terminal.
