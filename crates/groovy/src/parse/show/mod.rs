//! The tree as text, for tests: everything in parentheses, every call with its arguments in parentheses.

mod expression;
mod statement;

use crate::ast::{
    Annotation, ClassDecl, Field, Import, ImportOf, Method, Name, Param, Rest, Script, Star,
    TypeRef,
};
use expression::{arg, expr};
use statement::{block, statement};

pub(super) fn script(script: &Script) -> String {
    let mut lines = Vec::new();
    lines.extend(script.package.iter().map(|it| format!("package {it}")));
    lines.extend(script.imports.iter().map(import));
    lines.extend(script.classes.iter().map(|it| class(it)));
    lines.extend(script.methods.iter().map(|it| method(it)));
    lines.extend(script.body.statements.iter().map(statement));
    lines.join("\n")
}

fn join<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn words(annotations: &[Annotation], modifiers: &[Name]) -> String {
    let annotations = annotations.iter().map(annotation);
    annotations
        .chain(modifiers.iter().map(ToString::to_string))
        .map(|it| it + " ")
        .collect()
}

fn annotation(annotation: &Annotation) -> String {
    let args = join(&annotation.args, |(name, value)| {
        format!("{name}={}", expr(value))
    });
    format!("@{}({args})", annotation.name)
}

fn import(import: &Import) -> String {
    let of = if import.of == ImportOf::Static {
        "static "
    } else {
        ""
    };
    let star = if import.star == Star::All { ".*" } else { "" };
    let alias = import
        .alias
        .as_ref()
        .map(|it| format!(" as {it}"))
        .unwrap_or_default();
    format!(
        "{}import {of}{}{star}{alias}",
        words(&import.annotations, &[]),
        import.path
    )
}

fn ty(ty: &TypeRef) -> String {
    format!("{}{}", ty.name, "[]".repeat(ty.dimensions.into()))
}

fn typed(of: Option<&TypeRef>) -> String {
    of.map_or("def".to_owned(), ty)
}

fn class(class: &ClassDecl) -> String {
    let mut parts = vec![format!(
        "{}{:?} {}",
        words(&class.annotations, &class.modifiers),
        class.kind,
        class.ident.name
    )];
    parts.extend(class.parent.iter().map(|it| format!("extends {}", ty(it))));
    if !class.interfaces.is_empty() {
        parts.push(format!("implements {}", join(&class.interfaces, ty)));
    }
    let mut members = Vec::new();
    members.extend(
        class
            .constants
            .iter()
            .map(|it| format!("{}({})", it.ident.name, join(&it.args, arg))),
    );
    members.extend(class.fields.iter().map(field));
    members.extend(
        class
            .statics
            .iter()
            .map(|it| format!("static {}", block(it))),
    );
    members.extend(class.initializers.iter().map(|it| block(it)));
    members.extend(
        class
            .constructors
            .iter()
            .map(|it| format!("new {}", method(it))),
    );
    members.extend(class.methods.iter().map(|it| method(it)));
    members.extend(class.classes.iter().map(|it| self::class(it)));
    format!("{} {{ {} }}", parts.join(" "), members.join("; "))
}

fn field(field: &Field) -> String {
    let value = field
        .value
        .as_ref()
        .map(|it| format!(" = {}", expr(it)))
        .unwrap_or_default();
    let words = words(&field.annotations, &field.modifiers);
    format!(
        "{words}{} {}{value}",
        typed(field.ty.as_ref()),
        field.ident.name
    )
}

fn method(method: &Method) -> String {
    let body = method
        .body
        .as_ref()
        .map(|it| format!(" {}", block(it)))
        .unwrap_or_default();
    let words = words(&method.annotations, &method.modifiers);
    let returns = typed(method.returns.as_ref());
    format!(
        "{words}{returns} {}({}){body}",
        method.ident.name,
        join(&method.params, param)
    )
}

fn param(param: &Param) -> String {
    let ty = param.ty.as_ref().map(|it| ty(it) + " ").unwrap_or_default();
    let rest = if param.rest == Rest::Yes { "..." } else { "" };
    let default = param
        .default
        .as_ref()
        .map(|it| format!(" = {}", expr(it)))
        .unwrap_or_default();
    format!("{ty}{rest}{}{default}", param.ident.name)
}
