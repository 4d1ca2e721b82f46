//! Every keyword of the language: implemented, or refused with a reason.
