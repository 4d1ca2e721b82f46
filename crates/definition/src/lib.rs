//! From a repository and a trigger to a pipeline, in whichever dialect; and what is decided late.
//!
//! Finds the definition, asks its dialect to lower it, and gives the expander that answers for it while
//! the run goes on. The command line and the server both come this way, so that they mean the same.
//!
//! Never here: flags, the process environment, a terminal, execution.
