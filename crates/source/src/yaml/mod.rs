//! YAML with positions, as Ruby's Psych reads it: anchors, merge keys, tags, YAML 1.1 scalars.

mod node;

pub use node::{Key, Map, Node, Value};
