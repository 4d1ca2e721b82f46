//! Whole jobs over a real shell.

mod commands;
mod conditions;
mod contexts;
mod ends;
mod files;
mod outputs;
mod scripts;
