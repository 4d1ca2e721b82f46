//! Types, modifiers and annotations.

use std::sync::Arc;

use crate::ast::{Annotation, Name, TypeRef};

use super::expression::Context;
use super::parser::{Parser, Read};
use super::token::{Kind, MODIFIERS, PRIMITIVES};

/// What stands before a declaration.
#[derive(Default)]
pub(super) struct Modifiers {
    pub(super) annotations: Vec<Annotation>,
    pub(super) names: Vec<Name>,
}

impl Parser<'_> {
    /// Annotations, `def` and the like, in any order.
    pub(super) fn modifiers(&mut self) -> Read<Modifiers> {
        let mut modifiers = Modifiers::default();
        loop {
            if self.is_annotation() {
                modifiers.annotations.push(self.annotation()?);
            } else if let Some(word) = self.modifier() {
                modifiers
                    .names
                    .extend((word != "def").then(|| Name::from(word)));
                self.bump();
            } else {
                return Ok(modifiers);
            }
            self.newlines();
        }
    }

    fn modifier(&self) -> Option<&'static str> {
        let Kind::Word(word) = self.peek() else {
            return None;
        };
        let statement = *word == "synchronized" && self.ahead(1).is("(");
        ((*word == "def" || MODIFIERS.contains(word)) && !statement).then_some(*word)
    }

    pub(super) fn is_annotation(&self) -> bool {
        self.is("@") && !self.ahead(1).is("interface")
    }

    pub(super) fn annotations(&mut self) -> Read<Vec<Annotation>> {
        let mut annotations = Vec::new();
        while self.is_annotation() {
            annotations.push(self.annotation()?);
            self.newlines();
        }
        Ok(annotations)
    }

    fn annotation(&mut self) -> Read<Annotation> {
        let start = self.start();
        self.expect("@")?;
        let name = self.dotted()?;
        let mut args = Vec::new();
        if self.eat("(") {
            while !self.is(")") {
                args.push(self.annotation_argument()?);
                if !self.eat(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        Ok(Annotation {
            name,
            args,
            span: self.since(start),
        })
    }

    fn annotation_argument(&mut self) -> Read<(Name, Arc<crate::ast::Expr>)> {
        let named = matches!(self.peek(), Kind::Name(_)) && self.ahead(1).is("=");
        let name = if named {
            let name = self.ident()?.name;
            self.bump();
            name
        } else {
            Name::from("value")
        };
        self.newlines();
        let value = self.nest(|parser| parser.expression(Context::Inner))?;
        Ok((name, Arc::new(value)))
    }

    /// A type; what it is made for (`<String>`) is read and forgotten.
    pub(super) fn type_ref(&mut self) -> Read<TypeRef> {
        let mut ty = self.plain_type()?;
        let start = ty.span;
        while self.is("[") && self.ahead(1).is("]") {
            self.bump();
            self.bump();
            ty.dimensions = ty.dimensions.saturating_add(1);
        }
        ty.span = self.since(start);
        Ok(ty)
    }

    /// A type without brackets.
    pub(super) fn plain_type(&mut self) -> Read<TypeRef> {
        let start = self.start();
        let name = match self.peek() {
            Kind::Word(word) if PRIMITIVES.contains(word) => {
                let name = Name::from(*word);
                self.bump();
                name
            }
            _ => self.dotted()?,
        };
        self.generics()?;
        Ok(TypeRef {
            name,
            dimensions: 0,
            span: self.since(start),
        })
    }

    pub(super) fn generics(&mut self) -> Read<()> {
        if !self.is("<") {
            return Ok(());
        }
        match self.skip_generics(self.at) {
            Some(behind) => self.at = behind,
            None => return Err(self.unexpected()),
        }
        Ok(())
    }

    /// The place behind `<...>`.
    fn skip_generics(&self, at: usize) -> Option<usize> {
        let mut open = 0_usize;
        let mut at = at;
        loop {
            match self.kind(at) {
                Kind::Sign("<") => open += 1,
                Kind::Sign(">") => open = open.checked_sub(1)?,
                Kind::Sign(">>") => open = open.checked_sub(2)?,
                Kind::Sign(">>>") => open = open.checked_sub(3)?,
                Kind::Name(_) | Kind::Newline | Kind::Sign("." | "," | "?" | "&" | "[" | "]") => {}
                Kind::Word(word)
                    if ["extends", "super"].contains(word) || PRIMITIVES.contains(word) => {}
                _ => return None,
            }
            at += 1;
            if open == 0 {
                return Some(at);
            }
        }
    }

    /// The place behind a type, and whether it can be nothing but one: a keyword, or a name with a capital.
    pub(super) fn skip_type(&self, at: usize) -> Option<(usize, Likeness)> {
        let (mut at, mut likeness) = match self.kind(at) {
            Kind::Word(word) if PRIMITIVES.contains(word) => (at + 1, Likeness::Type),
            Kind::Name(name) => (at + 1, likeness(name)),
            _ => return None,
        };
        while self.kind(at).is(".") {
            let Kind::Name(name) = self.kind(at + 1) else {
                return None;
            };
            likeness = self::likeness(name);
            at += 2;
        }
        if self.kind(at).is("<") {
            at = self.skip_generics(at)?;
        }
        while self.kind(at).is("[") && self.kind(at + 1).is("]") {
            at += 2;
        }
        Some((at, likeness))
    }
}

/// What a name looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    Type,
    Variable,
}

fn likeness(name: &str) -> Likeness {
    if name.chars().next().is_some_and(char::is_uppercase) {
        Likeness::Type
    } else {
        Likeness::Variable
    }
}
