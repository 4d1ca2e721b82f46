//! From the name of a class to the class.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use parking_lot::Mutex;

use super::scope::{Context, Scope};
use super::unit::{Sighting, Unit};
use super::{Cx, Eval};
use crate::ast::{ClassDecl, DeclKind, Import, ImportOf, Name, Star, TypeRef};
use crate::library;
use crate::value::{Class, ClassKind, Value};

impl Cx {
    /// A class by its simple or full name.
    pub fn class(&mut self, name: &str) -> Option<Arc<Class>> {
        self.program.class(name).or_else(|| builtin(name))
    }

    /// The class that code of a file calls so. That there is none is remembered until classes come.
    pub(super) fn class_seen(&mut self, name: &Name, unit: &Arc<Unit>) -> Eval<Option<Arc<Class>>> {
        let generation = self.program.generation();
        match unit.seen.lock().get(name) {
            Some(Sighting::Class(class)) => return Ok(Some(Arc::clone(class))),
            Some(Sighting::Nothing(then)) if *then == generation => return Ok(None),
            _ => {}
        }
        let found = self.find_class(name, unit)?;
        let sighting = match &found {
            Some(class) => Sighting::Class(Arc::clone(class)),
            None => Sighting::Nothing(self.program.generation()),
        };
        unit.seen.lock().insert(Arc::clone(name), sighting);
        Ok(found)
    }

    /// The class of a name in code, which must be there.
    pub(super) fn class_needed(&mut self, name: &Name, unit: &Arc<Unit>) -> Eval<Arc<Class>> {
        if let Some(class) = self.class_seen(name, unit)? {
            return Ok(class);
        }
        if let Some(class) = self.find_class(name, unit)? {
            return Ok(class);
        }
        let message = format!("unable to resolve class {name}");
        Err(self.throw(
            "org.codehaus.groovy.control.MultipleCompilationErrorsException",
            message,
        ))
    }

    fn find_class(&mut self, name: &Name, unit: &Arc<Unit>) -> Eval<Option<Arc<Class>>> {
        if unit.decls.contains_key(name) {
            return self.build(name, unit).map(Some);
        }
        let imports = unit.script.imports.iter();
        let own = imports.clone().find(|import| brings(import, name));
        if let Some(import) = own {
            return self.class_full(&import.path);
        }
        if name.contains('.') {
            return self.dotted(name, unit);
        }
        if let Some(package) = &unit.script.package
            && let Some(class) = self.class_full(&format!("{package}.{name}"))?
        {
            return Ok(Some(class));
        }
        if let Some(class) = builtin(name) {
            return Ok(Some(class));
        }
        for import in imports.filter(|import| import.star == Star::All) {
            if let Some(class) = self.class_full(&format!("{}.{name}", import.path))? {
                return Ok(Some(class));
            }
        }
        self.class_full(name)
    }

    /// `a.b.C`, and `Outer.Inner`.
    fn dotted(&mut self, name: &Name, unit: &Arc<Unit>) -> Eval<Option<Arc<Class>>> {
        if let Some(class) = self.class_full(name)? {
            return Ok(Some(class));
        }
        let Some((outer, inner)) = name.rsplit_once('.') else {
            return Ok(None);
        };
        if !outer
            .rsplit('.')
            .next()
            .is_some_and(super::names::is_type_like)
        {
            return Ok(None);
        }
        match self.class_seen(&outer.into(), unit)? {
            Some(outer) => self.inner_class(&outer, &inner.into()),
            None => Ok(None),
        }
    }

    /// `Outer.Inner`.
    pub(super) fn inner_class(
        &mut self,
        outer: &Arc<Class>,
        name: &Name,
    ) -> Eval<Option<Arc<Class>>> {
        let full = format!("{}${name}", outer.name);
        if let Some(class) = self.program.class(&full) {
            return Ok(Some(class));
        }
        let Some(unit) = super::invoke::unit_of(outer) else {
            return Ok(library::class(&full).and_then(|_| builtin(&full)));
        };
        match unit.decls.get(name) {
            Some((known, _)) if **known == *full => self.build(name, &unit).map(Some),
            _ => Ok(None),
        }
    }

    /// A class by its full name: of this program, Java's, or of a file that the host has.
    pub(super) fn class_full(&mut self, full: &str) -> Eval<Option<Arc<Class>>> {
        if let Some(class) = self.program.class(full).or_else(|| builtin(full)) {
            return Ok(Some(class));
        }
        let host = self.host();
        let Some(script) = host.class(self, full)? else {
            return Ok(None);
        };
        let unit = Unit::new(&script, full.into());
        self.build_all(&unit)?;
        if self.program.class(full).is_none() {
            self.script_class(&unit);
        }
        Ok(self.program.class(full))
    }

    /// Makes all classes of a file.
    pub(super) fn build_all(&mut self, unit: &Arc<Unit>) -> Eval<()> {
        let names: Vec<Name> = unit.decls.keys().cloned().collect();
        for name in names {
            self.build(&name, unit)?;
        }
        Ok(())
    }

    /// Makes a class of a file, and those that it extends, unless that is done.
    fn build(&mut self, name: &Name, unit: &Arc<Unit>) -> Eval<Arc<Class>> {
        if let Some(Sighting::Class(class)) = unit.seen.lock().get(name) {
            return Ok(Arc::clone(class));
        }
        let Some((full, decl)) = unit.decls.get(name).cloned() else {
            return self.class_needed(name, unit);
        };
        self.check_stack()?;
        if self.building.contains(&full) {
            return Err(self.fault(format!("Cyclic inheritance involving {full}")));
        }
        self.building.push(Arc::clone(&full));
        let class = self.make(&full, &decl, unit);
        self.building.pop();
        let class = class?;
        self.program.add_class(&class);
        let sighting = Sighting::Class(Arc::clone(&class));
        unit.seen.lock().insert(Arc::clone(name), sighting);
        Ok(class)
    }

    fn make(&mut self, full: &Name, decl: &Arc<ClassDecl>, unit: &Arc<Unit>) -> Eval<Arc<Class>> {
        let parent = match (&decl.parent, decl.kind) {
            (Some(ty), _) => Some(self.parent(ty, unit)?),
            (None, DeclKind::Enum) => builtin("java.lang.Enum"),
            (None, _) => None,
        };
        let mut interfaces = Vec::new();
        for ty in &decl.interfaces {
            interfaces.push(self.parent(ty, unit)?);
        }
        Ok(script_class(full, decl, unit, parent, interfaces))
    }

    fn parent(&mut self, ty: &TypeRef, unit: &Arc<Unit>) -> Eval<Arc<Class>> {
        if unit.decls.contains_key(&ty.name) {
            return self.build(&ty.name, unit);
        }
        self.class_needed(&ty.name, unit)
    }

    /// The class of a script itself, with its methods.
    pub(super) fn script_class(&mut self, unit: &Arc<Unit>) -> Arc<Class> {
        let script = &unit.script;
        let decl = ClassDecl {
            kind: DeclKind::Class,
            annotations: Vec::new(),
            modifiers: Vec::new(),
            ident: crate::ast::Ident {
                name: Arc::clone(&unit.script_class),
                span: script.body.span,
            },
            parent: None,
            interfaces: Vec::new(),
            fields: Vec::new(),
            methods: script.methods.clone(),
            constructors: Vec::new(),
            statics: Vec::new(),
            initializers: Vec::new(),
            constants: Vec::new(),
            classes: Vec::new(),
            span: script.body.span,
        };
        let parent = builtin("groovy.lang.Script")
            .unwrap_or_else(|| Class::builtin("groovy.lang.Script", None));
        let name = &unit.script_class;
        let class = script_class(name, &Arc::new(decl), unit, Some(parent), Vec::new());
        self.program.add_class(&class);
        class
    }

    /// A static member of a class that `import static` brings: the class, and the member's own name.
    pub(super) fn static_imports(
        &mut self,
        name: &str,
        unit: &Arc<Unit>,
    ) -> Eval<Vec<(Arc<Class>, Name)>> {
        let mut found = Vec::new();
        for import in &unit.script.imports {
            if import.of != ImportOf::Static {
                continue;
            }
            if import.star == Star::All {
                let class = self.class_full(&import.path)?;
                found.extend(class.map(|class| (class, name.into())));
            } else if brings_static(import, name)
                && let Some((class, member)) = import.path.rsplit_once('.')
            {
                let class = self.class_full(class)?;
                found.extend(class.map(|class| (class, member.into())));
            }
        }
        Ok(found)
    }

    pub(super) fn static_import_field(
        &mut self,
        name: &Name,
        context: &Arc<Context>,
    ) -> Eval<Option<Value>> {
        for (class, member) in self.static_imports(name, &context.unit)? {
            if let Some(value) = self.property_opt(&Value::Class(class), &member)? {
                return Ok(Some(value));
            }
        }
        let outer = context.class.as_ref().and_then(outer_name);
        match outer.and_then(|outer| self.program.class(&outer)) {
            Some(outer) => self.static_property(&outer, name),
            None => Ok(None),
        }
    }

    /// A call that the class has no method for: what `import static` brings, and the class around.
    pub(super) fn call_around(
        &mut self,
        name: &Name,
        args: &[Value],
        scope: &Arc<Scope>,
    ) -> Eval<Option<Value>> {
        let context = &scope.context;
        for (class, member) in self.static_imports(name, &context.unit)? {
            if let Some(value) = self.invoke(&Value::Class(class), &member, args)? {
                return Ok(Some(value));
            }
        }
        let mut outer = context.class.as_ref().and_then(outer_name);
        while let Some(class) = outer.and_then(|name| self.program.class(&name)) {
            if let Some(value) = self.own_static(&class, name, args)? {
                return Ok(Some(value));
            }
            outer = outer_name(&class);
        }
        Ok(None)
    }
}

/// A class of Java, Groovy or Jenkins, with its parents.
pub(super) fn builtin(name: &str) -> Option<Arc<Class>> {
    let line = library::class(name).or_else(|| library::class(primitive(name)?))?;
    let mut above = None;
    for name in line.iter().rev() {
        above = Some(Class::builtin(*name, above));
    }
    above
}

/// The class of a primitive type.
pub(super) fn primitive(name: &str) -> Option<&'static str> {
    Some(match name {
        "int" => "java.lang.Integer",
        "long" => "java.lang.Long",
        "double" => "java.lang.Double",
        "float" => "java.lang.Float",
        "short" => "java.lang.Short",
        "byte" => "java.lang.Byte",
        "boolean" => "java.lang.Boolean",
        "char" => "java.lang.Character",
        _ => return None,
    })
}

fn script_class(
    full: &Name,
    decl: &Arc<ClassDecl>,
    unit: &Arc<Unit>,
    parent: Option<Arc<Class>>,
    interfaces: Vec<Arc<Class>>,
) -> Arc<Class> {
    let scope = Scope::root(Arc::new(Context {
        unit: Arc::clone(unit),
        this: Value::Null,
        class: None,
        method: None,
        closure: None,
    }));
    let mut above: Vec<Arc<Class>> = Vec::new();
    for class in parent.iter().chain(&interfaces) {
        let more = class
            .coded()
            .filter(|more| !above.iter().any(|known| Arc::ptr_eq(known, more)));
        let more: Vec<_> = more.cloned().collect();
        above.extend(more);
    }
    Arc::new(Class {
        name: Arc::clone(full),
        parent,
        kind: ClassKind::Script {
            decl: Arc::clone(decl),
            code: Arc::clone(&unit.script.code),
            scope,
            interfaces,
            above,
            statics: Mutex::default(),
            ready: AtomicBool::new(false),
        },
    })
}

fn brings(import: &Import, name: &str) -> bool {
    let last = import.path.rsplit('.').next();
    let known = import.alias.as_deref().or(last);
    import.of == ImportOf::Class && import.star == Star::One && known == Some(name)
}

fn brings_static(import: &Import, name: &str) -> bool {
    let last = import.path.rsplit('.').next();
    import.alias.as_deref().or(last) == Some(name)
}

/// The class around an inner one.
fn outer_name(class: &Arc<Class>) -> Option<String> {
    class
        .name
        .rsplit_once('$')
        .map(|(outer, _)| outer.to_owned())
}
