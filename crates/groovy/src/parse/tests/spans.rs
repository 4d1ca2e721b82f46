//! What is written in something has its place in it.

use proptest::prelude::*;

use super::super::parse;
use super::properties::pieces;
use crate::ast::{Arg, Block, Declared, Entry, Expr, ExprKind, Member, Piece, Stmt, StmtKind};
use crate::code::{Code, Span};

proptest! {
    #[test]
    fn spans_nest(text in pieces()) {
        let code = Code::new("x", text);
        let script = parse(&code).script;
        block(&script.body);
        for method in &script.methods {
            method.body.iter().for_each(|body| inside(method.span, body.span));
            method.body.iter().for_each(|body| block(body));
        }
    }
}

#[test]
fn spans_are_those_of_the_text() {
    let code = Code::new("x", "a = b.c(1) + 'd'\nfoo bar, baz { it }");
    let script = parse(&code).script;
    let texts: Vec<&str> = script
        .body
        .statements
        .iter()
        .map(|it| code.slice(it.span))
        .collect();
    assert_eq!(texts, ["a = b.c(1) + 'd'", "foo bar, baz { it }"]);
}

#[track_caller]
fn inside(outer: Span, inner: Span) {
    assert!(
        outer.start <= inner.start && inner.end <= outer.end,
        "{inner:?} in {outer:?}"
    );
}

fn block(block: &Block) {
    for stmt in &block.statements {
        inside(block.span, stmt.span);
        statement(stmt);
    }
}

fn statement(stmt: &Stmt) {
    let (exprs, blocks) = parts(&stmt.kind);
    for it in exprs {
        inside(stmt.span, it.span);
        expr(it);
    }
    for it in blocks {
        inside(stmt.span, it.span);
        block(it);
    }
}

fn parts(kind: &StmtKind) -> (Vec<&Expr>, Vec<&Block>) {
    match kind {
        StmtKind::Expr(it) | StmtKind::Throw(it) | StmtKind::Return(Some(it)) => (vec![it], vec![]),
        StmtKind::Declare(it) => match &it.what {
            Declared::Each(each) => (
                each.iter()
                    .filter_map(|(_, value)| value.as_ref())
                    .collect(),
                vec![],
            ),
            Declared::Tuple(_, value) => (vec![value], vec![]),
        },
        StmtKind::If {
            condition,
            then,
            otherwise,
        } => (
            vec![condition],
            std::iter::once(then).chain(otherwise).collect(),
        ),
        StmtKind::While { condition, body } => (vec![condition], vec![body]),
        StmtKind::ForIn { items, body, .. } => (vec![items], vec![body]),
        StmtKind::Switch { value, cases } => {
            (vec![value], cases.iter().map(|case| &case.body).collect())
        }
        StmtKind::Try {
            body,
            catches,
            finally,
        } => {
            let catches = catches.iter().map(|catch| &catch.body);
            (
                vec![],
                std::iter::once(body)
                    .chain(catches)
                    .chain(finally)
                    .collect(),
            )
        }
        StmtKind::Block(it) => (vec![], vec![it]),
        _ => (vec![], vec![]),
    }
}

fn expr(outer: &Expr) {
    if let ExprKind::Closure(closure) = &outer.kind {
        inside(outer.span, closure.span);
        block(&closure.body);
    }
    for inner in children(&outer.kind) {
        inside(outer.span, inner.span);
        expr(inner);
    }
}

fn children(kind: &ExprKind) -> Vec<&Expr> {
    match kind {
        ExprKind::List(items) => items.iter().collect(),
        ExprKind::Map(entries) => entries.iter().flat_map(entry).collect(),
        ExprKind::GString(pieces) => pieces.iter().filter_map(value).collect(),
        ExprKind::Range { from: a, to: b, .. }
        | ExprKind::Binary(_, a, b)
        | ExprKind::Elvis(a, b)
        | ExprKind::Assign {
            target: a,
            value: b,
            ..
        } => vec![a, b],
        ExprKind::Ternary(a, b, c) => vec![a, b, c],
        ExprKind::Property { object, name, .. } | ExprKind::MethodPointer { object, name } => {
            std::iter::once(&**object).chain(member(name)).collect()
        }
        ExprKind::Index { object, index } => std::iter::once(&**object).chain(index).collect(),
        ExprKind::Call(call) => {
            let callee = call.object.iter().chain(member(&call.name));
            callee.chain(call.args.iter().flat_map(arg)).collect()
        }
        ExprKind::New { args, .. } => args.iter().flat_map(arg).collect(),
        ExprKind::Unary(_, it)
        | ExprKind::InstanceOf(it, _)
        | ExprKind::As(it, _)
        | ExprKind::Cast(_, it)
        | ExprKind::Spread(it)
        | ExprKind::Step { target: it, .. } => vec![it],
        _ => vec![],
    }
}

fn entry(entry: &Entry) -> Vec<&Expr> {
    match entry {
        Entry::Pair(key, value) => vec![key, value],
        Entry::Spread(map) => vec![map],
    }
}

fn value(piece: &Piece) -> Option<&Expr> {
    match piece {
        Piece::Value(it) => Some(it),
        Piece::Text(_) | Piece::Lazy(_) => None,
    }
}

fn member(member: &Member) -> Option<&Expr> {
    match member {
        Member::Dynamic(it) => Some(it),
        Member::Name(_) => None,
    }
}

fn arg(arg: &Arg) -> impl Iterator<Item = &Expr> {
    arg.key.iter().chain(std::iter::once(&arg.value))
}
