//! Properties: getters, fields, keys of maps, the binding.

use std::sync::Arc;

use super::scope::Scope;
use super::types::Type;
use super::{Cx, Eval};
use crate::ast::Name;
use crate::library;
use crate::value::{Class, Key, Map, MapKind, Object, Value};

impl Cx {
    /// Reads a property, as `value.name` would.
    pub fn get_property(&mut self, receiver: &Value, name: &str) -> Eval<Value> {
        let name: Name = name.into();
        match self.property_opt(receiver, &name)? {
            Some(value) => Ok(value),
            None => Err(self.missing_property(receiver, &name)),
        }
    }

    /// Writes a property, as `value.name = x` would.
    pub fn set_property(&mut self, receiver: &Value, name: &str, value: &Value) -> Eval<()> {
        let name: Name = name.into();
        match receiver {
            Value::Object(object) => self.refuse_final(&object.class, &name)?,
            Value::Class(class) => self.refuse_final(class, &name)?,
            _ => {}
        }
        if self.set_property_opt(receiver, &name, value)? {
            return Ok(());
        }
        Err(self.missing_property(receiver, &name))
    }

    /// `value.name` in code: fields of the own class are read without their getters.
    pub(super) fn property_of(
        &mut self,
        receiver: &Value,
        name: &Name,
        scope: &Arc<Scope>,
    ) -> Eval<Value> {
        if let Value::Object(object) = receiver
            && let Some(value) = own_field(object, name, scope)
        {
            return Ok(value);
        }
        match self.property_opt(receiver, name)? {
            Some(value) => Ok(value),
            None => Err(self.missing_property(receiver, name)),
        }
    }

    pub(super) fn set_property_in(
        &mut self,
        receiver: &Value,
        name: &Name,
        value: Value,
        scope: &Arc<Scope>,
    ) -> Eval<()> {
        if let Value::Object(object) = receiver
            && own_field(object, name, scope).is_some()
        {
            return self.set_field(receiver, name, value);
        }
        self.set_property(receiver, name, &value)
    }

    /// A property; None: there is none.
    pub(super) fn property_opt(&mut self, receiver: &Value, name: &Name) -> Eval<Option<Value>> {
        if &**name == "class" && !matches!(receiver, Value::Map(_) | Value::Class(_)) {
            return Ok(Some(Value::Class(self.class_of(receiver))));
        }
        if &**name == "metaClass" && !matches!(receiver, Value::Map(_) | Value::Null) {
            return Err(self.no_meta_class());
        }
        match receiver {
            Value::Null => {
                let message = format!("Cannot get property '{name}' on null object");
                Err(self.throw("java.lang.NullPointerException", message))
            }
            Value::Map(map) => self.map_value(map, &Value::Str(Arc::clone(name))).map(Some),
            Value::Object(object) => self.object_property(object, name),
            Value::Class(class) => self.class_property(class, name),
            Value::Closure(closure) => match self.closure_name(closure, name)? {
                Some(value) => Ok(Some(value)),
                None => library::get(self, receiver, name),
            },
            Value::Native(native) => {
                if let Some(value) = native.get(self, name)? {
                    return Ok(Some(value));
                }
                if let Some(value) = native.call(self, &getter("get", name), &[])? {
                    return Ok(Some(value));
                }
                library::get(self, receiver, name)
            }
            Value::List(_) | Value::Range(_) => {
                if let Some(value) = library::get(self, receiver, name)? {
                    return Ok(Some(value));
                }
                self.each_property(receiver, name).map(Some)
            }
            other => library::get(self, other, name),
        }
    }

    /// The class of a value.
    pub(crate) fn class_of(&mut self, value: &Value) -> Arc<Class> {
        match value {
            Value::Object(object) => Arc::clone(&object.class),
            other => {
                let name = library::class_name(other).to_owned();
                self.class(&name)
                    .unwrap_or_else(|| Class::builtin(name, None))
            }
        }
    }

    /// `list.name`: that of each item.
    fn each_property(&mut self, list: &Value, name: &Name) -> Eval<Value> {
        self.check_stack()?;
        let mut values = Vec::new();
        for item in self.items(list)? {
            if item.is_null() {
                continue;
            }
            match self.property_opt(&item, name)? {
                Some(value) => values.push(value),
                None => return Err(self.missing_in_item(list, &item, name)),
            }
        }
        Ok(Value::list(values))
    }

    fn object_property(&mut self, object: &Arc<Object>, name: &Name) -> Eval<Option<Value>> {
        if super::invoke::has_own(&object.class, "getProperty") {
            let receiver = Value::Object(Arc::clone(object));
            let args = [Value::Str(Arc::clone(name))];
            return self.own_method(&receiver, &object.class, "getProperty", &args);
        }
        self.plain_property(object, name)
    }

    /// A property of an object whose class has no `getProperty` of its own.
    pub(super) fn plain_property(
        &mut self,
        object: &Arc<Object>,
        name: &Name,
    ) -> Eval<Option<Value>> {
        let receiver = Value::Object(Arc::clone(object));
        for prefix in ["get", "is"] {
            let method = getter(prefix, name);
            if let Some(value) = self.own_method(&receiver, &object.class, &method, &[])? {
                return Ok(Some(value));
            }
        }
        let field = object.fields.lock().get(name).cloned();
        if field.is_some() {
            return Ok(field);
        }
        if let Some(binding) = &object.binding {
            return self.script_property(&receiver, binding, name);
        }
        if let Some(value) = self.static_property(&object.class, name)? {
            return Ok(Some(value));
        }
        if let Some(value) = library::get(self, &receiver, name)? {
            return Ok(Some(value));
        }
        if &**name == "properties" {
            return self.properties(object).map(Some);
        }
        let args = [Value::Str(Arc::clone(name))];
        for method in ["get", "propertyMissing"] {
            if let Some(value) = self.own_method(&receiver, &object.class, method, &args)? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// `object.properties`: all that it has by name.
    fn properties(&mut self, object: &Arc<Object>) -> Eval<Value> {
        let fields = object.fields.lock().clone();
        let own = fields
            .into_iter()
            .filter(|(name, _)| !name.starts_with('$'));
        let class = ("class".into(), Value::Class(Arc::clone(&object.class)));
        let all: Vec<(Name, Value)> = std::iter::once(class).chain(own).collect();
        self.charge(all.len() * 64)?;
        Ok(Value::map(all))
    }

    fn script_property(
        &mut self,
        receiver: &Value,
        binding: &Arc<Map>,
        name: &Name,
    ) -> Eval<Option<Value>> {
        if let Some(value) = binding.get(name) {
            return Ok(Some(value));
        }
        if &**name == "binding" {
            return Ok(Some(library::binding::of(binding)));
        }
        let host = self.host();
        if let Some(value) = host.get(self, name)? {
            return Ok(Some(value));
        }
        library::get(self, receiver, name)
    }

    fn class_property(&mut self, class: &Arc<Class>, name: &Name) -> Eval<Option<Value>> {
        if &**name == "class" {
            return Ok(Some(Value::Class(Arc::clone(class))));
        }
        // `Config.instance` is `getInstance()`, also where there is a field of that name.
        for prefix in ["get", "is"] {
            if let Some(value) = self.own_static(class, &getter(prefix, name), &[])? {
                return Ok(Some(value));
            }
        }
        if let Some(value) = self.static_property(class, name)? {
            return Ok(Some(value));
        }
        if class.decl().is_none()
            && let Some(value) = library::get_static(self, &class.name, name)?
        {
            return Ok(Some(value));
        }
        if &**name == "instance"
            && class
                .decl()
                .is_some_and(|decl| super::construct::annotated(decl, &["Singleton"]))
        {
            return self.singleton(class).map(Some);
        }
        if let Some(inner) = self.inner_class(class, name)? {
            return Ok(Some(Value::Class(inner)));
        }
        let receiver = Value::Class(Arc::clone(class));
        for prefix in ["get", "is"] {
            let method = getter(prefix, name);
            let host = self.host();
            if class.decl().is_none()
                && let Some(value) = host.call_static(self, &class.name, &method, &[])?
            {
                return Ok(Some(value));
            }
        }
        library::get(self, &receiver, name)
    }

    /// A static field, or an enum's constant.
    pub(super) fn static_property(
        &mut self,
        class: &Arc<Class>,
        name: &Name,
    ) -> Eval<Option<Value>> {
        for class in class.coded() {
            if let Some(value) = self.statics(class)?.and_then(|all| all.get(name).cloned()) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// Writes a property; false: there is none.
    pub(super) fn set_property_opt(
        &mut self,
        receiver: &Value,
        name: &Name,
        value: &Value,
    ) -> Eval<bool> {
        match receiver {
            Value::Null => {
                let message = format!("Cannot set property '{name}' on null object");
                Err(self.throw("java.lang.NullPointerException", message))
            }
            Value::Map(map) => {
                self.put(map, Value::Str(Arc::clone(name)), value.clone())?;
                Ok(true)
            }
            Value::Object(object) => self.set_object_property(object, name, value),
            Value::Class(class) => self.set_static(class, name, value),
            Value::Closure(closure) => self.set_closure_property(closure, name, value),
            Value::Native(native) => {
                if native.set(self, name, value)? {
                    return Ok(true);
                }
                let args = std::slice::from_ref(value);
                let set = native.call(self, &getter("set", name), args)?;
                match set {
                    Some(_) => Ok(true),
                    None => {
                        Ok(library::call(self, receiver, &getter("set", name), args)?.is_some())
                    }
                }
            }
            other => {
                let args = std::slice::from_ref(value);
                Ok(library::call(self, other, &getter("set", name), args)?.is_some())
            }
        }
    }

    fn set_object_property(
        &mut self,
        object: &Arc<Object>,
        name: &Name,
        value: &Value,
    ) -> Eval<bool> {
        let receiver = Value::Object(Arc::clone(object));
        let args = std::slice::from_ref(value);
        let setter = getter("set", name);
        if super::invoke::has_own(&object.class, "setProperty") {
            let args = [Value::Str(Arc::clone(name)), value.clone()];
            let done = self.own_method(&receiver, &object.class, "setProperty", &args)?;
            return Ok(done.is_some());
        }
        if self
            .own_method(&receiver, &object.class, &setter, args)?
            .is_some()
        {
            return Ok(true);
        }
        if object.fields.lock().contains_key(name) {
            self.set_field(&receiver, name, value.clone())?;
            return Ok(true);
        }
        if self.set_static(&object.class, name, value)? {
            return Ok(true);
        }
        if let Some(binding) = &object.binding {
            let host = self.host();
            if !host.set(self, name, value)? {
                self.charge(64)?;
                let key = Key(Value::Str(Arc::clone(name)));
                binding.entries.lock().insert(key, value.clone());
            }
            return Ok(true);
        }
        let args = [Value::Str(Arc::clone(name)), value.clone()];
        for method in ["set", "propertyMissing"] {
            if self
                .own_method(&receiver, &object.class, method, &args)?
                .is_some()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn set_static(&mut self, class: &Arc<Class>, name: &Name, value: &Value) -> Eval<bool> {
        for class in class.coded() {
            let known = self
                .statics(class)?
                .is_some_and(|all| all.contains_key(name));
            if !known {
                continue;
            }
            let ty = field_type(class, name);
            let value = self.convert(value.clone(), &ty)?;
            if let Some(mut all) = self.statics(class)? {
                all.insert(Arc::clone(name), value);
            }
            return Ok(true);
        }
        Ok(false)
    }

    fn refuse_final(&mut self, class: &Arc<Class>, name: &Name) -> Eval<()> {
        let fixed = class.coded().any(|class| {
            let mut fields = class.decl().into_iter().flat_map(|decl| &decl.fields);
            fields.any(|field| {
                field.ident.name == *name && field.modifiers.iter().any(|word| &**word == "final")
            })
        });
        if !fixed {
            return Ok(());
        }
        let message = format!(
            "Cannot set readonly property: {name} for class: {}",
            class.name
        );
        Err(self.throw("groovy.lang.ReadOnlyPropertyException", message))
    }

    /// `value.@name`.
    pub(super) fn field(&mut self, receiver: &Value, name: &Name) -> Eval<Value> {
        let field = match receiver {
            Value::Object(object) => object.fields.lock().get(name).cloned(),
            Value::Map(map) => map.get(name),
            _ => None,
        };
        if let Some(value) = field {
            return Ok(value);
        }
        let class = library::class_name(receiver).to_owned();
        let message = format!("No such field: {name} for class: {class}");
        Err(self.throw("groovy.lang.MissingFieldException", message))
    }

    /// `value.@name = x`.
    pub(super) fn set_field(&mut self, receiver: &Value, name: &Name, value: Value) -> Eval<()> {
        let Value::Object(object) = receiver else {
            return self.set_property(receiver, name, &value);
        };
        let mut types = object.class.coded().map(|class| field_type(class, name));
        let ty = types.find(|ty| *ty != Type::Any);
        let value = self.convert(value, &ty.unwrap_or(Type::Any))?;
        object.fields.lock().insert(Arc::clone(name), value);
        Ok(())
    }

    /// `super.name`: the field, or the parent's getter.
    pub(super) fn super_property(&mut self, name: &Name, scope: &Arc<Scope>) -> Eval<Value> {
        let context = &scope.context;
        let parent = context
            .class
            .as_ref()
            .and_then(|class| class.parent.clone());
        if let Some(parent) = parent
            && let Some(value) =
                self.own_method(&context.this, &parent, &getter("get", name), &[])?
        {
            return Ok(value);
        }
        self.property_of(&context.this.clone(), name, scope)
    }

    /// `map[key]`, with `withDefault`.
    pub(super) fn map_value(&mut self, map: &Arc<Map>, key: &Value) -> Eval<Value> {
        let key = Key(key.clone());
        let found = map.entries.lock().get(&key).cloned();
        match (found, &map.default) {
            (Some(value), _) => Ok(value),
            (None, None) => Ok(Value::Null),
            (None, Some(default)) => {
                let value = self.call(default, std::slice::from_ref(&key.0))?;
                self.charge(64)?;
                map.entries.lock().insert(key, value.clone());
                Ok(value)
            }
        }
    }

    /// `map[key] = value`.
    pub(super) fn put(&mut self, map: &Arc<Map>, key: Value, value: Value) -> Eval<()> {
        if map.kind == MapKind::Linked {
            self.charge(64)?;
            map.entries.lock().insert(Key(key), value);
            return Ok(());
        }
        let receiver = Value::Map(Arc::clone(map));
        self.call_method(&receiver, "put", &[key, value]).map(drop)
    }
}

/// `getName` of `name`.
pub(crate) fn getter(prefix: &str, name: &str) -> String {
    let mut letters = name.chars();
    let mut method = String::with_capacity(prefix.len() + name.len());
    method.push_str(prefix);
    method.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    method.push_str(letters.as_str());
    method
}

/// The type of a class's own field.
pub(super) fn field_type(class: &Class, name: &Name) -> Type {
    let mut fields = class.decl().into_iter().flat_map(|decl| &decl.fields);
    let field = fields.find(|field| field.ident.name == *name);
    field.map_or(Type::Any, |field| Type::declared(field.ty.as_ref()))
}

/// A field of an object that the class declares whose code it is.
pub(super) fn own_field(object: &Object, name: &Name, scope: &Scope) -> Option<Value> {
    let class = scope.context.class.as_ref()?;
    let mut fields = class.decl()?.fields.iter();
    if !fields.any(|field| field.ident.name == *name) {
        return None;
    }
    if !object.class.coded().any(|own| Arc::ptr_eq(own, class)) {
        return None;
    }
    object.fields.lock().get(name).cloned()
}
