//! Variables.

use std::sync::Arc;

use parking_lot::Mutex;

use super::types::Type;
use super::unit::Unit;
use crate::ast::Name;
use crate::value::{Class, Closure, Value};

/// The variables that code sees: those of its block, then those around it. The outermost one of a script has its
/// object, and with that the binding.
pub struct Scope {
    around: Option<Arc<Scope>>,
    pub(crate) context: Arc<Context>,
    slots: Mutex<Vec<Slot>>,
}

/// Where code stands: all blocks of a method or closure share one.
#[derive(Clone)]
pub(crate) struct Context {
    /// The file.
    pub(crate) unit: Arc<Unit>,
    /// `this`; in static methods the class.
    pub(crate) this: Value,
    /// The class whose code it is.
    pub(crate) class: Option<Arc<Class>>,
    /// The method; None: statements of the script itself.
    pub(crate) method: Option<Name>,
    /// The innermost closure.
    pub(crate) closure: Option<Arc<Closure>>,
}

impl Context {
    /// As a stack trace has it.
    pub(crate) fn method_name(&self) -> String {
        let class = self.class.as_ref();
        let class = class.map_or(&self.unit.script_class, |class| &class.name);
        let method = self.method.as_deref().unwrap_or("run");
        format!("{class}.{method}")
    }
}

/// A variable.
pub(crate) struct Slot {
    pub(crate) name: Name,
    pub(crate) value: Value,
    pub(crate) ty: Type,
}

/// What became of an assignment to a variable.
pub(crate) enum Stored {
    Yes,
    /// There is no such variable: the value is handed back.
    NoVariable(Value),
    /// The value is to be converted first.
    Typed(Type, Value),
}

impl Scope {
    /// The outermost one of a method, class or script.
    pub(crate) fn root(context: Arc<Context>) -> Arc<Self> {
        Self::with(None, context, Vec::new())
    }

    /// One inside another.
    pub(crate) fn inside(around: &Arc<Self>) -> Arc<Self> {
        Self::with(
            Some(Arc::clone(around)),
            Arc::clone(&around.context),
            Vec::new(),
        )
    }

    /// One with these variables.
    pub(crate) fn with(
        around: Option<Arc<Self>>,
        context: Arc<Context>,
        slots: Vec<Slot>,
    ) -> Arc<Self> {
        Arc::new(Self {
            around,
            context,
            slots: Mutex::new(slots),
        })
    }

    /// Adds a variable; one of the same name in the same block is replaced.
    pub(crate) fn declare(&self, name: &Name, value: Value, ty: Type) {
        let mut slots = self.slots.lock();
        match slots.iter_mut().find(|slot| same(&slot.name, name)) {
            Some(slot) => {
                slot.value = value;
                slot.ty = ty;
            }
            None => slots.push(Slot {
                name: Arc::clone(name),
                value,
                ty,
            }),
        }
    }

    /// Reads a variable.
    pub(crate) fn get(&self, name: &Name) -> Option<Value> {
        self.slot(name, |slot| slot.value.clone())
    }

    /// Reads a variable that is an `int`.
    pub(crate) fn int(&self, name: &Name) -> Option<i32> {
        let value = self.slot(name, |slot| match slot.value {
            Value::Int(value) => Some(value),
            _ => None,
        });
        value.flatten()
    }

    /// Writes a variable, unless its type asks for a conversion.
    pub(crate) fn set(&self, name: &Name, value: Value) -> Stored {
        let mut value = Some(value);
        let stored = self.slot(name, |slot| {
            let given = value.take().unwrap_or_default();
            if slot.ty.holds(&given) {
                slot.value = given;
                Stored::Yes
            } else {
                Stored::Typed(slot.ty.clone(), given)
            }
        });
        stored.unwrap_or_else(|| Stored::NoVariable(value.unwrap_or_default()))
    }

    /// Writes a variable whatever its type is.
    pub(crate) fn force(&self, name: &Name, value: Value) {
        self.slot(name, |slot| slot.value = value);
    }

    fn slot<T>(&self, name: &Name, see: impl FnOnce(&mut Slot) -> T) -> Option<T> {
        let mut scope = self;
        loop {
            let mut slots = scope.slots.lock();
            if let Some(slot) = slots.iter_mut().find(|slot| same(&slot.name, name)) {
                return Some(see(slot));
            }
            drop(slots);
            scope = scope.around.as_deref()?;
        }
    }
}

fn same(a: &Name, b: &Name) -> bool {
    Arc::ptr_eq(a, b) || a == b
}

/// Takes the values out of a scope that nobody else has, and out of those around it.
pub(crate) fn take_scope(scope: Arc<Scope>, open: &mut Vec<Value>) {
    let mut next = Some(scope);
    while let Some(mut scope) = next.take().and_then(Arc::into_inner) {
        scope.take(open);
        next = scope.around.take();
    }
}

impl Scope {
    fn take(&mut self, open: &mut Vec<Value>) {
        open.extend(self.slots.get_mut().drain(..).map(|slot| slot.value));
        if let Some(context) = Arc::get_mut(&mut self.context)
            && let Some(closure) = context.closure.take()
        {
            open.push(Value::Closure(closure));
        }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        let scalar = |slot: &Slot| {
            matches!(
                slot.value,
                Value::Null | Value::Bool(_) | Value::Int(_) | Value::Str(_)
            )
        };
        if self.slots.get_mut().iter().all(scalar) {
            return;
        }
        let mut open = Vec::new();
        self.take(&mut open);
        crate::value::dismantle(open);
    }
}
