//! Declarations of variables and methods.

use std::sync::Arc;

use crate::ast::{Declare, Declared, Expr, Ident, Method, Param, Rest, Stmt, StmtKind, TypeRef};
use crate::code::Span;

use super::expression::Context;
use super::parser::{Parser, Read};
use super::script::Item;
use super::token::{Kind, MODIFIERS};
use super::types::{Likeness, Modifiers};

pub(super) const NO_BODY: &str =
    "You defined a method without body. Try adding a body, or declare it abstract.";

impl Parser<'_> {
    pub(super) fn is_import(&self) -> bool {
        self.kind(self.skip_annotations(self.at)).is("import")
    }

    pub(super) fn is_class(&self) -> bool {
        let at = self.skip_modifiers(self.at);
        let keyword = self
            .kind(at)
            .is_one_of(&["class", "interface", "enum", "trait"]);
        let named = matches!(self.kind(at + 1), Kind::Name(_));
        (keyword && named) || (self.kind(at).is("@") && self.kind(at + 1).is("interface"))
    }

    /// Whether a declaration stands here: modifiers or a type, and then a name.
    pub(super) fn is_declaration(&self) -> bool {
        let at = self.skip_modifiers(self.at);
        let modified = at != self.at;
        if modified && (self.kind(at).is_one_of(&["<", "("]) || self.is_declared_name(at)) {
            return true;
        }
        match self.skip_type(at) {
            Some((behind, likeness)) => {
                (modified || likeness == Likeness::Type) && self.is_declared_name(behind)
            }
            None => false,
        }
    }

    fn is_declared_name(&self, at: usize) -> bool {
        matches!(self.kind(at), Kind::Name(_) | Kind::Text(_))
    }

    fn skip_annotations(&self, mut at: usize) -> usize {
        while let Some(behind) = self.skip_annotation(at) {
            at = self.skip_newlines(behind);
        }
        at
    }

    fn skip_annotation(&self, at: usize) -> Option<usize> {
        if !self.kind(at).is("@") || !matches!(self.kind(at + 1), Kind::Name(_)) {
            return None;
        }
        let mut at = at + 2;
        while self.kind(at).is(".") && matches!(self.kind(at + 1), Kind::Name(_)) {
            at += 2;
        }
        if self.kind(at).is("(") {
            self.behind(at)
        } else {
            Some(at)
        }
    }

    pub(super) fn skip_modifiers(&self, mut at: usize) -> usize {
        loop {
            let behind = match self.kind(at) {
                Kind::Sign("@") => match self.skip_annotation(at) {
                    Some(behind) => behind,
                    None => return at,
                },
                Kind::Word("synchronized") if self.kind(at + 1).is("(") => return at,
                Kind::Word(word) if *word == "def" || MODIFIERS.contains(word) => at + 1,
                _ => return at,
            };
            at = self.skip_newlines(behind);
        }
    }

    pub(super) fn declaration(&mut self) -> Read<Item> {
        let start = self.start();
        let modifiers = self.modifiers()?;
        if self.is("(") {
            return self
                .tuple(start, modifiers)
                .map(Box::new)
                .map(Item::Statement);
        }
        self.generics()?;
        let ty = self.declared_type()?;
        if self.ahead(1).is("(") {
            return self.script_method(start, modifiers, ty).map(Item::Method);
        }
        let declarators = self.declarators()?;
        let what = Declared::Each(declarators);
        Ok(Item::Statement(Box::new(
            self.declared(start, modifiers, ty, what),
        )))
    }

    fn declared(
        &self,
        start: Span,
        modifiers: Modifiers,
        ty: Option<TypeRef>,
        what: Declared,
    ) -> Stmt {
        let declare = Declare {
            annotations: modifiers.annotations,
            modifiers: modifiers.names,
            ty,
            what,
        };
        Stmt {
            label: None,
            kind: StmtKind::Declare(declare),
            span: self.since(start),
        }
    }

    /// The type, where one stands before the name.
    pub(super) fn declared_type(&mut self) -> Read<Option<TypeRef>> {
        match self.skip_type(self.at) {
            Some((behind, Likeness::Type)) if self.is_declared_name(behind) => {
                self.type_ref().map(Some)
            }
            _ => Ok(None),
        }
    }

    pub(super) fn declarators(&mut self) -> Read<Vec<(Ident, Option<Expr>)>> {
        let mut declarators = Vec::new();
        loop {
            let ident = self.ident()?;
            declarators.push((ident, self.initializer()?));
            if !self.eat(",") {
                return Ok(declarators);
            }
            self.newlines();
        }
    }

    fn initializer(&mut self) -> Read<Option<Expr>> {
        if !self.eat("=") {
            return Ok(None);
        }
        self.newlines();
        self.nest(Self::command).map(Some)
    }

    /// `(a, b) = value` of `def (a, b) = value`.
    fn tuple(&mut self, start: Span, modifiers: Modifiers) -> Read<Stmt> {
        self.expect("(")?;
        let mut names = Vec::new();
        while !self.is(")") {
            self.modifiers()?;
            self.param_type()?;
            names.push(self.ident()?);
            if !self.eat(",") {
                break;
            }
        }
        self.expect(")")?;
        self.expect("=")?;
        self.newlines();
        let value = self.nest(Self::command)?;
        Ok(self.declared(start, modifiers, None, Declared::Tuple(names, value)))
    }

    fn script_method(
        &mut self,
        start: Span,
        modifiers: Modifiers,
        ty: Option<TypeRef>,
    ) -> Read<Arc<Method>> {
        let method = self.method(start, modifiers, ty)?;
        if method.body.is_none() {
            self.fail(NO_BODY, method.span);
        }
        Ok(Arc::new(method))
    }

    /// From its name on.
    pub(super) fn method(
        &mut self,
        start: Span,
        modifiers: Modifiers,
        returns: Option<TypeRef>,
    ) -> Read<Method> {
        let ident = self.method_name()?;
        let params = self.params()?;
        self.throws()?;
        let body_at = self.skip_newlines(self.at);
        let body = if self.kind(body_at).is("{") {
            self.at = body_at;
            Some(Arc::new(self.block()?))
        } else {
            None
        };
        Ok(Method {
            annotations: modifiers.annotations,
            modifiers: modifiers.names,
            returns,
            ident,
            params,
            body,
            span: self.since(start),
        })
    }

    fn method_name(&mut self) -> Read<Ident> {
        let span = self.start();
        if let Kind::Text(name) = self.peek() {
            let name = name.clone();
            self.bump();
            return Ok(Ident { name, span });
        }
        self.ident()
    }

    fn throws(&mut self) -> Read<()> {
        let at = self.skip_newlines(self.at);
        if !self.kind(at).is("throws") {
            return Ok(());
        }
        self.at = at + 1;
        loop {
            self.newlines();
            self.dotted()?;
            if !self.eat(",") {
                return Ok(());
            }
        }
    }

    fn params(&mut self) -> Read<Vec<Param>> {
        self.expect("(")?;
        let params = self.param_list(")")?;
        self.expect(")")?;
        Ok(params)
    }

    /// Until the sign that ends them.
    pub(super) fn param_list(&mut self, end: &str) -> Read<Vec<Param>> {
        let mut params = Vec::new();
        self.newlines();
        if !self.is(end) {
            params.push(self.param()?);
            while self.eat(",") {
                self.newlines();
                params.push(self.param()?);
            }
        }
        self.newlines();
        Ok(params)
    }

    /// The type of a parameter may have a name without a capital.
    fn param_type(&mut self) -> Read<Option<TypeRef>> {
        match self.skip_type(self.at) {
            Some((behind, _)) if matches!(self.kind(behind), Kind::Name(_) | Kind::Sign("...")) => {
                self.type_ref().map(Some)
            }
            _ => Ok(None),
        }
    }

    fn param(&mut self) -> Read<Param> {
        self.modifiers()?;
        let ty = match self.skip_type(self.at) {
            Some((behind, _)) if matches!(self.kind(behind), Kind::Name(_) | Kind::Sign("...")) => {
                Some(self.type_ref()?)
            }
            _ => None,
        };
        let rest = if self.eat("...") { Rest::Yes } else { Rest::No };
        let ident = self.ident()?;
        let default = if self.eat("=") {
            self.newlines();
            Some(self.nest(|parser| parser.expression(Context::Init))?)
        } else {
            None
        };
        Ok(Param {
            ty,
            ident,
            default,
            rest,
        })
    }
}
