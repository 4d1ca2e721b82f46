//! Values at the beginning of paths: literals, names, lists, maps, closures, texts, `new`.

use std::sync::Arc;

use crate::ast::{
    Access, Arg, Block, Call, CallStyle, ClosureExpr, Entry, Expr, ExprKind, Ident, Member, Name,
    Piece, Stmt, StmtKind,
};
use crate::code::Span;

use super::expression::Context;
use super::parser::{Parser, Read};
use super::token::{Kind, PRIMITIVES};

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Read<Expr> {
        let start = self.start();
        let kind = match self.peek() {
            Kind::Name(name) => ExprKind::Variable(name.clone()),
            Kind::Text(text) => ExprKind::Str(text.clone()),
            Kind::Number(number) => Self::number(number.clone()),
            Kind::Word(word) => match *word {
                "this" => ExprKind::This,
                "super" => ExprKind::Super,
                "null" => ExprKind::Null,
                "true" => ExprKind::Bool(true),
                "false" => ExprKind::Bool(false),
                "new" => return self.new_expression(),
                word if PRIMITIVES.contains(&word) => ExprKind::Variable(Name::from(word)),
                _ => return Err(self.unexpected()),
            },
            Kind::TextStart(_) => return self.gstring(),
            Kind::Sign("(") => return self.in_parentheses(),
            Kind::Sign("[") => return self.list_or_map(),
            Kind::Sign("{") => return self.closure_expression(),
            _ => return Err(self.unexpected()),
        };
        self.bump();
        Ok(self.expr(kind, start))
    }

    pub(super) fn in_parentheses(&mut self) -> Read<Expr> {
        let start = self.start();
        self.expect("(")?;
        let inner = self.expression(Context::Inner)?;
        self.expect(")")?;
        Ok(Expr {
            kind: inner.kind,
            span: self.since(start),
        })
    }

    fn list_or_map(&mut self) -> Read<Expr> {
        let start = self.start();
        self.expect("[")?;
        if self.is(":") && self.ahead(1).is("]") {
            self.bump();
            self.bump();
            return Ok(self.expr(ExprKind::Map(Vec::new()), start));
        }
        let args = self.nest(|parser| parser.argument_list("]"))?;
        self.expect("]")?;
        let labelled = args.iter().filter(|arg| arg.key.is_some()).count();
        if labelled == 0 {
            let items = args.into_iter().map(|arg| arg.value).collect();
            return Ok(self.expr(ExprKind::List(items), start));
        }
        if let Some(plain) = args.iter().find(|arg| arg.key.is_none()) {
            let span = plain.value.span;
            return Err(self.fail(
                "Only map entries are allowed here: an element of this map has no key",
                span,
            ));
        }
        Ok(self.expr(map(args), start))
    }

    pub(super) fn closure_expression(&mut self) -> Read<Expr> {
        let start = self.start();
        let closure = self.nest(Self::closure)?;
        Ok(self.expr(ExprKind::Closure(Arc::new(closure)), start))
    }

    fn closure(&mut self) -> Read<ClosureExpr> {
        let start = self.start();
        let has_params = self.has_closure_params();
        let open = self.at;
        self.expect("{")?;
        let params = if has_params {
            self.newlines();
            let params = self.param_list("->")?;
            self.expect("->")?;
            Some(params)
        } else {
            None
        };
        let statements = self.block_statements(open)?;
        let span = self.since(start);
        Ok(ClosureExpr {
            params,
            body: Block { statements, span },
            span,
        })
    }

    /// Whether an arrow follows the brace that stands here, before anything that can't be parameters.
    pub(super) fn has_closure_params(&self) -> bool {
        let end = self.behind(self.at).unwrap_or(usize::MAX);
        let mut at = self.skip_newlines(self.at + 1);
        while at < end {
            match self.kind(at) {
                Kind::Sign("->") => return true,
                Kind::Sign(";" | "}") | Kind::End => return false,
                Kind::Newline => {
                    let continues =
                        self.kind(at - 1).is_one_of(&[",", "="]) || self.kind(at + 1).is("->");
                    if !continues && !self.kind(self.skip_newlines(at)).is("->") {
                        return false;
                    }
                    at += 1;
                }
                Kind::Sign("(" | "[" | "{") | Kind::TextStart(_) => match self.behind(at) {
                    Some(behind) => at = behind,
                    None => return false,
                },
                _ => at += 1,
            }
        }
        false
    }

    /// A text with values in it.
    pub(super) fn gstring(&mut self) -> Read<Expr> {
        let start = self.start();
        let mut pieces = Vec::new();
        loop {
            let (Kind::TextStart(text) | Kind::TextMiddle(text) | Kind::TextEnd(text)) =
                self.peek()
            else {
                return Err(self.unexpected());
            };
            let (text, last) = (text.clone(), matches!(self.peek(), Kind::TextEnd(_)));
            if !text.is_empty() {
                pieces.push(Piece::Text(text));
            }
            self.bump();
            if last {
                return Ok(self.expr(ExprKind::GString(pieces), start));
            }
            let piece = self.nest(Self::piece)?;
            pieces.push(piece);
        }
    }

    fn piece(&mut self) -> Read<Piece> {
        if !self.is("{") {
            return self.dotted_value().map(Piece::Value);
        }
        let start = self.start();
        let closure = self.closure()?;
        if closure.params.is_some() {
            return Ok(Piece::Lazy(Arc::new(closure)));
        }
        Ok(Piece::Value(self.embedded(closure, start)))
    }

    /// `$a.b`.
    fn dotted_value(&mut self) -> Read<Expr> {
        let start = self.start();
        let mut value = self.primary()?;
        while self.eat(".") {
            let ident = self.ident()?;
            let kind = ExprKind::Property {
                object: Box::new(value),
                access: Access::Dot,
                name: Member::Name(ident),
            };
            value = self.expr(kind, start);
            self.grow()?;
        }
        Ok(value)
    }

    /// What `${...}` stands for: its expression, or what its statements give.
    fn embedded(&self, mut closure: ClosureExpr, start: Span) -> Expr {
        let span = closure.span;
        match closure.body.statements.as_slice() {
            [] => return self.expr(ExprKind::Null, start),
            [
                Stmt {
                    kind: StmtKind::Expr(_),
                    label: None,
                    ..
                },
            ] => {
                if let Some(Stmt {
                    kind: StmtKind::Expr(value),
                    ..
                }) = closure.body.statements.pop()
                {
                    return value;
                }
            }
            _ => {}
        }
        closure.params = Some(Vec::new());
        let call = Call {
            object: Some(Expr {
                kind: ExprKind::Closure(Arc::new(closure)),
                span,
            }),
            access: Access::Dot,
            name: Member::Name(Ident {
                name: Name::from("call"),
                span,
            }),
            args: Vec::new(),
            style: CallStyle::Plain,
        };
        self.expr(ExprKind::Call(Box::new(call)), start)
    }

    fn new_expression(&mut self) -> Read<Expr> {
        let start = self.start();
        self.expect("new")?;
        self.newlines();
        let class = self.plain_type()?;
        if self.is("[") {
            return self.new_array(class, start);
        }
        self.newlines();
        if !self.is("(") {
            return Err(self.expected("'('"));
        }
        let args = self.arguments()?;
        if self.is("{") {
            let failed = self.fail("anonymous classes are not supported", self.start());
            self.hint("give the class a name: class X extends ... { }");
            return Err(failed);
        }
        Ok(self.expr(ExprKind::New { class, args }, start))
    }

    fn new_array(&mut self, element: crate::ast::TypeRef, start: Span) -> Read<Expr> {
        let mut element = element;
        let mut sizes = Vec::new();
        while self.eat("[") {
            if self.eat("]") {
                element.dimensions = element.dimensions.saturating_add(1);
                continue;
            }
            sizes.push(self.expression(Context::Inner)?);
            self.expect("]")?;
        }
        if sizes.is_empty() {
            return Err(self.fail(
                "No expression for the array constructor call",
                self.since(start),
            ));
        }
        Ok(self.expr(
            ExprKind::NewArray {
                element,
                sizes,
                items: None,
            },
            start,
        ))
    }
}

/// A map of named arguments.
pub(super) fn map(args: Vec<Arg>) -> ExprKind {
    let entry = |arg: Arg| match arg.key {
        Some(Expr {
            kind: ExprKind::Spread(_),
            ..
        }) => Some(Entry::Spread(arg.value)),
        Some(key) => Some(Entry::Pair(key, arg.value)),
        None => None,
    };
    ExprKind::Map(args.into_iter().filter_map(entry).collect())
}
