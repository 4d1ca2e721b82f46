//! `new`.

use std::sync::Arc;

use parking_lot::Mutex;

use super::classes::is_static;
use super::invoke::unit_of;
use super::scope::{Context, Scope};
use super::types::Type;
use super::unit::Unit;
use super::{Cx, Eval};
use crate::ast::{Block, Call, ClassDecl, DeclKind, Expr, ExprKind, Method, Name, StmtKind};
use crate::library;
use crate::value::{Class, Object, Thrown, Value};

/// What the first statement of a constructor calls.
enum First<'a> {
    Super(&'a Call),
    This(&'a Call),
}

impl Cx {
    /// `new Name(args)` in code.
    pub(super) fn construct(
        &mut self,
        name: &Name,
        args: Vec<Value>,
        scope: &Arc<Scope>,
    ) -> Eval<Value> {
        let unit = Arc::clone(&scope.context.unit);
        if let Some(class) = self.class_seen(name, &unit)? {
            return self.new_instance(&class, args);
        }
        if let Some(value) = library::construct(self, name, &args)? {
            return Ok(value);
        }
        for full in qualified(name, &unit.script.imports) {
            let host = self.host();
            if let Some(value) = host.construct(self, &full, &args)? {
                return Ok(value);
            }
        }
        let class = self.class_needed(name, &unit)?;
        self.new_instance(&class, args)
    }

    /// `new` of a class that is known.
    pub(crate) fn new_instance(&mut self, class: &Arc<Class>, args: Vec<Value>) -> Eval<Value> {
        if class.decl().is_some() {
            return self.instance(class, args, Vec::new());
        }
        if let Some(value) = library::construct(self, &class.name, &args)? {
            return Ok(value);
        }
        let host = self.host();
        if let Some(value) = host.construct(self, &class.name, &args)? {
            return Ok(value);
        }
        if class.is("java.lang.Throwable") {
            let object = Object::throwable(Arc::clone(class), None);
            self.thrown_args(&object, &args)?;
            self.trace(&object);
            return Ok(Value::Object(object));
        }
        Err(self.no_constructor(class, &args))
    }

    /// An object of a script's class.
    pub(super) fn instance(
        &mut self,
        class: &Arc<Class>,
        args: Vec<Value>,
        hidden: Vec<(Name, Value)>,
    ) -> Eval<Value> {
        self.statics(class)?;
        let Some(decl) = class.decl() else {
            return Err(self.no_constructor(class, &args));
        };
        if is_abstract(decl) {
            let message = format!(
                "Cannot create an instance of the abstract class '{}'",
                class.name
            );
            return Err(self.throw("java.lang.InstantiationException", message));
        }
        if class.is("groovy.lang.Script")
            && let Some(unit) = unit_of(class)
        {
            return Ok(self.script_object(class, &unit, None)?.object);
        }
        self.charge(200)?;
        let is_throwable = class.is("java.lang.Throwable");
        let object = Arc::new(Object {
            class: Arc::clone(class),
            fields: Mutex::new(hidden.into_iter().collect()),
            thrown: is_throwable.then(|| Mutex::new(Thrown::default())),
            binding: None,
        });
        self.trace(&object);
        declare_fields(&object);
        self.construct_as(&object, class, args)?;
        Ok(Value::Object(object))
    }

    /// Runs the constructor of a class or of one of its parents.
    fn construct_as(
        &mut self,
        object: &Arc<Object>,
        class: &Arc<Class>,
        args: Vec<Value>,
    ) -> Eval<()> {
        self.check_stack()?;
        let (Some(decl), Some(unit)) = (class.decl(), unit_of(class)) else {
            return self.thrown_args(object, &args);
        };
        let scope = Scope::root(Arc::new(Context {
            unit,
            this: Value::Object(Arc::clone(object)),
            class: Some(Arc::clone(class)),
            method: Some("<init>".into()),
            closure: None,
        }));
        let chosen = self.constructor(&scope.context.unit, decl, &args);
        self.within(&scope, |cx| match chosen {
            Some(constructor) => cx.run_constructor(object, class, &constructor, args, &scope),
            None => cx.construct_plainly(object, class, decl, args, &scope),
        })
    }

    fn constructor(
        &mut self,
        unit: &Arc<Unit>,
        decl: &ClassDecl,
        args: &[Value],
    ) -> Option<Arc<Method>> {
        let mut best: Option<(u32, Arc<Method>)> = None;
        for constructor in &decl.constructors {
            let nothing = args.is_empty() && constructor.params.len() == 1;
            let distance = self.suits(&constructor.params, args, unit);
            if let Some(distance) = distance.filter(|_| !nothing || needs_none(constructor))
                && best.as_ref().is_none_or(|(least, _)| distance < *least)
            {
                best = Some((distance, Arc::clone(constructor)));
            }
        }
        best.map(|(_, constructor)| constructor)
    }

    fn run_constructor(
        &mut self,
        object: &Arc<Object>,
        class: &Arc<Class>,
        constructor: &Method,
        args: Vec<Value>,
        scope: &Arc<Scope>,
    ) -> Eval<()> {
        self.at(constructor.span);
        self.bind(&constructor.params, args, scope)?;
        let Some(body) = &constructor.body else {
            return Ok(());
        };
        let first = body.statements.first().and_then(|first| match &first.kind {
            StmtKind::Expr(expr) => first_call(expr),
            _ => None,
        });
        match first {
            Some(First::This(call)) => {
                let args = self.arguments(&call.args, scope)?;
                self.construct_as(object, class, args)?;
            }
            Some(First::Super(call)) => {
                let args = self.arguments(&call.args, scope)?;
                self.construct_parent(object, class, args)?;
                self.initialize(object, class, scope)?;
            }
            None => {
                self.construct_parent(object, class, Vec::new())?;
                self.initialize(object, class, scope)?;
                return self.body(body, scope).map(drop);
            }
        }
        let rest = Block {
            statements: body.statements.iter().skip(1).cloned().collect(),
            span: body.span,
        };
        self.body(&rest, scope).map(drop)
    }

    fn construct_parent(
        &mut self,
        object: &Arc<Object>,
        class: &Arc<Class>,
        args: Vec<Value>,
    ) -> Eval<()> {
        match &class.parent {
            Some(parent) => self.construct_as(object, parent, args),
            None => Ok(()),
        }
    }

    /// Without a constructor of its own: no arguments, named ones for properties, or what annotations bring.
    fn construct_plainly(
        &mut self,
        object: &Arc<Object>,
        class: &Arc<Class>,
        decl: &ClassDecl,
        args: Vec<Value>,
        scope: &Arc<Scope>,
    ) -> Eval<()> {
        let none = decl.constructors.is_empty() || decl.constructors.iter().any(|c| needs_none(c));
        let inherits = annotated(decl, &["InheritConstructors"]);
        if inherits && !args.is_empty() {
            self.construct_parent(object, class, args)?;
            return self.initialize(object, class, scope);
        }
        let by_place = annotated(decl, &["Canonical", "Immutable", "TupleConstructor"]);
        match args.as_slice() {
            [] if decl.constructors.is_empty() => {
                self.construct_parent(object, class, Vec::new())?;
                self.initialize(object, class, scope)
            }
            [named @ Value::Map(_)] if none => {
                self.construct_as(object, class, Vec::new())?;
                self.set_properties(object, named)
            }
            values if by_place && values.len() <= decl.fields.len() => {
                self.construct_as(object, class, Vec::new())?;
                for (field, value) in decl.fields.iter().zip(values) {
                    let this = Value::Object(Arc::clone(object));
                    self.set_field(&this, &field.ident.name, value.clone())?;
                }
                Ok(())
            }
            _ => Err(self.no_constructor(class, &args)),
        }
    }

    fn set_properties(&mut self, object: &Arc<Object>, named: &Value) -> Eval<()> {
        let Value::Map(map) = named else {
            return Ok(());
        };
        let entries = map.entries.lock().clone();
        let this = Value::Object(Arc::clone(object));
        for (key, value) in entries {
            let name = self.to_text(&key.0)?;
            let own = object.fields.lock().contains_key(&name);
            let setter = super::property::getter("set", &name);
            let args = std::slice::from_ref(&value);
            if self
                .own_method(&this, &object.class, &setter, args)?
                .is_some()
            {
                continue;
            }
            if own {
                self.set_field(&this, &name, value)?;
            } else {
                self.set_property(&this, &name, &value)?;
            }
        }
        Ok(())
    }

    /// The values of the fields, those of traits too, and the initializer blocks.
    fn initialize(
        &mut self,
        object: &Arc<Object>,
        class: &Arc<Class>,
        scope: &Arc<Scope>,
    ) -> Eval<()> {
        for source in class.interfaces().iter().chain([class]) {
            let Some(decl) = source.decl() else { continue };
            for field in decl.fields.iter().filter(|field| !is_static(decl, field)) {
                if field.value.is_some() {
                    let value = self.field_value(field, scope)?;
                    let name = Arc::clone(&field.ident.name);
                    object.fields.lock().insert(name, value);
                }
            }
            for block in &decl.initializers {
                self.run_block(block, scope)?;
            }
        }
        Ok(())
    }

    /// What constructors of throwables take: a message, a cause, or both.
    fn thrown_args(&mut self, object: &Arc<Object>, args: &[Value]) -> Eval<()> {
        let Some(thrown) = &object.thrown else {
            return Ok(());
        };
        let is_cause =
            |value: &Value| matches!(value, Value::Object(object) if object.thrown.is_some());
        match args {
            [cause] if is_cause(cause) => {
                let message = self.to_text(cause)?;
                let mut thrown = thrown.lock();
                thrown.message = Some(message);
                thrown.cause = Some(cause.clone());
            }
            [message, rest @ ..] => {
                let message = match message {
                    Value::Null => None,
                    message => Some(self.to_text(message)?),
                };
                let mut thrown = thrown.lock();
                thrown.message = message;
                thrown.cause = rest.first().filter(|value| is_cause(value)).cloned();
            }
            [] => {}
        }
        Ok(())
    }
}

/// Makes all fields, also the parents', without their values.
fn declare_fields(object: &Arc<Object>) {
    let coded: Vec<_> = object.class.coded().collect();
    for class in coded.into_iter().rev() {
        let Some(decl) = class.decl() else { continue };
        for field in decl.fields.iter().filter(|field| !is_static(decl, field)) {
            let initial = Type::declared(field.ty.as_ref()).initial();
            let name = Arc::clone(&field.ident.name);
            object.fields.lock().insert(name, initial);
        }
    }
}

/// The names that a class may have with the imports of a file.
fn qualified(name: &str, imports: &[crate::ast::Import]) -> Vec<String> {
    let mut names = Vec::new();
    for import in imports {
        let last = import.path.rsplit('.').next();
        match import.star {
            crate::ast::Star::One if import.alias.as_deref().or(last) == Some(name) => {
                names.push(import.path.to_string());
            }
            crate::ast::Star::One => {}
            crate::ast::Star::All => names.push(format!("{}.{name}", import.path)),
        }
    }
    names.push(name.to_owned());
    names
}

fn first_call(expr: &Expr) -> Option<First<'_>> {
    let ExprKind::Call(call) = &expr.kind else {
        return None;
    };
    let name = match &call.name {
        crate::ast::Member::Name(ident) => &*ident.name,
        crate::ast::Member::Dynamic(_) => return None,
    };
    match (call.object.as_ref().map(|object| &object.kind), name) {
        (None, "super") | (Some(ExprKind::Super), "call" | "super") => Some(First::Super(call)),
        (None, "this") | (Some(ExprKind::This), "call" | "this") => Some(First::This(call)),
        _ => None,
    }
}

fn needs_none(constructor: &Method) -> bool {
    constructor
        .params
        .iter()
        .all(|param| param.default.is_some())
}

fn is_abstract(decl: &ClassDecl) -> bool {
    matches!(decl.kind, DeclKind::Interface | DeclKind::Trait)
        || decl.modifiers.iter().any(|word| &**word == "abstract")
}

/// Whether a class has one of these annotations.
pub(super) fn annotated(decl: &ClassDecl, names: &[&str]) -> bool {
    let simple = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let mut annotations = decl.annotations.iter();
    annotations.any(|annotation| names.contains(&&*simple(&annotation.name)))
}
