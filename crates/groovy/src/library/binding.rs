//! `binding`: the variables of a script that have no `def`, as an object.

use std::any::Any;
use std::sync::Arc;

use super::table::{Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{Key, Map, Native, Value};

pub(super) const TYPES: &[Type] = &[Type::new("groovy.lang.Binding").methods(&[
    method("getVariables", &[], |_, this, _| Ok(variables(this))),
    method("hasVariable", &[Param::Text], |cx, this, args| {
        let name = args.text(cx, 0)?;
        let known = this.downcast::<Binding>();
        let known = known.and_then(|binding| binding.0.get(&name));
        Ok(Value::Bool(known.is_some()))
    }),
    method("getVariable", &[Param::Text], |cx, this, args| {
        let name = args.text(cx, 0)?;
        cx.get_property(this, &name)
    }),
    method(
        "setVariable",
        &[Param::Text, Param::Any],
        |cx, this, args| {
            let name = args.text(cx, 0)?;
            super::map::put(cx, &variables(this), &Value::Str(name), args.get(1))?;
            Ok(Value::Null)
        },
    ),
])];

/// The variables of a script.
struct Binding(Arc<Map>);

/// The object that scripts see as `binding`.
pub(crate) fn of(variables: &Arc<Map>) -> Value {
    Value::native(Binding(Arc::clone(variables)))
}

fn variables(this: &Value) -> Value {
    let binding = this.downcast::<Binding>();
    binding.map_or(Value::Null, |binding| Value::Map(Arc::clone(&binding.0)))
}

impl Native for Binding {
    fn class_name(&self) -> &'static str {
        "groovy.lang.Binding"
    }

    fn get(&self, _: &mut Cx, name: &str) -> Eval<Option<Value>> {
        Ok(self.0.get(name))
    }

    fn set(&self, cx: &mut Cx, name: &str, value: &Value) -> Eval<bool> {
        cx.charge(64)?;
        let key = Key(Value::text(name));
        self.0.entries.lock().insert(key, value.clone());
        Ok(true)
    }

    fn equals(&self, other: &dyn Native) -> bool {
        let other = other.any().downcast_ref::<Self>();
        other.is_some_and(|other| Arc::ptr_eq(&self.0, &other.0))
    }

    fn any(&self) -> &dyn Any {
        self
    }
}
