//! Steps with `uses`: actions of the workspace, of repositories and of images.

mod checkout;
mod inputs;
mod reference;
mod translate;
mod unreachable;
mod words;
