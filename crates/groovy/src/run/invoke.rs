//! Calls of methods, once receiver and arguments are there.

use std::sync::Arc;

use super::names::places;
use super::scope::{Context, Scope};
use super::types::Type;
use super::unit::Unit;
use super::{Cx, Eval};
use crate::ast::Method;
use crate::library;
use crate::value::{Class, ClassKind, Closure, Key, Map, Native, Object, Value};

/// Which methods count: a closure asks owner and delegate for those that stand there before it asks for others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those that the value's class has.
    Written,
    /// Also what the host has, and `methodMissing`.
    All,
}

impl Cx {
    /// Calls a method of a value, as `value.name(args)` would.
    pub fn call_method(&mut self, receiver: &Value, name: &str, args: &[Value]) -> Eval<Value> {
        match self.invoke(receiver, name, args)? {
            Some(value) => Ok(value),
            None => Err(self.missing_method(receiver, name, args)),
        }
    }

    /// Calls a closure, or whatever has a `call` method.
    pub fn call(&mut self, callee: &Value, args: &[Value]) -> Eval<Value> {
        match callee {
            Value::Closure(closure) => self.call_closure(closure, args.to_vec()),
            other => self.call_method(other, "call", args),
        }
    }

    /// Whether a script's object (or the program's host) has a method, so that a call would not miss.
    pub fn has_method(&mut self, receiver: &Value, name: &str) -> bool {
        match receiver {
            Value::Object(object) => has_own(&object.class, name),
            Value::Class(class) => has_own(class, name),
            other => library::methods(library::class_name(other)).contains(&name),
        }
    }

    /// Calls a method; None: there is none.
    pub(super) fn invoke(
        &mut self,
        receiver: &Value,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        self.invoke_within(receiver, name, args, Reach::All)
    }

    pub(super) fn invoke_within(
        &mut self,
        receiver: &Value,
        name: &str,
        args: &[Value],
        reach: Reach,
    ) -> Eval<Option<Value>> {
        self.check_stack()?;
        if name == "getClass" && args.is_empty() {
            return Ok(Some(Value::Class(self.class_of(receiver))));
        }
        match receiver {
            Value::Object(object) => self.invoke_object(object, name, args, reach),
            Value::Class(class) => self.invoke_class(class, name, args),
            Value::Closure(closure) => self.invoke_closure(closure, name, args, reach),
            Value::Native(native) => self.invoke_native(native, receiver, name, args),
            Value::Map(map) => self.invoke_map(map, receiver, name, args),
            other => self.invoke_builtin(other, name, args),
        }
    }

    fn invoke_builtin(
        &mut self,
        receiver: &Value,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        if let Some(value) = library::call(self, receiver, name, args)? {
            return Ok(Some(value));
        }
        self.printed(name, args)
    }

    fn invoke_map(
        &mut self,
        map: &Arc<Map>,
        receiver: &Value,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        if let Some(value) = library::call(self, receiver, name, args)? {
            return Ok(Some(value));
        }
        match map.get(name) {
            Some(callee @ Value::Closure(_)) => self.call(&callee, args).map(Some),
            _ => self.printed(name, args),
        }
    }

    fn invoke_native(
        &mut self,
        native: &Arc<dyn Native>,
        receiver: &Value,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        if let Some(value) = native.call(self, name, args)? {
            return Ok(Some(value));
        }
        if let Some(value) = self.invoke_builtin(receiver, name, args)? {
            return Ok(Some(value));
        }
        if let Some(value) = self.accessor(receiver, name, args)? {
            return Ok(Some(value));
        }
        match native.get(self, name)? {
            Some(callee @ Value::Closure(_)) => self.call(&callee, args).map(Some),
            _ => Ok(None),
        }
    }

    /// `getX()` and `setX(y)` of a native property.
    fn accessor(&mut self, receiver: &Value, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        let Value::Native(native) = receiver else {
            return Ok(None);
        };
        let property = |prefix: &str| name.strip_prefix(prefix).map(uncapitalized);
        match (args, property("get"), property("is"), property("set")) {
            ([], Some(name), ..) | ([], None, Some(name), _) if !name.is_empty() => {
                native.get(self, &name)
            }
            ([value], .., Some(name)) if native.set(self, &name, value)? => Ok(Some(Value::Null)),
            _ => Ok(None),
        }
    }

    fn invoke_object(
        &mut self,
        object: &Arc<Object>,
        name: &str,
        args: &[Value],
        reach: Reach,
    ) -> Eval<Option<Value>> {
        let receiver = Value::Object(Arc::clone(object));
        if let Some(value) = self.own_method(&receiver, &object.class, name, args)? {
            return Ok(Some(value));
        }
        if let Some(callee) = callable(object, name) {
            return self.call(&callee, args).map(Some);
        }
        if let Some(value) = self.generated(object, name, args)? {
            return Ok(Some(value));
        }
        if object.binding.is_some() {
            return self.invoke_script(&receiver, name, args, reach);
        }
        if let Some(value) = self.invoke_builtin(&receiver, name, args)? {
            return Ok(Some(value));
        }
        if reach == Reach::Written {
            return Ok(None);
        }
        self.method_missing(&receiver, &object.class, name, args)
    }

    fn method_missing(
        &mut self,
        receiver: &Value,
        class: &Arc<Class>,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        let args = [Value::text(name), super::expression::array(args.to_vec())];
        for method in ["methodMissing", "invokeMethod"] {
            if let Some(value) = self.own_method(receiver, class, method, &args)? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// What a script's object has beside its methods: printing, and what the host has.
    fn invoke_script(
        &mut self,
        receiver: &Value,
        name: &str,
        args: &[Value],
        reach: Reach,
    ) -> Eval<Option<Value>> {
        if let Some(value) = self.printed(name, args)? {
            return Ok(Some(value));
        }
        if reach == Reach::Written {
            return Ok(None);
        }
        let host = self.host();
        host.check(self)?;
        if let Some(value) = host.call(self, name, args)? {
            return Ok(Some(value));
        }
        if let Value::Object(object) = receiver
            && let Some(value) =
                self.method_missing(receiver, &Arc::clone(&object.class), name, args)?
        {
            return Ok(Some(value));
        }
        library::call(self, receiver, name, args)
    }

    /// `println` and `print`, which every object has.
    fn printed(&mut self, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        let end = match name {
            "println" => "\n",
            "print" => "",
            _ => return Ok(None),
        };
        let text = match args {
            [] if name == "println" => String::new(),
            [value] => self.shown(value)?.to_string(),
            _ => return Ok(None),
        };
        let host = self.host();
        host.print(self, &format!("{text}{end}"));
        Ok(Some(Value::Null))
    }

    fn invoke_closure(
        &mut self,
        closure: &Arc<Closure>,
        name: &str,
        args: &[Value],
        reach: Reach,
    ) -> Eval<Option<Value>> {
        if matches!(name, "call" | "doCall") {
            return self.call_closure(closure, args.to_vec()).map(Some);
        }
        let receiver = Value::Closure(Arc::clone(closure));
        if let Some(value) = library::call(self, &receiver, name, args)? {
            return Ok(Some(value));
        }
        self.invoke_places(closure, name, args, reach)
    }

    /// A call of a name in a closure: what is written in owner and delegate first, then what they have otherwise.
    pub(super) fn invoke_places(
        &mut self,
        closure: &Arc<Closure>,
        name: &str,
        args: &[Value],
        reach: Reach,
    ) -> Eval<Option<Value>> {
        let reaches: &[Reach] = match reach {
            Reach::Written => &[Reach::Written],
            Reach::All => &[Reach::Written, Reach::All],
        };
        for reach in reaches {
            for place in places(closure) {
                self.check_stack()?;
                let found = match &place {
                    Value::Closure(outer) => self.invoke_places(outer, name, args, *reach)?,
                    Value::Null => None,
                    other => self.invoke_within(other, name, args, *reach)?,
                };
                if found.is_some() {
                    return Ok(found);
                }
            }
        }
        Ok(None)
    }

    fn invoke_class(
        &mut self,
        class: &Arc<Class>,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        if let Some(value) = self.own_static(class, name, args)? {
            return Ok(Some(value));
        }
        if class.decl().is_none() {
            if let Some(value) = library::call_static(self, &class.name, name, args)? {
                return Ok(Some(value));
            }
            let host = self.host();
            if let Some(value) = host.call_static(self, &class.name, name, args)? {
                return Ok(Some(value));
            }
        }
        if let Some(value) = self.class_method(class, name, args)? {
            return Ok(Some(value));
        }
        let receiver = Value::Class(Arc::clone(class));
        self.invoke_builtin(&receiver, name, args)
    }

    /// A method that a script wrote into a class or its parents.
    pub(super) fn own_method(
        &mut self,
        this: &Value,
        class: &Arc<Class>,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        match self.select(class, name, args, Wanted::Any) {
            Some((class, method)) => self.run_method(this, &class, &method, args).map(Some),
            None => Ok(None),
        }
    }

    /// A static method that a script wrote.
    pub(super) fn own_static(
        &mut self,
        class: &Arc<Class>,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        let Some((owner, method)) = self.select(class, name, args, Wanted::Static) else {
            return self.enum_static(class, name, args);
        };
        self.statics(&owner)?;
        let this = Value::Class(Arc::clone(class));
        self.run_method(&this, &owner, &method, args).map(Some)
    }

    /// Runs a method with arguments that suit it.
    pub(super) fn run_method(
        &mut self,
        this: &Value,
        class: &Arc<Class>,
        method: &Arc<Method>,
        args: &[Value],
    ) -> Eval<Value> {
        let (Some(body), Some(unit)) = (method.body.clone(), unit_of(class)) else {
            return Err(self.fault(format!("{}() is abstract", method.ident.name)));
        };
        let this = match this {
            Value::Object(object) if is_static(method) => Value::Class(Arc::clone(&object.class)),
            this => this.clone(),
        };
        let scope = Scope::root(Arc::new(Context {
            unit,
            this,
            class: Some(Arc::clone(class)),
            method: Some(Arc::clone(&method.ident.name)),
            closure: None,
        }));
        let ty = Type::declared(method.returns.as_ref());
        let void = method
            .returns
            .as_ref()
            .is_some_and(|ty| &*ty.name == "void");
        let value = self.within(&scope, |cx| {
            cx.at(method.span);
            cx.bind(&method.params, args.to_vec(), &scope)?;
            let value = cx.body(&body, &scope)?;
            cx.convert(value, &ty)
        })?;
        Ok(if void { Value::Null } else { value })
    }
}

/// Which methods of a class are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Any,
    Static,
}

pub(super) fn is_static(method: &Method) -> bool {
    method.modifiers.iter().any(|word| &**word == "static")
}

pub(super) fn has_own(class: &Arc<Class>, name: &str) -> bool {
    class.coded().any(|class| {
        let mut methods = class.decl().into_iter().flat_map(|decl| &decl.methods);
        methods.any(|method| &*method.ident.name == name)
    })
}

/// A closure (or the like) in a field or in the binding, which can be called as a method.
fn callable(object: &Object, name: &str) -> Option<Value> {
    let own = object.fields.lock().get(name).cloned();
    let found = own.or_else(|| {
        let binding = object.binding.as_ref()?;
        let key = Key(Value::text(name));
        binding.entries.lock().get(&key).cloned()
    });
    found.filter(|value| matches!(value, Value::Closure(_) | Value::Native(_)))
}

pub(super) fn unit_of(class: &Class) -> Option<Arc<Unit>> {
    match &class.kind {
        ClassKind::Script { scope, .. } => Some(Arc::clone(&scope.context.unit)),
        ClassKind::Builtin => None,
    }
}

fn uncapitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}
