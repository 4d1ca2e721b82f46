//! Methods that classes of scripts have without writing them.

use std::sync::Arc;

use super::classes::{ENUM_NAME, ENUM_ORDINAL, STAND_IN, is_enum};
use super::{Cx, Eval};
use crate::value::{Class, Object, Value};

impl Cx {
    /// Accessors of properties, what enums have, and what every object of a script has.
    pub(super) fn generated(
        &mut self,
        object: &Arc<Object>,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        if is_enum(&object.class)
            && let Some(value) = self.enum_method(object, name, args)?
        {
            return Ok(Some(value));
        }
        if let Some(value) = self.stood_in(object, name, args)? {
            return Ok(Some(value));
        }
        let this = Value::Object(Arc::clone(object));
        match (name, args) {
            ("getProperty", [name]) => {
                let name = self.to_text(name)?;
                return match self.plain_property(object, &name)? {
                    Some(value) => Ok(Some(value)),
                    None => Err(self.missing_property(&this, &name)),
                };
            }
            ("setProperty", [name, value]) => {
                let name = self.to_text(name)?;
                self.set_property(&this, &name, value)?;
                return Ok(Some(Value::Null));
            }
            ("invokeMethod", [name, args]) => {
                let name = self.to_text(name)?;
                let args = match args {
                    Value::List(list) => list.items.lock().clone(),
                    one => vec![one.clone()],
                };
                return self.call_method(&this, &name, &args).map(Some);
            }
            ("getBinding", []) => {
                let binding = object.binding.as_ref();
                return Ok(binding.map(crate::library::binding::of));
            }
            _ => {}
        }
        self.generated_accessor(object, name, args)
    }

    /// A method of an interface that a closure or a map stands for.
    fn stood_in(
        &mut self,
        object: &Arc<Object>,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        let written = || {
            let mut methods = object.class.coded().filter_map(|class| class.decl());
            methods.any(|decl| {
                decl.methods
                    .iter()
                    .any(|method| &*method.ident.name == name)
            })
        };
        let by = object.fields.lock().get(STAND_IN).cloned();
        match by {
            Some(closure @ Value::Closure(_)) if written() => self.call(&closure, args).map(Some),
            Some(Value::Map(map)) => match map.get(name) {
                Some(callee) => self.call(&callee, args).map(Some),
                None => Ok(None),
            },
            _ => Ok(None),
        }
    }

    /// `getX()`, `isX()` and `setX(y)` of a property.
    fn generated_accessor(
        &mut self,
        object: &Arc<Object>,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        let part = |prefix| name.strip_prefix(prefix).and_then(property_name);
        let has = |name: &String| object.fields.lock().contains_key(name.as_str());
        match args {
            [] => {
                let name = part("get").or_else(|| part("is")).filter(has);
                Ok(name.and_then(|name| object.fields.lock().get(name.as_str()).cloned()))
            }
            [value] => match part("set").filter(has) {
                Some(name) => {
                    let this = Value::Object(Arc::clone(object));
                    self.set_field(&this, &name.into(), value.clone())?;
                    Ok(Some(Value::Null))
                }
                None => Ok(None),
            },
            _ => Ok(None),
        }
    }

    fn enum_method(
        &mut self,
        object: &Arc<Object>,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        let hidden = |key| object.fields.lock().get(key).cloned();
        let by = match (name, args) {
            ("name", []) => return Ok(hidden(ENUM_NAME)),
            ("ordinal", []) => return Ok(hidden(ENUM_ORDINAL)),
            ("getDeclaringClass", []) => {
                return Ok(Some(Value::Class(Arc::clone(&object.class))));
            }
            ("compareTo", [Value::Object(other)]) => {
                let other = other.fields.lock().get(ENUM_ORDINAL).cloned();
                let (Some(own), Some(other)) = (hidden(ENUM_ORDINAL), other) else {
                    return Ok(None);
                };
                return self
                    .arithmetic(crate::ast::BinaryOp::Sub, &own, &other)
                    .map(Some);
            }
            ("next", []) => 1,
            ("previous", []) => -1,
            _ => return Ok(None),
        };
        let Some(Value::Int(at)) = hidden(ENUM_ORDINAL) else {
            return Ok(None);
        };
        let all = self.constants(&object.class)?;
        let length = i32::try_from(all.len()).unwrap_or(i32::MAX);
        let place = usize::try_from((at + by).rem_euclid(length.max(1))).unwrap_or_default();
        Ok(all.get(place).cloned())
    }

    /// What a class itself has.
    pub(super) fn class_method(
        &mut self,
        class: &Arc<Class>,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        match (name, args) {
            ("newInstance", []) => self.new_instance(class, Vec::new()).map(Some),
            ("newInstance", [Value::List(list)]) => {
                let args = list.items.lock().clone();
                self.new_instance(class, args).map(Some)
            }
            ("newInstance", args) => self.new_instance(class, args.to_vec()).map(Some),
            ("isInstance" | "isCase", [value]) => Ok(Some(Value::Bool(
                super::instance::is_of_class(value, class),
            ))),
            _ => Ok(None),
        }
    }

    /// What `super` finds where no script wrote it.
    pub(super) fn object_method(
        &mut self,
        this: &Value,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        let Value::Object(object) = this else {
            return Ok(None);
        };
        match (name, args) {
            ("toString", []) => {
                let text = self.object_text(object)?;
                Ok(Some(Value::text(text)))
            }
            ("equals", [other]) => Ok(Some(Value::Bool(super::names::same(this, other)))),
            ("hashCode", []) => {
                let hash = i32::try_from(super::text::identity(object)).unwrap_or_default();
                Ok(Some(Value::Int(hash)))
            }
            _ => self.generated(object, name, args),
        }
    }
}

/// `name` of `Name`.
fn property_name(suffix: &str) -> Option<String> {
    let mut letters = suffix.chars();
    let first = letters.next().filter(|first| !first.is_lowercase())?;
    Some(first.to_lowercase().chain(letters).collect())
}
