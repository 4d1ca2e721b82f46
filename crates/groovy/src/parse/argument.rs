//! Arguments: plain, named, spread.

use crate::ast::{Arg, Expr, ExprKind, Name};

use super::expression::Context;
use super::parser::{Parser, Read};
use super::token::Kind;

impl Parser<'_> {
    /// `(a, b: c)`.
    pub(super) fn arguments(&mut self) -> Read<Vec<Arg>> {
        self.expect("(")?;
        let args = self.nest(|parser| parser.argument_list(")"))?;
        self.expect(")")?;
        Ok(args)
    }

    /// Until the bracket that ends it; a comma may be too many.
    pub(super) fn argument_list(&mut self, end: &str) -> Read<Vec<Arg>> {
        let mut args = Vec::new();
        while !self.is(end) {
            args.push(self.argument()?);
            if !self.eat(",") {
                break;
            }
        }
        if self.is(end) || *self.peek() == Kind::End {
            return Ok(args);
        }
        Err(self.unexpected())
    }

    fn argument(&mut self) -> Read<Arg> {
        let start = self.start();
        if self.eat("*") {
            let spread_map = self.eat(":");
            let value = self.expression(Context::Inner)?;
            if spread_map {
                let nothing = Box::new(self.expr(ExprKind::Null, start));
                let key = Some(self.expr(ExprKind::Spread(nothing), start));
                return Ok(Arg { key, value });
            }
            let value = self.expr(ExprKind::Spread(Box::new(value)), start);
            return Ok(Arg { key: None, value });
        }
        let key = self.label()?;
        let value = self.expression(Context::Inner)?;
        if self.is(":") {
            let failed = self.fail("illegal colon after argument expression", self.start());
            self.hint("a complex label expression before a colon must be parenthesized");
            return Err(failed);
        }
        Ok(Arg { key, value })
    }

    /// `name:`, `'text':`, `(value):`, `1:`.
    pub(super) fn label(&mut self) -> Read<Option<Expr>> {
        if !self.is_label_ahead() {
            return Ok(None);
        }
        let start = self.start();
        let kind = match self.peek() {
            Kind::Name(name) => ExprKind::Str(name.clone()),
            Kind::Word(word) => ExprKind::Str(Name::from(*word)),
            _ => {
                let key = self.primary()?;
                return self.colon(key);
            }
        };
        self.bump();
        let key = self.expr(kind, start);
        self.colon(key)
    }

    fn colon(&mut self, key: Expr) -> Read<Option<Expr>> {
        self.expect(":")?;
        self.newlines();
        Ok(Some(key))
    }

    fn is_label_ahead(&self) -> bool {
        let behind = match self.peek() {
            Kind::Name(_) | Kind::Word(_) | Kind::Number(_) | Kind::Text(_) => Some(self.at + 1),
            Kind::TextStart(_) | Kind::Sign("(" | "[" | "{") => self.behind(self.at),
            _ => None,
        };
        behind.is_some_and(|at| self.kind(at).is(":"))
    }
}
