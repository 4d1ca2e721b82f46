//! Expressions as text.

use super::statement::statements;
use super::{join, param, ty};
use crate::ast::{
    Access, Arg, BinaryOp, Call, CallStyle, ClosureExpr, Entry, Expr, ExprKind, Gives, Member,
    Piece, RangeEnd, Step, UnaryOp,
};

pub(super) fn expr(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Variable(it) => it.to_string(),
        ExprKind::This => "this".to_owned(),
        ExprKind::Super => "super".to_owned(),
        ExprKind::List(items) => format!("[{}]", join(items, self::expr)),
        ExprKind::Map(entries) if entries.is_empty() => "[:]".to_owned(),
        ExprKind::Map(entries) => format!("[{}]", join(entries, entry)),
        ExprKind::Range { from, to, end } => {
            let sign = if *end == RangeEnd::Inclusive {
                ".."
            } else {
                "..<"
            };
            format!("({}{sign}{})", self::expr(from), self::expr(to))
        }
        ExprKind::Closure(it) => closure(it),
        ExprKind::Property {
            object,
            access: how,
            name,
        } => {
            format!("{}{}{}", self::expr(object), access(*how), member(name))
        }
        ExprKind::MethodPointer { object, name } => {
            format!("{}.&{}", self::expr(object), member(name))
        }
        ExprKind::Index { object, index } => {
            format!("{}[{}]", self::expr(object), join(index, self::expr))
        }
        ExprKind::Call(it) => call(it),
        ExprKind::New { class, args } => format!("new {}({})", ty(class), join(args, arg)),
        ExprKind::NewArray { element, sizes, .. } => {
            format!("new {}[{}]", ty(element), join(sizes, self::expr))
        }
        ExprKind::Error => "<error>".to_owned(),
        other => literal(other)
            .or_else(|| operation(other))
            .unwrap_or_else(|| "<what is this?>".to_owned()),
    }
}

fn literal(kind: &ExprKind) -> Option<String> {
    Some(match kind {
        ExprKind::Null => "null".to_owned(),
        ExprKind::Bool(it) => it.to_string(),
        ExprKind::Int(it) => it.to_string(),
        ExprKind::Long(it) => format!("{it}L"),
        ExprKind::Big(it) => format!("{it}G"),
        ExprKind::Decimal(it) => format!("{it}M"),
        ExprKind::Double(it) => format!("{it}d"),
        ExprKind::Float(it) => format!("{it}f"),
        ExprKind::Str(it) => format!("{it:?}").replace("\\'", "'"),
        ExprKind::GString(pieces) => {
            format!("\"{}\"", pieces.iter().map(piece).collect::<String>())
        }
        _ => return None,
    })
}

fn operation(kind: &ExprKind) -> Option<String> {
    Some(match kind {
        ExprKind::Unary(op, it) => format!("({}{})", unary(*op), expr(it)),
        ExprKind::Step { target, by, gives } => step(target, *by, *gives),
        ExprKind::Binary(op, a, b) => {
            format!("({} {} {})", expr(a), binary(*op), expr(b))
        }
        ExprKind::Assign { target, op, value } => {
            let op = op.map(binary).unwrap_or_default();
            format!("{} {op}= {}", expr(target), expr(value))
        }
        ExprKind::Ternary(a, b, c) => format!("({} ? {} : {})", expr(a), expr(b), expr(c)),
        ExprKind::Elvis(a, b) => format!("({} ?: {})", expr(a), expr(b)),
        ExprKind::InstanceOf(it, of) => format!("({} instanceof {})", expr(it), ty(of)),
        ExprKind::As(it, of) => format!("({} as {})", expr(it), ty(of)),
        ExprKind::Cast(of, it) => format!("(({}) {})", ty(of), expr(it)),
        ExprKind::Spread(it) => format!("*{}", expr(it)),
        _ => return None,
    })
}

fn step(target: &Expr, by: Step, gives: Gives) -> String {
    let sign = if by == Step::Up { "++" } else { "--" };
    match gives {
        Gives::Old => format!("({}{sign})", expr(target)),
        Gives::New => format!("({sign}{})", expr(target)),
    }
}

fn closure(closure: &ClosureExpr) -> String {
    let params = match &closure.params {
        Some(params) if params.is_empty() => "-> ".to_owned(),
        Some(params) => format!("{} -> ", join(params, param)),
        None => String::new(),
    };
    format!("{{ {params}{} }}", statements(&closure.body.statements))
        .replace("  ", " ")
        .replace("{ }", "{}")
}

fn call(call: &Call) -> String {
    let object = call
        .object
        .as_ref()
        .map(|it| expr(it) + access(call.access))
        .unwrap_or_default();
    let style = if call.style == CallStyle::Command {
        "!"
    } else {
        ""
    };
    format!(
        "{object}{}{style}({})",
        member(&call.name),
        join(&call.args, arg)
    )
}

pub(super) fn arg(arg: &Arg) -> String {
    match &arg.key {
        Some(Expr {
            kind: ExprKind::Spread(_),
            ..
        }) => format!("*:{}", expr(&arg.value)),
        Some(key) => format!("{}: {}", expr(key), expr(&arg.value)),
        None => expr(&arg.value),
    }
}

fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Pair(key, value) => format!("{}: {}", expr(key), expr(value)),
        Entry::Spread(map) => format!("*:{}", expr(map)),
    }
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => text.escape_debug().to_string().replace("\\'", "'"),
        Piece::Value(it) => format!("${{{}}}", expr(it)),
        Piece::Lazy(it) => format!("${}", closure(it)),
    }
}

fn member(member: &Member) -> String {
    match member {
        Member::Name(ident) => ident.name.to_string(),
        Member::Dynamic(name) => format!("<{}>", expr(name)),
    }
}

fn access(access: Access) -> &'static str {
    match access {
        Access::Dot => ".",
        Access::Safe => "?.",
        Access::Spread => "*.",
        Access::Field => ".@",
    }
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Not => "!",
        UnaryOp::Minus => "-",
        UnaryOp::Plus => "+",
        UnaryOp::BitNot => "~",
    }
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
        BinaryOp::Power => "**",
        BinaryOp::ShiftLeft => "<<",
        BinaryOp::ShiftRight => ">>",
        BinaryOp::ShiftRightUnsigned => ">>>",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::And => "&&",
        BinaryOp::Or => "||",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Compare => "<=>",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::In => "in",
        BinaryOp::Find => "=~",
        BinaryOp::Match => "==~",
        BinaryOp::Elvis => "?:",
    }
}
