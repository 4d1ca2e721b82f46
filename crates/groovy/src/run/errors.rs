//! What is said where code asks for what is not there, in Groovy's words.

use std::sync::Arc;

use super::scope::Scope;
use super::{Cx, Unwind};
use crate::ast::Name;
use crate::library;
use crate::value::{Class, Closure, ClosureCode, Value};

/// How many solutions are named.
const SOLUTIONS: usize = 5;

/// How many letters a property that is named may differ in.
const PROPERTY_DISTANCE: usize = 3;

impl Cx {
    pub(super) fn missing_method(
        &mut self,
        receiver: &Value,
        name: &str,
        args: &[Value],
    ) -> Unwind {
        let (of, known) = match receiver {
            Value::Null => {
                let message = match args {
                    [more] if name == "plus" => {
                        format!(
                            "Cannot execute null+{}",
                            self.to_text(more).unwrap_or_default()
                        )
                    }
                    _ => format!("Cannot invoke method {name}() on null object"),
                };
                return self.throw("java.lang.NullPointerException", message);
            }
            Value::Class(class) => (format!("static {}", class.name), own_methods(class)),
            Value::Object(object) => (object.class.name.to_string(), own_methods(&object.class)),
            other => (library::class_name(other).to_owned(), Vec::new()),
        };
        if let Value::Object(object) = receiver
            && object.binding.is_some()
        {
            let host = self.host();
            if let Some(unwind) = host.missing(self, name, args) {
                return unwind;
            }
        }
        let mut message =
            format!("No signature of method: {of}.{name}() is applicable for argument ");
        message.push_str(&self.argument_types(args));
        let builtin = library::signatures(library::class_name(receiver));
        message.push_str(&solutions(name, known.into_iter().chain(builtin)));
        self.throw("groovy.lang.MissingMethodException", message)
    }

    /// `types: (java.lang.Integer) values: [1]`.
    fn argument_types(&mut self, args: &[Value]) -> String {
        let types: Vec<_> = args.iter().map(type_name).collect();
        let mut values = Vec::new();
        for arg in args {
            let text = self.to_text(arg).unwrap_or_default();
            values.push(match text.char_indices().nth(60) {
                Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
                None => text.to_string(),
            });
        }
        format!(
            "types: ({}) values: [{}]",
            types.join(", "),
            values.join(", ")
        )
    }

    /// A call of a name in code that nothing has.
    pub(super) fn missing_call(&mut self, name: &str, args: &[Value], scope: &Scope) -> Unwind {
        let this = scope.context.this.clone();
        self.missing_method(&this, name, args)
    }

    pub(super) fn closure_mismatch(&mut self, closure: &Arc<Closure>, args: &[Value]) -> Unwind {
        let of = match (&closure.code, &closure.this) {
            (ClosureCode::Script(..), Value::Object(object)) => {
                format!("{}$_run_closure1", object.class.name)
            }
            _ => "groovy.lang.Closure".to_owned(),
        };
        let types = self.argument_types(args);
        let message =
            format!("No signature of method: {of}.call() is applicable for argument {types}");
        self.throw("groovy.lang.MissingMethodException", message)
    }

    /// A name in code that nothing has.
    pub(super) fn missing_name(&mut self, name: &Name, scope: &Scope) -> Unwind {
        let this = scope.context.this.clone();
        self.missing_property(&this, name)
    }

    pub(super) fn missing_property(&mut self, receiver: &Value, name: &str) -> Unwind {
        let (class, known) = match receiver {
            Value::Object(object) => {
                let fields = object.fields.lock();
                let names = fields.keys().map(ToString::to_string);
                (object.class.name.to_string(), names.collect::<Vec<_>>())
            }
            Value::Class(class) => {
                let fields = class.decl().into_iter().flat_map(|decl| &decl.fields);
                let names = fields.map(|field| field.ident.name.to_string());
                (class.name.to_string(), names.collect())
            }
            other => (library::class_name(other).to_owned(), Vec::new()),
        };
        let mut message = format!("No such property: {name} for class: {class}");
        message.push_str(&nearest(name, known, PROPERTY_DISTANCE));
        self.throw("groovy.lang.MissingPropertyException", message)
    }

    /// `list.name` where an item has no such property.
    pub(super) fn missing_in_item(&mut self, list: &Value, item: &Value, name: &str) -> Unwind {
        let own = library::class_name(item);
        let list = library::class_name(list);
        let message = format!(
            "Exception evaluating property '{name}' for {list}, Reason: \
             groovy.lang.MissingPropertyException: No such property: {name} for class: {own}"
        );
        self.throw("groovy.lang.MissingPropertyException", message)
    }

    pub(super) fn no_meta_class(&mut self) -> Unwind {
        let class = "org.jenkinsci.plugins.scriptsecurity.sandbox.RejectedAccessException";
        let message = "Scripts not permitted to use method groovy.lang.GroovyObject getMetaClass. \
                       Classes are not changed while they run: write the method into the class, or a function.";
        self.throw(class, message)
    }

    pub(super) fn cast_error(&mut self, value: &Value, class: &str) -> Unwind {
        let text = self.to_text(value).unwrap_or_default();
        let own = library::class_name(value).to_owned();
        let message = format!("Cannot cast object '{text}' with class '{own}' to class '{class}'");
        let class = "org.codehaus.groovy.runtime.typehandling.GroovyCastException";
        self.throw(class, message)
    }

    pub(super) fn no_constructor(&mut self, class: &Class, args: &[Value]) -> Unwind {
        let types: Vec<_> = args.iter().map(type_name).collect();
        let message = format!(
            "Could not find matching constructor for: {}({})",
            class.name,
            types.join(", ")
        );
        self.throw("groovy.lang.GroovyRuntimeException", message)
    }
}

fn type_name(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        other => library::class_name(other).to_owned(),
    }
}

fn own_methods(class: &Arc<Class>) -> Vec<String> {
    let mut known = Vec::new();
    for class in class.coded() {
        let methods = class.decl().into_iter().flat_map(|decl| &decl.methods);
        known.extend(methods.map(|method| {
            let types = method.params.iter().map(|param| {
                let ty = param.ty.as_ref().map(super::types::Type::of);
                ty.map_or_else(|| "java.lang.Object".to_owned(), |ty| ty.name())
            });
            format!(
                "{}({})",
                method.ident.name,
                types.collect::<Vec<_>>().join(", ")
            )
        }));
    }
    known
}

/// The nearest methods.
fn solutions(name: &str, known: impl Iterator<Item = String>) -> String {
    nearest(name, known.collect(), name.len() / 2 + 1)
}

/// The nearest of what there is.
fn nearest(name: &str, known: Vec<String>, distance: usize) -> String {
    let mut near: Vec<(usize, String)> = known
        .into_iter()
        .filter(|known| !known.starts_with('$'))
        .map(|known| {
            let own = known.split('(').next().unwrap_or_default();
            (strsim::damerau_levenshtein(own, name), known)
        })
        .filter(|(own, _)| *own <= distance)
        .collect();
    near.sort();
    near.dedup();
    near.truncate(SOLUTIONS);
    if near.is_empty() {
        return String::new();
    }
    let names: Vec<_> = near.into_iter().map(|(_, known)| known).collect();
    format!("\nPossible solutions: {}", names.join(", "))
}
