//! Expressions, by the precedence of their operators.

use crate::ast::{Expr, ExprKind, Gives, Step, UnaryOp};
use crate::code::Span;

use super::operator::{Infix, Level, assignment, infix};
use super::parser::{Parser, Read};
use super::token::{Kind, Number, PRIMITIVES, VALUES};

/// What is to the left of an expression: at the beginning of a statement a block in the next line belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    Statement,
    Init,
    Inner,
}

/// To what a cast would be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CastTo {
    Primitive,
    Class,
}

impl Parser<'_> {
    pub(super) fn expression(&mut self, context: Context) -> Read<Expr> {
        self.nest(|parser| parser.assignable(context))
    }

    fn assignable(&mut self, context: Context) -> Read<Expr> {
        let start = self.start();
        let tuple = self.is_tuple_target();
        let target = if tuple {
            self.tuple_target()?
        } else {
            self.conditional_expression(context)?
        };
        let Some(how) = assignment(self.peek()) else {
            return Ok(target);
        };
        if !tuple {
            self.check_target(&target);
        }
        self.bump();
        self.newlines();
        let value = self.nest(Self::command)?;
        self.grow()?;
        Ok(self.expr(
            ExprKind::Assign {
                target: Box::new(target),
                op: how.op(),
                value: Box::new(value),
            },
            start,
        ))
    }

    fn check_target(&mut self, target: &Expr) {
        let text = self.code.slice(target.span);
        let message = match &target.kind {
            ExprKind::Variable(_)
            | ExprKind::Property { .. }
            | ExprKind::Index { .. }
            | ExprKind::Error => return,
            ExprKind::Call(_) => format!(
                "\"{text}\" is a method call expression, but it should be a variable expression"
            ),
            ExprKind::GString(_) => {
                format!("{text} is a GString expression, but it should be a variable expression")
            }
            ExprKind::Binary(..) => {
                format!("({text}) is a binary expression, but it should be a variable expression")
            }
            ExprKind::List(_) | ExprKind::Map(_) | ExprKind::Closure(_) | ExprKind::Ternary(..) => {
                format!(
                    "'{text}' is a bad expression as the left hand side of an assignment operator"
                )
            }
            _ => {
                format!("[{text}] is a constant expression, but it should be a variable expression")
            }
        };
        self.fail(message, target.span);
        self.hint("only a variable, a property or an element can be assigned to");
    }

    /// `(a, b) =`.
    fn is_tuple_target(&self) -> bool {
        let pair = matches!(self.ahead(1), Kind::Name(_)) && self.ahead(2).is(",");
        self.is("(")
            && pair
            && self
                .behind(self.at)
                .is_some_and(|behind| self.kind(behind).is("="))
    }

    fn tuple_target(&mut self) -> Read<Expr> {
        let start = self.start();
        self.expect("(")?;
        let mut names = Vec::new();
        loop {
            let ident = self.ident()?;
            names.push(Expr {
                kind: ExprKind::Variable(ident.name),
                span: ident.span,
            });
            if !self.eat(",") {
                break;
            }
        }
        self.expect(")")?;
        Ok(self.expr(ExprKind::List(names), start))
    }

    /// `a ? b : c`, `a ?: b`.
    pub(super) fn conditional_expression(&mut self, context: Context) -> Read<Expr> {
        let start = self.start();
        let condition = self.binary(Level::Or, context)?;
        let at = self.skip_newlines(self.at);
        if self.kind(at).is("?:") {
            self.at = at + 1;
            self.newlines();
            let otherwise = self.nest(|parser| parser.conditional_expression(Context::Inner))?;
            return Ok(self.expr(
                ExprKind::Elvis(Box::new(condition), Box::new(otherwise)),
                start,
            ));
        }
        if !self.kind(at).is("?") {
            return Ok(condition);
        }
        self.at = at + 1;
        self.newlines();
        let then = self.expression(Context::Inner)?;
        self.newlines();
        self.expect(":")?;
        self.newlines();
        let otherwise = self.nest(|parser| parser.conditional_expression(Context::Inner))?;
        let parts = (Box::new(condition), Box::new(then), Box::new(otherwise));
        Ok(self.expr(ExprKind::Ternary(parts.0, parts.1, parts.2), start))
    }

    fn binary(&mut self, loosest: Level, context: Context) -> Read<Expr> {
        let start = self.start();
        let mut left = self.unary(context)?;
        let mut tightest = Level::Unary;
        while let Some((level, op)) = infix(self.peek()) {
            // `foo in: 1` is a call with a named argument.
            if level < loosest || level > tightest || self.ahead(1).is(":") {
                break;
            }
            self.bump();
            self.newlines();
            left = self.infix(left, level, op, start)?;
            self.grow()?;
            // `a < b < c` is no Groovy.
            tightest = if level == Level::Relation {
                Level::Equality
            } else {
                level
            };
        }
        Ok(left)
    }

    fn infix(&mut self, left: Expr, level: Level, op: Infix, start: Span) -> Read<Expr> {
        let left = Box::new(left);
        let kind = match op {
            Infix::InstanceOf => ExprKind::InstanceOf(left, self.type_ref()?),
            Infix::As => ExprKind::As(left, self.type_ref()?),
            Infix::Binary(op) => {
                let right = self.binary(level.tighter(), Context::Inner)?;
                ExprKind::Binary(op, left, Box::new(right))
            }
            Infix::Range(end) => {
                let to = Box::new(self.binary(level.tighter(), Context::Inner)?);
                ExprKind::Range {
                    from: left,
                    to,
                    end,
                }
            }
        };
        Ok(self.expr(kind, start))
    }

    fn unary(&mut self, context: Context) -> Read<Expr> {
        let Kind::Sign(sign) = *self.peek() else {
            return self.postfix(context);
        };
        match sign {
            "-" => self.signed(UnaryOp::Minus),
            "+" => self.signed(UnaryOp::Plus),
            "!" => self.prefixed(UnaryOp::Not),
            "~" => self.prefixed(UnaryOp::BitNot),
            "++" => self.stepped(Step::Up),
            "--" => self.stepped(Step::Down),
            "(" if self.is_cast() => self.cast(),
            _ => self.postfix(context),
        }
    }

    /// `-2 ** 2` is -4.
    fn signed(&mut self, op: UnaryOp) -> Read<Expr> {
        let start = self.start();
        self.bump();
        self.newlines();
        if self.peek().is_one_of(&["+", "-"]) {
            return Err(self.unexpected());
        }
        let literal = matches!(self.peek(), Kind::Number(_)).then_some(self.at + 1);
        let operand = self.nest(|parser| parser.binary(Level::Power, Context::Inner))?;
        if literal == Some(self.at) {
            return Ok(self.signed_number(op, operand, start));
        }
        Ok(self.expr(ExprKind::Unary(op, Box::new(operand)), start))
    }

    /// A number with its sign is a number: so that the smallest one can be written.
    fn signed_number(&self, op: UnaryOp, number: Expr, start: Span) -> Expr {
        let suffixed = self.code.slice(number.span).ends_with(['l', 'L', 'g', 'G']);
        let negative = op == UnaryOp::Minus;
        let kind = match number.kind {
            ExprKind::Int(value) if negative => ExprKind::Int(value.wrapping_neg()),
            ExprKind::Long(value) if negative => match i32::try_from(-value) {
                Ok(value) if !suffixed => ExprKind::Int(value),
                _ => ExprKind::Long(value.wrapping_neg()),
            },
            ExprKind::Big(value) if negative => match i64::try_from(-value.as_ref()) {
                Ok(value) if !suffixed => ExprKind::Long(value),
                _ => ExprKind::Big(std::sync::Arc::new(-value.as_ref())),
            },
            ExprKind::Decimal(value) if negative => {
                ExprKind::Decimal(std::sync::Arc::new(-value.as_ref()))
            }
            ExprKind::Double(value) if negative => ExprKind::Double(-value),
            ExprKind::Float(value) if negative => ExprKind::Float(-value),
            kind => kind,
        };
        self.expr(kind, start)
    }

    fn prefixed(&mut self, op: UnaryOp) -> Read<Expr> {
        let start = self.start();
        self.bump();
        self.newlines();
        let operand = self.nest(|parser| parser.unary(Context::Inner))?;
        Ok(self.expr(ExprKind::Unary(op, Box::new(operand)), start))
    }

    fn stepped(&mut self, by: Step) -> Read<Expr> {
        let start = self.start();
        self.bump();
        self.newlines();
        let target = Box::new(self.nest(|parser| parser.unary(Context::Inner))?);
        Ok(self.expr(
            ExprKind::Step {
                target,
                by,
                gives: Gives::New,
            },
            start,
        ))
    }

    fn postfix(&mut self, context: Context) -> Read<Expr> {
        let start = self.start();
        let target = self.path_expression(context)?;
        let by = if self.is("++") {
            Step::Up
        } else if self.is("--") {
            Step::Down
        } else {
            return Ok(target);
        };
        self.bump();
        Ok(self.expr(
            ExprKind::Step {
                target: Box::new(target),
                by,
                gives: Gives::Old,
            },
            start,
        ))
    }

    /// `(T) x`. Groovy takes everything for a cast that can be one: `(a) [b]`, `(f)(x)`.
    fn is_cast(&self) -> bool {
        let to = match self.ahead(1) {
            Kind::Word(word) if PRIMITIVES.contains(word) => CastTo::Primitive,
            _ => CastTo::Class,
        };
        let Some((behind, _)) = self.skip_type(self.at + 1) else {
            return false;
        };
        self.kind(behind).is(")") && self.starts_operand(behind + 1, to)
    }

    fn starts_operand(&self, at: usize, of: CastTo) -> bool {
        if self.kind(at).is("(") && self.kind(at + 1).is(")") {
            // `(f)()` calls.
            return false;
        }
        match self.kind(at) {
            Kind::Name(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::TextStart(_)
            | Kind::Sign("~" | "!" | "(" | "[" | "{") => true,
            // `(int) -x` casts, `(a) - x` subtracts.
            Kind::Sign("+" | "-" | "++" | "--") => of == CastTo::Primitive,
            Kind::Word(word) => VALUES.contains(word) || PRIMITIVES.contains(word),
            _ => false,
        }
    }

    fn cast(&mut self) -> Read<Expr> {
        let start = self.start();
        self.expect("(")?;
        let ty = self.type_ref()?;
        self.expect(")")?;
        let value = Box::new(self.nest(|parser| parser.unary(Context::Inner))?);
        Ok(self.expr(ExprKind::Cast(ty, value), start))
    }

    pub(super) fn number(number: Number) -> ExprKind {
        match number {
            Number::Int(value) => ExprKind::Int(value),
            Number::Long(value) => ExprKind::Long(value),
            Number::Big(value) => ExprKind::Big(value),
            Number::Decimal(value) => ExprKind::Decimal(value),
            Number::Double(value) => ExprKind::Double(value),
            Number::Float(value) => ExprKind::Float(value),
        }
    }
}
