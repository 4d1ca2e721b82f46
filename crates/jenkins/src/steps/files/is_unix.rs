//! `isUnix`.

use maillon_groovy::Value;

use crate::steps::{Body, Needs, Step};

pub(super) static STEP: Step = Step {
    name: "isUnix",
    summary: "Says whether the node is no Windows machine: always true.",
    params: &[],
    sole: None,
    body: Body::None,
    needs: Needs::Node,
    run: |_| Ok(Value::Bool(true)),
};
