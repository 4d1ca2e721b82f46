//! The methods that Java and Groovy give to their own types: a file per type.
//!
//! A file has tables ([`table::Type`]) of methods by the full name of the class that has them; [`TYPES`] names all files. A
//! method is looked for in the tables of the receiver's class and then of its parents ([`classes`]), and must take the
//! arguments. The reference page is made from the same tables.

mod arithmetic;
mod atomic;
pub(crate) mod binding;
mod builder;
mod class;
mod classes;
mod closure;
mod collection;
mod collections;
mod combine;
mod constant;
mod construct;
mod date;
mod encode;
mod entry;
mod file;
mod format;
mod group;
mod hash;
mod iterate;
mod iterator;
mod json;
mod list;
mod map;
mod map_compute;
mod number;
mod object;
mod queue;
mod random;
mod range;
mod reader;
mod refused;
pub(crate) mod regex;
mod seen;
mod slice;
mod sort;
mod string;
mod support;
mod system;
mod table;
mod text;
mod throwable;

pub(crate) use classes::is_interface;

use crate::run::{Cx, Eval, getter};
use crate::value::{ListKind, MapKind, Value};
pub(crate) use entry::{Entry, entries};
pub(crate) use json::json;
pub(crate) use regex::{matcher, matches, pattern};
use table::{Args, Type};

/// The tables of all files.
const TYPES: &[&[Type]] = &[
    arithmetic::TYPES,
    atomic::TYPES,
    binding::TYPES,
    builder::TYPES,
    class::TYPES,
    closure::TYPES,
    collection::TYPES,
    collections::TYPES,
    combine::TYPES,
    constant::TYPES,
    construct::TYPES,
    date::TYPES,
    encode::TYPES,
    entry::TYPES,
    file::TYPES,
    group::TYPES,
    iterate::TYPES,
    iterator::TYPES,
    json::TYPES,
    list::TYPES,
    map::TYPES,
    map_compute::TYPES,
    number::TYPES,
    object::TYPES,
    queue::TYPES,
    random::TYPES,
    range::TYPES,
    reader::TYPES,
    refused::TYPES,
    regex::TYPES,
    slice::TYPES,
    sort::TYPES,
    string::TYPES,
    system::TYPES,
    throwable::TYPES,
];

/// Calls a method of a value that is not a script's object, or one that every object has. None: there is no such method.
pub(crate) fn call(
    cx: &mut Cx,
    receiver: &Value,
    name: &str,
    args: &[Value],
) -> Eval<Option<Value>> {
    // Java lets static methods be called on an object of the class too.
    let method = with_line(receiver, |line| {
        table::find(line, name, args).or_else(|| table::find_static(line, name, args))
    });
    method
        .map(|method| (method.run)(cx, receiver, Args(args)))
        .transpose()
}

/// Whether one of these is the value, by Java's `equals`: what `in` and `case` ask of a list.
pub(crate) fn contains(cx: &mut Cx, items: &[Value], value: &Value) -> Eval<bool> {
    Ok(support::index_of(cx, items, value)?.is_some())
}

/// `value as Kind` between collections, by the kind's simple name; None: it is no kind of collection.
pub(crate) fn collection_as(cx: &mut Cx, value: &Value, simple: &str) -> Eval<Option<Value>> {
    construct::converted(cx, value, simple)
}

/// A property of such a value: `list.size`-like getters (`getX()` as `x`), `map.key`, `*.name` is the interpreter's. None: no such.
pub(crate) fn get(cx: &mut Cx, receiver: &Value, name: &str) -> Eval<Option<Value>> {
    if name.is_empty() {
        return Ok(None);
    }
    match call(cx, receiver, &getter("get", name), &[])? {
        Some(value) => Ok(Some(value)),
        None => call(cx, receiver, &getter("is", name), &[]),
    }
}

/// `new Name(args)` of a class that is not a script's, by its full or simple name. None: no such class.
pub(crate) fn construct(cx: &mut Cx, class: &str, args: &[Value]) -> Eval<Option<Value>> {
    let constructor = full_name(class).and_then(|class| table::find_constructor(class, args));
    match constructor {
        Some(method) => (method.run)(cx, &Value::Null, Args(args)).map(Some),
        None => refused::construct(cx, class).map(|()| None),
    }
}

/// `Name.method(args)` of such a class: `Math.max`, `System.currentTimeMillis`, `Integer.parseInt`. None: no such.
pub(crate) fn call_static(
    cx: &mut Cx,
    class: &str,
    name: &str,
    args: &[Value],
) -> Eval<Option<Value>> {
    let line = classes::find(class).unwrap_or_default();
    if let Some(method) = table::find_static(line, name, args) {
        return (method.run)(cx, &Value::Null, Args(args)).map(Some);
    }
    refused::member(cx, class, name)?;
    constant::call_static(cx, class, name, args)
}

/// `Name.FIELD` of such a class: `Integer.MAX_VALUE`. None: no such.
pub(crate) fn get_static(cx: &mut Cx, class: &str, name: &str) -> Eval<Option<Value>> {
    let line = classes::find(class).unwrap_or_default();
    if let Some(value) = table::find_field(line, name).or_else(|| constant::find(line, name)) {
        return Ok(Some(value));
    }
    if name == "class" {
        return Ok(None);
    }
    if let Some(method) = table::find_static(line, &getter("get", name), &[]) {
        return (method.run)(cx, &Value::Null, Args(&[])).map(Some);
    }
    refused::member(cx, class, name)?;
    Ok(None)
}

/// The full name of a class that scripts may name by a simple or a full name (`String`, `java.util.Date`, `Exception`, exceptions of Jenkins), with its
/// parents, nearest first. None: no such class.
pub(crate) fn class(name: &str) -> Option<&'static [&'static str]> {
    classes::find(name)
}

/// The names of the methods that a type has, for suggestions and for the reference page.
pub(crate) fn methods(class: &str) -> Vec<&'static str> {
    let all = table::all(classes::find(class).unwrap_or_default());
    let mut names: Vec<_> = all.iter().map(|method| method.name).collect();
    names.dedup();
    names
}

/// The methods that a type has, as Groovy writes them in `Possible solutions: take(int), tail()`.
pub(crate) fn signatures(class: &str) -> Vec<String> {
    let all = table::all(classes::find(class).unwrap_or_default());
    all.iter().map(|method| method.signature()).collect()
}

/// Each class that has methods of its own, with these as `take(int)`: for the reference page.
pub fn reference() -> Vec<(&'static str, Vec<String>)> {
    let classes = table::classes().into_iter();
    classes.map(|class| (class, own(class))).collect()
}

fn own(class: &'static str) -> Vec<String> {
    let mut own = table::all(&[class]);
    own.extend(table::all_static(class));
    own.iter().map(|method| method.signature()).collect()
}

fn full_name(class: &str) -> Option<&'static str> {
    classes::find(class)?.first().copied()
}

/// The full name of a value's class.
pub(crate) fn class_name(value: &Value) -> &str {
    match value {
        Value::Null => "org.codehaus.groovy.runtime.NullObject",
        Value::Bool(_) => "java.lang.Boolean",
        Value::Int(_) => "java.lang.Integer",
        Value::Long(_) => "java.lang.Long",
        Value::Big(_) => "java.math.BigInteger",
        Value::Decimal(_) => "java.math.BigDecimal",
        Value::Float(_) => "java.lang.Float",
        Value::Double(_) => "java.lang.Double",
        Value::Char(_) => "java.lang.Character",
        Value::Str(_) => "java.lang.String",
        Value::GString(_) => "org.codehaus.groovy.runtime.GStringImpl",
        Value::List(list) => list_class(list.kind),
        Value::Map(map) => map_class(map.kind),
        Value::Range(range) => range_class(&range.from),
        Value::Closure(_) => "groovy.lang.Closure",
        Value::Class(_) => "java.lang.Class",
        Value::Object(object) => &object.class.name,
        Value::Native(native) => native.class_name(),
    }
}

fn list_class(kind: ListKind) -> &'static str {
    match kind {
        ListKind::List => "java.util.ArrayList",
        ListKind::Linked => "java.util.LinkedList",
        ListKind::Deque => "java.util.ArrayDeque",
        ListKind::Set => "java.util.LinkedHashSet",
        ListKind::HashSet => "java.util.HashSet",
        ListKind::SortedSet => "java.util.TreeSet",
        ListKind::Array => "[Ljava.lang.Object;",
        ListKind::Immutable => "java.util.Collections$UnmodifiableRandomAccessList",
        ListKind::ImmutableSet => "java.util.Collections$UnmodifiableSet",
        ListKind::Json => "net.sf.json.JSONArray",
    }
}

fn map_class(kind: MapKind) -> &'static str {
    match kind {
        MapKind::Linked => "java.util.LinkedHashMap",
        MapKind::Hash => "java.util.HashMap",
        MapKind::Sorted => "java.util.TreeMap",
        MapKind::Immutable => "java.util.Collections$UnmodifiableMap",
        MapKind::Json => "net.sf.json.JSONObject",
    }
}

fn range_class(from: &Value) -> &'static str {
    match from {
        Value::Int(_) => "groovy.lang.IntRange",
        _ => "groovy.lang.ObjectRange",
    }
}

/// Does something with the class of a value and its parents.
fn with_line<T>(value: &Value, work: impl FnOnce(&[&str]) -> T) -> T {
    match value {
        Value::Object(object) => {
            let mut class = Some(&object.class);
            while let Some(own) = class {
                if let Some(line) = classes::find(&own.name) {
                    return work(line);
                }
                class = own.parent.as_ref();
            }
            work(&["groovy.lang.GroovyObject", "java.lang.Object"])
        }
        Value::Native(native) => match classes::find(native.class_name()) {
            Some(line) => work(line),
            None if native.items().is_some() => work(&["java.lang.Iterable", "java.lang.Object"]),
            None => work(&["java.lang.Object"]),
        },
        Value::List(list) if list.kind == ListKind::Array => work(&[
            "[Ljava.lang.Object;",
            "java.lang.Iterable",
            "java.lang.Object",
        ]),
        other => work(classes::find(class_name(other)).unwrap_or(&["java.lang.Object"])),
    }
}
