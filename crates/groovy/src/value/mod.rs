//! Values.
//!
//! They are shared between the threads of a script (branches of a `parallel`); only one thread runs at a time, so a
//! lock here is never waited for. No lock may be held while a script's code is called.

mod class;
mod collections;
mod dismantle;
mod key;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use bigdecimal::BigDecimal;
use num_bigint::BigInt;
use parking_lot::Mutex;

use crate::ast::{ClosureExpr, Name};
use crate::run::{Cx, Eval, Scope};

pub use class::{Class, ClassKind, Object, Thrown};
pub use collections::{Entries, List, ListKind, Map, MapKind, Range};
pub(crate) use dismantle::dismantle;
pub use key::Key;
pub(crate) use key::same;

/// A value.
#[derive(Clone, Default)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `java.lang.Boolean`.
    Bool(bool),
    /// `java.lang.Integer`.
    Int(i32),
    /// `java.lang.Long`.
    Long(i64),
    /// `java.math.BigInteger`.
    Big(Arc<BigInt>),
    /// `java.math.BigDecimal`.
    Decimal(Arc<BigDecimal>),
    /// `java.lang.Float`.
    Float(f32),
    /// `java.lang.Double`.
    Double(f64),
    /// `java.lang.Character`.
    Char(char),
    /// `java.lang.String`.
    Str(Arc<str>),
    /// `groovy.lang.GString`.
    GString(Arc<GString>),
    /// `java.util.ArrayList`, sets and arrays.
    List(Arc<List>),
    /// `java.util.LinkedHashMap` and others.
    Map(Arc<Map>),
    /// `groovy.lang.IntRange`, `ObjectRange`.
    Range(Arc<Range>),
    /// `groovy.lang.Closure`.
    Closure(Arc<Closure>),
    /// `java.lang.Class`.
    Class(Arc<Class>),
    /// An instance of a class of a script, or a throwable.
    Object(Arc<Object>),
    /// What a host or the library brings.
    Native(Arc<dyn Native>),
}

/// A string with interpolation. Its text is made each time that it is asked for.
pub struct GString {
    /// Texts around the values: one more than there are values.
    pub strings: Vec<Name>,
    /// The values; closures without parameters, or with one that takes a writer, are called.
    pub values: Vec<Value>,
}

/// A closure.
pub struct Closure {
    /// What it does.
    pub code: ClosureCode,
    /// Who resolves names before the delegate: the script's object or another closure.
    pub owner: Value,
    /// `this` inside.
    pub this: Value,
    /// Who resolves names after (or before) the owner.
    pub delegate: Mutex<Value>,
    /// In which order.
    pub strategy: Mutex<Strategy>,
}

/// What a closure does.
#[derive(Clone)]
pub enum ClosureCode {
    /// As a script says, with the variables around it.
    Script(Arc<ClosureExpr>, Arc<Scope>),
    /// `object.&method`.
    Method(Value, Name),
    /// `f >> g`: first one, then the other.
    Composed(Arc<Closure>, Arc<Closure>),
    /// `f.curry(1)`: arguments from the left, and from the right.
    Curried(Arc<Closure>, Vec<Value>, Vec<Value>),
    /// What the host gives for a script to call.
    Native(Arc<dyn NativeClosure>),
}

/// A closure of the host.
pub trait NativeClosure: Send + Sync {
    /// Calls it.
    fn call(&self, cx: &mut Cx, args: Vec<Value>) -> Eval<Value>;

    /// How many parameters it has: methods of collections ask.
    fn parameters(&self) -> usize {
        1
    }
}

/// Where a closure looks for names that are no variables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// 0.
    #[default]
    OwnerFirst,
    /// 1.
    DelegateFirst,
    /// 2.
    OwnerOnly,
    /// 3.
    DelegateOnly,
    /// 4.
    ToSelf,
}

/// An object that is not Groovy's own: `env`, a matcher, a date. `None` always means: there is no such member, so that the
/// caller may look further (extension methods, then an error that names the nearest).
pub trait Native: Any + Send + Sync {
    /// `java.util.Date`.
    fn class_name(&self) -> &str;

    /// Calls a method.
    fn call(&self, _cx: &mut Cx, _name: &str, _args: &[Value]) -> Eval<Option<Value>> {
        Ok(None)
    }

    /// Reads a property.
    fn get(&self, _cx: &mut Cx, _name: &str) -> Eval<Option<Value>> {
        Ok(None)
    }

    /// Writes a property; false: there is none.
    fn set(&self, _cx: &mut Cx, _name: &str, _value: &Value) -> Eval<bool> {
        Ok(false)
    }

    /// Names of members, for suggestions.
    fn members(&self) -> &[&'static str] {
        &[]
    }

    /// `toString()`.
    fn show(&self) -> String {
        self.class_name().to_owned()
    }

    /// `==`, beside being the same.
    fn equals(&self, _other: &dyn Native) -> bool {
        false
    }

    /// Whether it counts as true.
    fn truth(&self) -> bool {
        true
    }

    /// What `for` and `each` go through.
    fn items(&self) -> Option<Vec<Value>> {
        None
    }

    /// For downcasts.
    fn any(&self) -> &dyn Any;
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Str(text.into())
    }

    /// A list.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Self {
        Self::List(Arc::new(List::new(
            ListKind::List,
            items.into_iter().collect(),
        )))
    }

    /// A map with texts as keys.
    pub fn map<K: Into<Arc<str>>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        let entries = entries.into_iter();
        let entries = entries.map(|(key, value)| (Key(Value::text(key)), value));
        Self::Map(Arc::new(Map::new(MapKind::Linked, entries.collect())))
    }

    /// What the host brings.
    pub fn native(native: impl Native) -> Self {
        Self::Native(Arc::new(native))
    }

    /// The host's object, if it is one of this type.
    pub fn downcast<T: Native>(&self) -> Option<&T> {
        match self {
            Self::Native(native) => native.any().downcast_ref(),
            _ => None,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// For tests and messages of this program, not for scripts: those go through [`Cx::to_text`].
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Long(value) => value.fmt(f),
            Self::Big(value) => value.fmt(f),
            Self::Decimal(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Double(value) => value.fmt(f),
            Self::Char(value) => value.fmt(f),
            Self::Str(value) => value.fmt(f),
            Self::GString(value) => f.debug_list().entries(&value.strings).finish(),
            Self::List(value) => f.debug_list().entries(&*value.items.lock()).finish(),
            Self::Map(value) => f.debug_list().entries(&*value.entries.lock()).finish(),
            Self::Range(value) => value.fmt(f),
            Self::Closure(_) => f.write_str("closure"),
            Self::Class(class) => f.write_str(&class.name),
            Self::Object(object) => write!(f, "{}@", object.class.name),
            Self::Native(native) => f.write_str(native.class_name()),
        }
    }
}
