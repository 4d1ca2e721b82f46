//! Paths: a value, and what hangs on it (`.b`, `(c)`, `[d]`, `{ e }`); calls without parentheses.

use crate::ast::{Access, Arg, Call, CallStyle, Expr, ExprKind, Ident, Member, Name};
use crate::code::Span;

use super::expression::Context;
use super::literal::map;
use super::parser::{Parser, Read};
use super::token::{Kind, PRIMITIVES, VALUES};

impl Parser<'_> {
    pub(super) fn path_expression(&mut self, context: Context) -> Read<Expr> {
        let (first, start) = (self.at, self.start());
        let head = self.primary()?;
        let path = self.path_elements(head, start, context)?;
        self.path = (first, self.at);
        Ok(path)
    }

    fn path_elements(&mut self, mut path: Expr, start: Span, context: Context) -> Read<Expr> {
        loop {
            let at = self.skip_newlines(self.at);
            let next_line = at != self.at;
            path = match self.kind(at) {
                Kind::Sign("." | "?." | "*." | ".&") => {
                    self.at = at;
                    self.member(path, start)?
                }
                Kind::Sign("(") if !next_line => {
                    let args = self.arguments()?;
                    self.call(path, args, start, CallStyle::Plain)
                }
                Kind::Sign("[") if !next_line => self.index(path, start)?,
                Kind::Sign("{") if !next_line || context != Context::Inner => {
                    self.at = at;
                    self.appended(path, start)?
                }
                _ => return Ok(path),
            };
            self.grow()?;
        }
    }

    fn member(&mut self, object: Expr, start: Span) -> Read<Expr> {
        let sign = self.peek().clone();
        self.bump();
        let access = match sign {
            Kind::Sign("?.") => Access::Safe,
            Kind::Sign("*.") => Access::Spread,
            Kind::Sign(".") if self.eat("@") => Access::Field,
            _ => Access::Dot,
        };
        if access != Access::Dot {
            // `a?.@b`: how the object is reached matters more than that the field is meant.
            self.eat("@");
        }
        self.newlines();
        if self.is("<") {
            self.generics()?;
        }
        let name = self.member_name()?;
        let object = Box::new(object);
        let kind = match sign {
            Kind::Sign(".&") => ExprKind::MethodPointer { object, name },
            _ => ExprKind::Property {
                object,
                access,
                name,
            },
        };
        Ok(self.expr(kind, start))
    }

    fn member_name(&mut self) -> Read<Member> {
        let span = self.start();
        let name = match self.peek() {
            Kind::Name(name) | Kind::Text(name) => name.clone(),
            Kind::Word(word) => Name::from(*word),
            Kind::TextStart(_) => return Ok(Member::Dynamic(Box::new(self.gstring()?))),
            Kind::Sign("(") => return Ok(Member::Dynamic(Box::new(self.in_parentheses()?))),
            _ => return Err(self.unexpected()),
        };
        self.bump();
        Ok(Member::Name(Ident { name, span }))
    }

    fn index(&mut self, object: Expr, start: Span) -> Read<Expr> {
        self.expect("[")?;
        let args = self.nest(|parser| parser.argument_list("]"))?;
        self.expect("]")?;
        let labelled = args.iter().any(|arg| arg.key.is_some());
        let index = if labelled {
            vec![self.expr(map(args), start)]
        } else {
            args.into_iter().map(|arg| arg.value).collect()
        };
        Ok(self.expr(
            ExprKind::Index {
                object: Box::new(object),
                index,
            },
            start,
        ))
    }

    /// `path { ... }`: one more argument of a call, or a call.
    fn appended(&mut self, path: Expr, start: Span) -> Read<Expr> {
        let closure = self.closure_expression()?;
        let arg = Arg {
            key: None,
            value: closure,
        };
        if let ExprKind::Call(mut call) = path.kind {
            call.args.push(arg);
            return Ok(self.expr(ExprKind::Call(call), start));
        }
        Ok(self.call(path, vec![arg], start, CallStyle::Plain))
    }

    /// A call of what the path names, or of what it is.
    fn call(&self, path: Expr, args: Vec<Arg>, start: Span, style: CallStyle) -> Expr {
        let span = path.span;
        let named = |name| Member::Name(Ident { name, span });
        let (object, access, name) = match path.kind {
            ExprKind::Variable(name) | ExprKind::Str(name) => (None, Access::Dot, named(name)),
            ExprKind::GString(_) => (None, Access::Dot, Member::Dynamic(Box::new(path))),
            ExprKind::This => (None, Access::Dot, named("this".into())),
            ExprKind::Super => (None, Access::Dot, named("super".into())),
            ExprKind::Property {
                object,
                access,
                name,
            } if access != Access::Field => (Some(*object), access, name),
            kind => (Some(Expr { kind, span }), Access::Dot, named("call".into())),
        };
        let call = Call {
            object,
            access,
            name,
            args,
            style,
        };
        self.expr(ExprKind::Call(Box::new(call)), start)
    }

    /// What follows a path at the beginning of a statement: `a b c d` is `a(b).c(d)`.
    pub(super) fn command_chain(&mut self, head: Expr) -> Read<Expr> {
        let start = head.span;
        let mut chain = head;
        if !matches!(chain.kind, ExprKind::Call(_)) && self.starts_argument() {
            let args = self.command_arguments()?;
            chain = self.call(chain, args, start, CallStyle::Command);
        }
        while self.starts_member() {
            let name = self.member_name()?;
            let kind = ExprKind::Property {
                object: Box::new(chain),
                access: Access::Dot,
                name,
            };
            let property = self.expr(kind, start);
            chain = if self.peek().is_one_of(&["(", "[", "{", ".", "?.", "*."]) {
                self.path_elements(property, start, Context::Statement)?
            } else if self.starts_argument() {
                let args = self.command_arguments()?;
                self.call(property, args, start, CallStyle::Command)
            } else {
                property
            };
            self.grow()?;
        }
        Ok(chain)
    }

    fn starts_member(&self) -> bool {
        matches!(
            self.peek(),
            Kind::Name(_) | Kind::Text(_) | Kind::TextStart(_)
        )
    }

    fn starts_argument(&self) -> bool {
        match self.peek() {
            Kind::Name(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::TextStart(_)
            | Kind::Sign("!" | "~" | "++" | "--" | "-" | "+") => true,
            Kind::Word(word) => {
                VALUES.contains(word) || PRIMITIVES.contains(word) || self.ahead(1).is(":")
            }
            _ => false,
        }
    }

    fn command_arguments(&mut self) -> Read<Vec<Arg>> {
        let mut args = Vec::new();
        loop {
            args.push(self.nest(Self::command_argument)?);
            if !self.eat(",") {
                return Ok(args);
            }
            self.newlines();
        }
    }

    fn command_argument(&mut self) -> Read<Arg> {
        let key = self.label()?;
        let value = self.expression(Context::Inner)?;
        Ok(Arg { key, value })
    }
}
