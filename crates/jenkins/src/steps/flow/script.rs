//! `script`.

use crate::steps::{Body, Needs, Step};

pub(super) static STEP: Step = Step {
    name: "script",
    summary: "Groovy code in the steps of a declarative pipeline.",
    params: &[],
    sole: None,
    body: Body::Required,
    needs: Needs::Nothing,
    run: |call| call.block(),
};
