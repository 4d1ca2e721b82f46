//! Statements as text.

use super::expression::expr;
use super::{join, param, ty, typed, words};
use crate::ast::{Block, Case, Catch, Declare, Declared, Expr, Name, Stmt, StmtKind};

pub(super) fn block(block: &Block) -> String {
    format!("{{ {} }}", statements(&block.statements)).replace("{  }", "{}")
}

pub(super) fn statements(statements: &[Stmt]) -> String {
    statements
        .iter()
        .map(statement)
        .collect::<Vec<_>>()
        .join("; ")
}

pub(super) fn statement(statement: &Stmt) -> String {
    let label = statement
        .label
        .as_ref()
        .map(|it| format!("{it}: "))
        .unwrap_or_default();
    label + &kind(&statement.kind)
}

fn optional(it: Option<&Expr>) -> String {
    it.map(|it| format!(" {}", expr(it))).unwrap_or_default()
}

fn named(it: Option<&Name>) -> String {
    it.map(|it| format!(" {it}")).unwrap_or_default()
}

fn kind(kind: &StmtKind) -> String {
    match kind {
        StmtKind::Expr(it) => expr(it),
        StmtKind::Declare(it) => declare(it),
        StmtKind::If {
            condition,
            then,
            otherwise,
        } => {
            let otherwise = behind("else", otherwise.as_ref());
            format!("if ({}) {}{otherwise}", expr(condition), block(then))
        }
        StmtKind::While { .. } | StmtKind::For { .. } | StmtKind::ForIn { .. } => turns(kind),
        StmtKind::Switch { value, cases } => {
            format!("switch ({}) {{ {} }}", expr(value), join(cases, case))
        }
        StmtKind::Try {
            body,
            catches,
            finally,
        } => {
            let catches: String = catches.iter().map(catch).collect();
            let finally = behind("finally", finally.as_ref());
            format!("try {}{catches}{finally}", block(body))
        }
        StmtKind::Throw(it) => format!("throw {}", expr(it)),
        StmtKind::Return(it) => format!("return{}", optional(it.as_ref())),
        StmtKind::Break(it) => format!("break{}", named(it.as_ref())),
        StmtKind::Continue(it) => format!("continue{}", named(it.as_ref())),
        StmtKind::Block(it) => block(it),
        StmtKind::Assert { condition, message } => {
            let message = optional(message.as_ref());
            format!("assert {} :{message}", expr(condition))
        }
        StmtKind::Error => "<error>".to_owned(),
    }
}

fn behind(word: &str, it: Option<&Block>) -> String {
    it.map(|it| format!(" {word} {}", block(it)))
        .unwrap_or_default()
}

fn turns(kind: &StmtKind) -> String {
    let (head, body) = match kind {
        StmtKind::While { condition, body } => (format!("while ({})", expr(condition)), body),
        StmtKind::For {
            init,
            condition,
            update,
            body,
        } => {
            let init = statements(init);
            let condition = condition.as_ref().map(expr).unwrap_or_default();
            let update = join(update, expr);
            (format!("for ({init}; {condition}; {update})"), body)
        }
        StmtKind::ForIn {
            variable,
            items,
            body,
        } => {
            let (variable, items) = (param(variable), expr(items));
            (format!("for ({variable} in {items})"), body)
        }
        _ => return "<no loop>".to_owned(),
    };
    format!("{head} {}", block(body))
}

fn declare(declare: &Declare) -> String {
    let value = |it: &Option<Expr>| {
        it.as_ref()
            .map(|it| format!(" = {}", expr(it)))
            .unwrap_or_default()
    };
    let what = match &declare.what {
        Declared::Each(each) => join(each, |(ident, it)| format!("{}{}", ident.name, value(it))),
        Declared::Tuple(names, it) => {
            format!("({}) = {}", join(names, |it| it.name.to_string()), expr(it))
        }
    };
    let words = words(&declare.annotations, &declare.modifiers);
    format!("{words}{} {what}", typed(declare.ty.as_ref()))
}

fn case(case: &Case) -> String {
    let value = case
        .value
        .as_ref()
        .map_or("default".to_owned(), |it| format!("case {}", expr(it)));
    format!("{value}: {}", block(&case.body))
}

fn catch(catch: &Catch) -> String {
    let types = catch.types.iter().map(ty).collect::<Vec<_>>().join(" | ");
    format!(
        " catch ({types} {}) {}",
        catch.name.name,
        block(&catch.body)
    )
    .replace("( ", "(")
}
