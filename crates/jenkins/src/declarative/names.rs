//! Which names an expression uses, and expressions with other names.

use std::collections::BTreeSet;
use std::sync::Arc;

use maillon_groovy::ast::{
    Access, Arg, Block, ClosureExpr, Declare, Declared, Entry, Expr, ExprKind, Member, Name, Piece,
    Stmt, StmtKind,
};

/// What is done with each expression.
type Visit<'a> = &'a mut dyn FnMut(&mut Expr);

/// The variables that an expression reads; also those that its own closures declare.
pub(super) fn free_names(expr: &Expr) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    collect(&mut expr.clone(), &mut names);
    names
}

fn collect(expr: &mut Expr, names: &mut BTreeSet<Name>) {
    if let ExprKind::Variable(name) = &expr.kind {
        names.insert(name.clone());
    }
    children(expr, &mut |child| collect(child, names));
}

/// The same expression with `env.NAME` as `NAME` where the name is one of those.
pub(super) fn rewrite(expr: &Expr, is_key: &dyn Fn(&Name) -> bool) -> Expr {
    let mut expr = expr.clone();
    rename(&mut expr, is_key);
    expr
}

fn rename(expr: &mut Expr, is_key: &dyn Fn(&Name) -> bool) {
    match env_name(expr).filter(is_key) {
        Some(name) => expr.kind = ExprKind::Variable(name),
        None => children(expr, &mut |child| rename(child, is_key)),
    }
}

/// `NAME` of `env.NAME`.
fn env_name(expr: &Expr) -> Option<Name> {
    let ExprKind::Property {
        object,
        access: Access::Dot | Access::Safe,
        name: Member::Name(ident),
    } = &expr.kind
    else {
        return None;
    };
    let is_env = matches!(&object.kind, ExprKind::Variable(name) if **name == *"env");
    is_env.then(|| ident.name.clone())
}

/// Visits the expressions directly in this one, and those of statements of closures in it.
fn children(expr: &mut Expr, visit: Visit<'_>) {
    match &mut expr.kind {
        ExprKind::GString(pieces) => pieces.iter_mut().for_each(|one| piece(one, visit)),
        ExprKind::List(items) => items.iter_mut().for_each(visit),
        ExprKind::Map(entries) => entries.iter_mut().for_each(|one| entry(one, visit)),
        ExprKind::Closure(inner) => closure(inner, visit),
        ExprKind::Property { object, name, .. } | ExprKind::MethodPointer { object, name } => {
            visit(object);
            member(name, visit);
        }
        ExprKind::Index { object, index } => {
            visit(object);
            index.iter_mut().for_each(visit);
        }
        ExprKind::Call(call) => {
            call.object.iter_mut().for_each(&mut *visit);
            member(&mut call.name, visit);
            args(&mut call.args, visit);
        }
        ExprKind::New { args: given, .. } => args(given, visit),
        ExprKind::NewArray { sizes, items, .. } => {
            let items = items.iter_mut().flatten();
            sizes.iter_mut().chain(items).for_each(visit);
        }
        ExprKind::Unary(_, inner)
        | ExprKind::InstanceOf(inner, _)
        | ExprKind::As(inner, _)
        | ExprKind::Cast(_, inner)
        | ExprKind::Spread(inner)
        | ExprKind::Step { target: inner, .. } => visit(inner),
        ExprKind::Binary(_, left, right)
        | ExprKind::Elvis(left, right)
        | ExprKind::Assign {
            target: left,
            value: right,
            ..
        }
        | ExprKind::Range {
            from: left,
            to: right,
            ..
        } => {
            visit(left);
            visit(right);
        }
        ExprKind::Ternary(a, b, c) => {
            visit(a);
            visit(b);
            visit(c);
        }
        _ => {}
    }
}

fn piece(piece: &mut Piece, visit: Visit<'_>) {
    match piece {
        Piece::Text(_) => {}
        Piece::Value(value) => visit(value),
        Piece::Lazy(inner) => closure(inner, visit),
    }
}

fn entry(entry: &mut Entry, visit: Visit<'_>) {
    match entry {
        Entry::Pair(key, value) => {
            visit(key);
            visit(value);
        }
        Entry::Spread(value) => visit(value),
    }
}

fn member(member: &mut Member, visit: Visit<'_>) {
    if let Member::Dynamic(name) = member {
        visit(name);
    }
}

fn args(args: &mut [Arg], visit: Visit<'_>) {
    for arg in args {
        arg.key.iter_mut().for_each(&mut *visit);
        visit(&mut arg.value);
    }
}

fn closure(closure: &mut Arc<ClosureExpr>, visit: Visit<'_>) {
    let mut inner = ClosureExpr::clone(closure);
    block(&mut inner.body, visit);
    *closure = Arc::new(inner);
}

fn block(block: &mut Block, visit: Visit<'_>) {
    for statement in &mut block.statements {
        self::statement(statement, visit);
    }
}

/// The statements that occur in closures of values; what is in others is found when it runs.
fn statement(statement: &mut Stmt, visit: Visit<'_>) {
    match &mut statement.kind {
        StmtKind::Expr(expr) | StmtKind::Return(Some(expr)) | StmtKind::Throw(expr) => visit(expr),
        StmtKind::Declare(Declare { what, .. }) => declared(what, visit),
        StmtKind::If {
            condition,
            then,
            otherwise,
        } => {
            visit(condition);
            block(then, visit);
            if let Some(otherwise) = otherwise {
                block(otherwise, visit);
            }
        }
        StmtKind::ForIn { items, body, .. } => {
            visit(items);
            block(body, visit);
        }
        StmtKind::While { condition, body } => {
            visit(condition);
            block(body, visit);
        }
        StmtKind::Block(inner) => block(inner, visit),
        _ => {}
    }
}

fn declared(what: &mut Declared, visit: Visit<'_>) {
    match what {
        Declared::Each(each) => {
            let values = each.iter_mut().filter_map(|(_, value)| value.as_mut());
            values.for_each(visit);
        }
        Declared::Tuple(_, value) => visit(value),
    }
}

#[cfg(test)]
mod tests {
    use maillon_groovy::{Code, parse};

    use super::*;

    fn expr(text: &str) -> Expr {
        let parsed = parse(&Code::new("x", text));
        assert_eq!(parsed.errors, []);
        match parsed.script.body.statements.first().map(|s| &s.kind) {
            Some(StmtKind::Expr(expr)) => expr.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn check(text: &str, names: &[&str]) {
        let found = free_names(&expr(text));
        let found: Vec<&str> = found.iter().map(|name| &**name).collect();
        assert_eq!(found, names, "{text}");
    }

    #[test]
    fn names_are_found_everywhere() {
        check("\"$a ${b.c} ${-> d}\"", &["a", "b", "d"]);
        check("a + (b ? c : [d, [e: f]])", &["a", "b", "c", "d", "f"]);
        check("f(a, x: b) { c; if (d) { e } }", &["a", "b", "c", "d", "e"]);
        check("a[b] as String", &["a", "b"]);
        check("new Date(a)..b", &["a", "b"]);
    }

    #[test]
    fn entries_of_env_become_names() {
        let is_key = |name: &Name| **name == *"A";
        let found = |text: &str| free_names(&rewrite(&expr(text), &is_key));
        let names = |names: &[&str]| names.iter().map(|name| Name::from(*name)).collect();
        assert_eq!(found("\"${env.A}${env.B}\""), names(&["A", "env"]));
        assert_eq!(found("x.A"), names(&["x"]));
    }
}
