//! The tables that the files of types consist of, and how a method is found in them.

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;

use crate::ast::Name;
use crate::run::{Cx, Eval};
use crate::value::{List, Value};

/// What a method does: the thread, the receiver (`null` for static methods and constructors), the arguments.
pub(super) type Run = fn(&mut Cx, &Value, Args<'_>) -> Eval<Value>;

/// A method of a type. Methods of the same name are tried in the order of their table, and then in those of the parents.
pub(super) struct Method {
    /// As scripts call it.
    pub(super) name: &'static str,
    /// What it takes.
    pub(super) params: &'static [Param],
    /// What it does.
    pub(super) run: Run,
}

/// A method.
pub(super) const fn method(name: &'static str, params: &'static [Param], run: Run) -> Method {
    Method { name, params, run }
}

/// What a parameter takes. Those that are objects in Java take `null` as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Param {
    /// Anything.
    Any,
    /// `boolean`.
    Bool,
    /// `int`.
    Int,
    /// `long`; an `int` fits.
    Long,
    /// `double`; each number fits.
    Double,
    /// Any number.
    Number,
    /// `char`.
    Char,
    /// A text; GStrings fit.
    Text,
    /// A regular expression.
    Pattern,
    /// A closure.
    Closure,
    /// A list, set, array, range, or an object of the host that has items.
    Items,
    /// A map.
    Map,
    /// A range.
    Range,
    /// A class.
    Class,
    /// All that is left, also nothing.
    Rest,
}

impl Param {
    fn accepts(self, value: &Value) -> bool {
        use Value as V;
        match self {
            Self::Any | Self::Rest => true,
            Self::Bool => matches!(value, V::Bool(_)),
            Self::Int => matches!(value, V::Int(_)),
            Self::Long => matches!(value, V::Int(_) | V::Long(_)),
            Self::Double => is_number(value),
            Self::Number => value.is_null() || is_number(value),
            Self::Char => matches!(value, V::Char(_)),
            Self::Text => matches!(value, V::Null | V::Str(_) | V::GString(_)),
            Self::Pattern => value.downcast::<super::regex::Pattern>().is_some(),
            Self::Closure => matches!(value, V::Null | V::Closure(_)),
            Self::Items => value.is_null() || has_items(value),
            Self::Map => matches!(value, V::Null | V::Map(_)),
            Self::Range => matches!(value, V::Null | V::Range(_)),
            Self::Class => matches!(value, V::Null | V::Class(_)),
        }
    }

    /// As Java calls it, for messages and the reference page.
    fn java(self) -> &'static str {
        match self {
            Self::Any => "java.lang.Object",
            Self::Bool => "boolean",
            Self::Int => "int",
            Self::Long => "long",
            Self::Double => "double",
            Self::Number => "java.lang.Number",
            Self::Char => "char",
            Self::Text => "java.lang.String",
            Self::Pattern => "java.util.regex.Pattern",
            Self::Closure => "groovy.lang.Closure",
            Self::Items => "java.lang.Iterable",
            Self::Map => "java.util.Map",
            Self::Range => "groovy.lang.Range",
            Self::Class => "java.lang.Class",
            Self::Rest => "[Ljava.lang.Object;",
        }
    }
}

fn is_number(value: &Value) -> bool {
    use Value as V;
    matches!(
        value,
        V::Int(_) | V::Long(_) | V::Big(_) | V::Decimal(_) | V::Float(_) | V::Double(_)
    )
}

/// Whether a value is a collection for Java: strings and maps are none.
pub(super) fn has_items(value: &Value) -> bool {
    match value {
        Value::List(_) | Value::Range(_) => true,
        Value::Native(native) => native.items().is_some(),
        _ => false,
    }
}

impl Method {
    /// Whether it can be called with these.
    pub(super) fn accepts(&self, args: &[Value]) -> bool {
        let rest = self.params.last() == Some(&Param::Rest);
        let fixed = self.params.len() - usize::from(rest);
        let count = args.len() == fixed || rest && args.len() > fixed;
        count && self.params.iter().zip(args).all(|(p, arg)| p.accepts(arg))
    }

    /// `take(int)`.
    pub(super) fn signature(&self) -> String {
        let params: Vec<_> = self.params.iter().map(|param| param.java()).collect();
        format!("{}({})", self.name, params.join(", "))
    }
}

/// Arguments of a call, which fit the method's parameters. What is not there reads as `null`, 0, empty.
#[derive(Clone, Copy)]
pub(super) struct Args<'a>(pub(super) &'a [Value]);

impl<'a> Args<'a> {
    /// How many there are.
    pub(super) fn len(self) -> usize {
        self.0.len()
    }

    /// One of them.
    pub(super) fn get(self, at: usize) -> &'a Value {
        self.0.get(at).unwrap_or(&Value::Null)
    }

    /// One of them, if it is there.
    pub(super) fn find(self, at: usize) -> Option<&'a Value> {
        self.0.get(at)
    }

    /// The last one: where the closure is.
    pub(super) fn last(self) -> &'a Value {
        self.0.last().unwrap_or(&Value::Null)
    }

    /// Those from here on.
    pub(super) fn from(self, at: usize) -> &'a [Value] {
        self.0.get(at..).unwrap_or_default()
    }

    /// An `int`.
    pub(super) fn int(self, at: usize) -> i32 {
        match self.get(at) {
            Value::Int(value) => *value,
            Value::Long(value) => i32::try_from(*value).unwrap_or(i32::MAX),
            _ => 0,
        }
    }

    /// A `long`.
    pub(super) fn long(self, at: usize) -> i64 {
        match self.get(at) {
            Value::Int(value) => i64::from(*value),
            Value::Long(value) => *value,
            _ => 0,
        }
    }

    /// A `boolean`.
    pub(super) fn flag(self, at: usize) -> bool {
        matches!(self.get(at), Value::Bool(true))
    }

    /// A text, with GStrings made into one.
    pub(super) fn text(self, cx: &mut Cx, at: usize) -> Eval<Name> {
        match self.get(at) {
            Value::Str(text) => Ok(Arc::clone(text)),
            other => cx.to_text(other),
        }
    }

    /// A list, set or array.
    pub(super) fn list(self, at: usize) -> Option<&'a Arc<List>> {
        match self.get(at) {
            Value::List(list) => Some(list),
            _ => None,
        }
    }
}

/// What a class of Java's or Groovy's has itself; what it inherits is in the tables of its parents.
#[derive(Clone, Copy)]
pub(super) struct Type {
    name: &'static str,
    methods: &'static [Method],
    statics: &'static [Method],
    constructors: &'static [Method],
    fields: &'static [Field],
}

/// A static field: its name and what makes its value.
pub(super) type Field = (&'static str, fn() -> Value);

impl Type {
    /// A class by its full name, with nothing in it.
    pub(super) const fn new(name: &'static str) -> Self {
        Self {
            name,
            methods: &[],
            statics: &[],
            constructors: &[],
            fields: &[],
        }
    }

    /// What its instances can do.
    pub(super) const fn methods(self, methods: &'static [Method]) -> Self {
        Self { methods, ..self }
    }

    /// What the class itself can do.
    pub(super) const fn statics(self, statics: &'static [Method]) -> Self {
        Self { statics, ..self }
    }

    /// How it is made; their names are not looked at.
    pub(super) const fn constructors(self, constructors: &'static [Method]) -> Self {
        Self {
            constructors,
            ..self
        }
    }

    /// Its constants.
    pub(super) const fn fields(self, fields: &'static [Field]) -> Self {
        Self { fields, ..self }
    }
}

type ByName = FxHashMap<&'static str, Vec<&'static Method>>;

/// A class's tables, by name.
#[derive(Default)]
struct Members {
    methods: ByName,
    statics: ByName,
    constructors: Vec<&'static Method>,
    fields: FxHashMap<&'static str, fn() -> Value>,
}

static MEMBERS: LazyLock<FxHashMap<&'static str, Members>> = LazyLock::new(|| {
    let mut members = FxHashMap::<_, Members>::default();
    for types in super::TYPES.iter().flat_map(|types| types.iter()) {
        members.entry(types.name).or_default().add(types);
    }
    members
});

impl Members {
    fn add(&mut self, from: &'static Type) {
        index(&mut self.methods, from.methods);
        index(&mut self.statics, from.statics);
        self.constructors.extend(from.constructors);
        self.fields.extend(from.fields.iter().copied());
    }
}

fn index(into: &mut ByName, methods: &'static [Method]) {
    for method in methods {
        into.entry(method.name).or_default().push(method);
    }
}

fn members<'a>(line: &'a [&str]) -> impl Iterator<Item = &'static Members> + 'a {
    line.iter().filter_map(|name| MEMBERS.get(*name))
}

fn fitting(methods: &[&'static Method], args: &[Value]) -> Option<&'static Method> {
    methods.iter().find(|method| method.accepts(args)).copied()
}

/// The method of the first of these classes that has one which takes these arguments.
pub(super) fn find(line: &[&str], name: &str, args: &[Value]) -> Option<&'static Method> {
    members(line).find_map(|members| fitting(members.methods.get(name)?, args))
}

/// The same for static methods.
pub(super) fn find_static(line: &[&str], name: &str, args: &[Value]) -> Option<&'static Method> {
    members(line).find_map(|members| fitting(members.statics.get(name)?, args))
}

/// The constructor of a class that takes these arguments.
pub(super) fn find_constructor(class: &str, args: &[Value]) -> Option<&'static Method> {
    fitting(&MEMBERS.get(class)?.constructors, args)
}

/// A static field.
pub(super) fn find_field(line: &[&str], name: &str) -> Option<Value> {
    members(line).find_map(|members| Some(members.fields.get(name)?()))
}

/// All methods of these classes, by name.
pub(super) fn all(line: &[&str]) -> Vec<&'static Method> {
    let named = members(line).flat_map(|members| members.methods.values());
    let mut all: Vec<_> = named.flatten().copied().collect();
    all.sort_by_key(|method| method.name);
    all
}

/// All static methods and constructors of a class, by name.
pub(super) fn all_static(class: &str) -> Vec<&'static Method> {
    let members = MEMBERS.get(class);
    let statics = members
        .into_iter()
        .flat_map(|members| members.statics.values());
    let mut all: Vec<_> = statics.flatten().copied().collect();
    all.extend(members.iter().flat_map(|members| &members.constructors));
    all.sort_by_key(|method| method.name);
    all
}

/// The classes that have tables.
pub(super) fn classes() -> Vec<&'static str> {
    let mut classes: Vec<_> = MEMBERS.keys().copied().collect();
    classes.sort_unstable();
    classes
}

#[cfg(test)]
mod tests {
    use super::{MEMBERS, all};
    use crate::library::classes;

    #[test]
    fn every_class_with_methods_is_known() {
        for class in MEMBERS.keys() {
            let known = classes::find(class).is_some() || class.starts_with('[');
            assert!(known, "{class}: a line in `classes` is missing");
        }
    }

    #[test]
    fn methods_of_one_class_differ_in_their_signatures() {
        for class in MEMBERS.keys() {
            let mut signatures: Vec<_> = all(&[class]).iter().map(|m| m.signature()).collect();
            let count = signatures.len();
            signatures.sort_unstable();
            signatures.dedup();
            assert_eq!(signatures.len(), count, "{class}: {signatures:?}");
        }
    }
}
