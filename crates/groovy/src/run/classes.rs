//! Scripts and their classes at run time: loading, static members, enums.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use indexmap::IndexMap;
use parking_lot::{Mutex, MutexGuard};
use rustc_hash::FxBuildHasher;

use super::cx::Loaded;
use super::scope::{Context, Scope};
use super::statement::is_field;
use super::types::Type;
use super::unit::Unit;
use super::{Cx, Eval};
use crate::ast::{ClassDecl, DeclKind, Declared, Field, Name, Script, StmtKind};
use crate::value::{Class, ClassKind, Entries, Map, MapKind, Object, Value};

type Members = IndexMap<Name, Value, FxBuildHasher>;

/// Where an enum's constants keep their names and places.
pub(super) const ENUM_NAME: &str = "$name";
pub(super) const ENUM_ORDINAL: &str = "$ordinal";

/// What the class of a script is called that is no `.groovy` file, as of a Jenkinsfile.
const MAIN: &str = "WorkflowScript";

/// Where a class with `@Singleton` keeps its object.
const SINGLETON: &str = "$instance";

/// Where an object keeps the closure or map that stands for an interface of a script: `{ } as Greeter`.
pub(super) const STAND_IN: &str = "$standIn";

impl Cx {
    /// Makes a script's classes and its object, without running it. `binding` is shared when given (a map from names), else the script has
    /// one of its own.
    pub fn load(&mut self, script: &Arc<Script>, binding: Option<&Value>) -> Eval<Loaded> {
        let name = script_name(script);
        let unit = Unit::new(script, name);
        self.build_all(&unit)?;
        let class = self.script_class(&unit);
        let binding = match binding {
            Some(Value::Map(map)) => Some(Arc::clone(map)),
            _ => None,
        };
        self.script_object(&class, &unit, binding)
    }

    /// An object of a script's class.
    pub(super) fn script_object(
        &mut self,
        class: &Arc<Class>,
        unit: &Arc<Unit>,
        binding: Option<Arc<Map>>,
    ) -> Eval<Loaded> {
        let binding =
            binding.unwrap_or_else(|| Arc::new(Map::new(MapKind::Linked, Entries::default())));
        let object = Value::Object(Arc::new(Object {
            class: Arc::clone(class),
            fields: Mutex::default(),
            thrown: None,
            binding: Some(binding),
        }));
        let scope = Scope::root(Arc::new(Context {
            unit: Arc::clone(unit),
            this: object.clone(),
            class: Some(Arc::clone(class)),
            method: None,
            closure: None,
        }));
        let loaded = Loaded {
            object,
            scope,
            script: Arc::clone(&unit.script),
        };
        self.within(&Arc::clone(&loaded.scope), |cx| cx.script_fields(&loaded))?;
        Ok(loaded)
    }

    /// Gives the `@Field`s of a script their values.
    fn script_fields(&mut self, loaded: &Loaded) -> Eval<()> {
        let Value::Object(object) = &loaded.object else {
            return Ok(());
        };
        for statement in &loaded.script.body.statements {
            let StmtKind::Declare(declare) = &statement.kind else {
                continue;
            };
            let Declared::Each(fields) = &declare.what else {
                continue;
            };
            if !is_field(declare) {
                continue;
            }
            self.at(statement.span);
            let ty = Type::declared(declare.ty.as_ref());
            for (ident, value) in fields {
                let value = match value {
                    Some(expr) => {
                        let value = self.expr(expr, &loaded.scope)?;
                        self.convert(value, &ty)?
                    }
                    None => ty.initial(),
                };
                object.fields.lock().insert(Arc::clone(&ident.name), value);
            }
        }
        Ok(())
    }

    /// The static members of a script's class, with their values.
    pub(super) fn statics<'a>(
        &mut self,
        class: &'a Arc<Class>,
    ) -> Eval<Option<MutexGuard<'a, Members>>> {
        let ClassKind::Script { statics, ready, .. } = &class.kind else {
            return Ok(None);
        };
        if !ready.swap(true, Ordering::Relaxed) {
            self.make_statics(class)?;
        }
        Ok(Some(statics.lock()))
    }

    fn make_statics(&mut self, class: &Arc<Class>) -> Eval<()> {
        let ClassKind::Script { decl, scope, .. } = &class.kind else {
            return Ok(());
        };
        let scope = Scope::root(Arc::new(Context {
            unit: Arc::clone(&scope.context.unit),
            this: Value::Class(Arc::clone(class)),
            class: Some(Arc::clone(class)),
            method: Some("<clinit>".into()),
            closure: None,
        }));
        let decl = Arc::clone(decl);
        self.within(&scope, |cx| {
            cx.at(decl.span);
            cx.make_constants(class, &decl, &scope)?;
            for field in decl.fields.iter().filter(|field| is_static(&decl, field)) {
                let value = cx.field_value(field, &scope)?;
                insert_static(class, &field.ident.name, value);
            }
            for block in &decl.statics {
                cx.run_block(block, &scope)?;
            }
            Ok(())
        })
    }

    fn make_constants(
        &mut self,
        class: &Arc<Class>,
        decl: &ClassDecl,
        scope: &Arc<Scope>,
    ) -> Eval<()> {
        for (at, constant) in decl.constants.iter().enumerate() {
            let args = self.arguments(&constant.args, scope)?;
            let name = &constant.ident.name;
            let at = Value::Int(i32::try_from(at).unwrap_or(i32::MAX));
            let hidden = [
                (ENUM_NAME.into(), Value::Str(Arc::clone(name))),
                (ENUM_ORDINAL.into(), at),
            ];
            let value = self.instance(class, args, hidden.into_iter().collect())?;
            insert_static(class, name, value);
        }
        Ok(())
    }

    /// What a field has at first.
    pub(super) fn field_value(&mut self, field: &Field, scope: &Arc<Scope>) -> Eval<Value> {
        let ty = Type::declared(field.ty.as_ref());
        match &field.value {
            None => Ok(ty.initial()),
            Some(expr) => {
                self.at(field.ident.span);
                let value = self.expr(expr, scope)?;
                self.convert(value, &ty)
            }
        }
    }

    /// The constants of an enum, in order.
    pub(super) fn constants(&mut self, class: &Arc<Class>) -> Eval<Vec<Value>> {
        let Some(decl) = class.decl() else {
            return Ok(Vec::new());
        };
        let Some(statics) = self.statics(class)? else {
            return Ok(Vec::new());
        };
        let names = decl.constants.iter();
        let values = names.filter_map(|constant| statics.get(&constant.ident.name).cloned());
        Ok(values.collect())
    }

    /// `values()` and `valueOf(name)` of an enum.
    pub(super) fn enum_static(
        &mut self,
        class: &Arc<Class>,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        if !is_enum(class) {
            return Ok(None);
        }
        match (name, args) {
            ("values", []) => {
                let constants = self.constants(class)?;
                Ok(Some(super::expression::array(constants)))
            }
            ("valueOf", [text]) => {
                let text = self.to_text(text)?;
                self.constant(class, &text).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// An enum's constant by its name.
    pub(super) fn constant(&mut self, class: &Arc<Class>, name: &str) -> Eval<Value> {
        let known = class.decl().is_some_and(|decl| {
            let mut constants = decl.constants.iter();
            constants.any(|constant| *constant.ident.name == *name)
        });
        let found = self
            .statics(class)?
            .and_then(|statics| statics.get(name).cloned());
        if let Some(value) = found.filter(|_| known) {
            return Ok(value);
        }
        let message = format!("No enum constant {}.{name}", class.name.replace('$', "."));
        Err(self.throw("java.lang.IllegalArgumentException", message))
    }
}

impl Cx {
    /// The one object of a class with `@Singleton`.
    pub(super) fn singleton(&mut self, class: &Arc<Class>) -> Eval<Value> {
        let name = Name::from(SINGLETON);
        if let Some(value) = self.static_property(class, &name)? {
            return Ok(value);
        }
        let value = self.instance(class, Vec::new(), Vec::new())?;
        insert_static(class, &name, value.clone());
        Ok(value)
    }
}

pub(super) fn is_enum(class: &Class) -> bool {
    class.decl().is_some_and(|decl| decl.kind == DeclKind::Enum)
}

/// Whether a field belongs to the class rather than to its objects.
pub(super) fn is_static(decl: &ClassDecl, field: &Field) -> bool {
    decl.kind == DeclKind::Interface || field.modifiers.iter().any(|word| &**word == "static")
}

fn insert_static(class: &Class, name: &Name, value: Value) {
    if let ClassKind::Script { statics, .. } = &class.kind {
        statics.lock().insert(Arc::clone(name), value);
    }
}

/// The class of a file: its stem where it is a Groovy file, else the host's name for the main script.
fn script_name(script: &Script) -> Name {
    let file = script.code.name.rsplit('/').next().unwrap_or_default();
    file.strip_suffix(".groovy").unwrap_or(MAIN).into()
}
