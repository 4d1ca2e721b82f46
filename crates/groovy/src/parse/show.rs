//! The tree as text, for tests: everything in parentheses, every call with its arguments in parentheses.

use crate::ast::{
    Access, Annotation, Arg, BinaryOp, Block, Call, CallStyle, Case, Catch, ClassDecl, ClosureExpr,
    Declare, Declared, Entry, Expr, ExprKind, Field, Gives, Import, ImportOf, Member, Method,
    Param, Piece, RangeEnd, Rest, Script, Star, Step, Stmt, StmtKind, TypeRef, UnaryOp,
};

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

fn words(annotations: &[Annotation], modifiers: &[crate::ast::Name]) -> String {
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

fn block(block: &Block) -> String {
    format!("{{ {} }}", statements(&block.statements)).replace("{  }", "{}")
}

fn statements(statements: &[Stmt]) -> String {
    statements
        .iter()
        .map(statement)
        .collect::<Vec<_>>()
        .join("; ")
}

fn statement(statement: &Stmt) -> String {
    let label = statement
        .label
        .as_ref()
        .map(|it| format!("{it}: "))
        .unwrap_or_default();
    label + &kind(&statement.kind)
}

fn kind(kind: &StmtKind) -> String {
    let optional = |it: &Option<Expr>| {
        it.as_ref()
            .map(|it| format!(" {}", expr(it)))
            .unwrap_or_default()
    };
    let named =
        |it: &Option<crate::ast::Name>| it.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
    match kind {
        StmtKind::Expr(it) => expr(it),
        StmtKind::Declare(it) => declare(it),
        StmtKind::If {
            condition,
            then,
            otherwise,
        } => {
            let otherwise = otherwise
                .as_ref()
                .map(|it| format!(" else {}", block(it)))
                .unwrap_or_default();
            format!("if ({}) {}{otherwise}", expr(condition), block(then))
        }
        StmtKind::While { condition, body } => {
            format!("while ({}) {}", expr(condition), block(body))
        }
        StmtKind::For {
            init,
            condition,
            update,
            body,
        } => {
            let head = [
                statements(init),
                condition.as_ref().map(expr).unwrap_or_default(),
                join(update, expr),
            ];
            format!("for ({}) {}", head.join("; "), block(body))
        }
        StmtKind::ForIn {
            variable,
            items,
            body,
        } => {
            format!(
                "for ({} in {}) {}",
                param(variable),
                expr(items),
                block(body)
            )
        }
        StmtKind::Switch { value, cases } => {
            format!("switch ({}) {{ {} }}", expr(value), join(cases, case))
        }
        StmtKind::Try {
            body,
            catches,
            finally,
        } => {
            let catches: String = catches.iter().map(catch).collect();
            let finally = finally
                .as_ref()
                .map(|it| format!(" finally {}", block(it)))
                .unwrap_or_default();
            format!("try {}{catches}{finally}", block(body))
        }
        StmtKind::Throw(it) => format!("throw {}", expr(it)),
        StmtKind::Return(it) => format!("return{}", optional(it)),
        StmtKind::Break(it) => format!("break{}", named(it)),
        StmtKind::Continue(it) => format!("continue{}", named(it)),
        StmtKind::Block(it) => block(it),
        StmtKind::Assert { condition, message } => {
            format!("assert {} :{}", expr(condition), optional(message))
        }
        StmtKind::Error => "<error>".to_owned(),
    }
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

pub(super) fn expr(expr: &Expr) -> String {
    match &expr.kind {
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
        ExprKind::Unary(op, it) => format!("({}{})", unary(*op), self::expr(it)),
        ExprKind::Step { target, by, gives } => step(target, *by, *gives),
        ExprKind::Binary(op, a, b) => {
            format!("({} {} {})", self::expr(a), binary(*op), self::expr(b))
        }
        ExprKind::Assign { target, op, value } => {
            let op = op.map(binary).unwrap_or_default();
            format!("{} {op}= {}", self::expr(target), self::expr(value))
        }
        ExprKind::Ternary(a, b, c) => format!(
            "({} ? {} : {})",
            self::expr(a),
            self::expr(b),
            self::expr(c)
        ),
        ExprKind::Elvis(a, b) => format!("({} ?: {})", self::expr(a), self::expr(b)),
        ExprKind::InstanceOf(it, of) => format!("({} instanceof {})", self::expr(it), ty(of)),
        ExprKind::As(it, of) => format!("({} as {})", self::expr(it), ty(of)),
        ExprKind::Cast(of, it) => format!("(({}) {})", ty(of), self::expr(it)),
        ExprKind::Spread(it) => format!("*{}", self::expr(it)),
        ExprKind::Error => "<error>".to_owned(),
    }
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

fn arg(arg: &Arg) -> String {
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
