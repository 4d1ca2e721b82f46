//! `params`.

use std::sync::Arc;

use maillon_groovy::{Cx, Eval, Key, Map, MapKind, Value};

use crate::build::Local;

/// An unchangeable map.
pub(super) fn params(cx: &mut Cx) -> Eval<Value> {
    let local = Local::here(cx)?;
    let params = local.build.state.lock().params.clone().into_iter();
    let entries = params.map(|(name, value)| (Key(Value::text(name)), value));
    Ok(Value::Map(Arc::new(Map::new(
        MapKind::Immutable,
        entries.collect(),
    ))))
}
