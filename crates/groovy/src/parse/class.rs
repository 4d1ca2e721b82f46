//! Classes, interfaces, traits and enums.

use std::sync::Arc;

use crate::ast::{ClassDecl, Constant, DeclKind, Field, Ident, Method, TypeRef};
use crate::code::Span;

use super::declaration::NO_BODY;
use super::parser::{Parser, Read};
use super::token::Kind;
use super::types::Modifiers;

impl Parser<'_> {
    pub(super) fn class(&mut self) -> Read<Arc<ClassDecl>> {
        let start = self.start();
        let modifiers = self.modifiers()?;
        let kind = self.class_keyword()?;
        let ident = self.ident()?;
        self.newlines();
        self.generics()?;
        self.newlines();
        let mut class = empty(kind, modifiers, ident);
        self.ancestors(&mut class)?;
        self.classes.push(class.ident.name.clone());
        let body = self.class_body(&mut class);
        self.classes.pop();
        body?;
        class.span = self.since(start);
        Ok(Arc::new(class))
    }

    fn class_keyword(&mut self) -> Read<DeclKind> {
        let kind = match self.peek() {
            Kind::Word("class") => DeclKind::Class,
            Kind::Word("interface") => DeclKind::Interface,
            Kind::Word("trait") => DeclKind::Trait,
            Kind::Word("enum") => DeclKind::Enum,
            Kind::Sign("@") => DeclKind::Annotation,
            _ => return Err(self.unexpected()),
        };
        self.bump();
        if kind == DeclKind::Annotation {
            self.expect("interface")?;
        }
        Ok(kind)
    }

    fn ancestors(&mut self, class: &mut ClassDecl) -> Read<()> {
        if self.eat("extends") {
            self.newlines();
            if class.kind == DeclKind::Interface {
                class.interfaces = self.type_list()?;
            } else {
                class.parent = Some(self.type_ref()?);
            }
            self.newlines();
        }
        if self.eat("implements") {
            self.newlines();
            class.interfaces = self.type_list()?;
            self.newlines();
        }
        Ok(())
    }

    fn type_list(&mut self) -> Read<Vec<TypeRef>> {
        let mut types = Vec::new();
        loop {
            types.push(self.type_ref()?);
            if !self.eat(",") {
                return Ok(types);
            }
            self.newlines();
        }
    }

    fn class_body(&mut self, class: &mut ClassDecl) -> Read<()> {
        self.newlines();
        self.expect("{")?;
        self.newlines();
        if class.kind == DeclKind::Enum {
            self.constants(class)?;
        }
        loop {
            self.separators();
            if self.eat("}") {
                return Ok(());
            }
            if *self.peek() == Kind::End {
                return Err(self.expected("'}'"));
            }
            let start = self.at;
            let member = self.nest(|parser| parser.class_member(class));
            if member.is_err() || !(self.is_separator() || self.is("}")) {
                if member.is_ok() {
                    self.expected("'}'");
                }
                self.recover(start);
                if self.at == start {
                    self.bump();
                }
            }
        }
    }

    fn constants(&mut self, class: &mut ClassDecl) -> Read<()> {
        while self.is_constant() {
            self.annotations()?;
            let ident = self.ident()?;
            let args = if self.is("(") {
                self.arguments()?
            } else {
                Vec::new()
            };
            if self.is("{") {
                let failed = self.fail("constants with a body are not supported", self.start());
                self.hint("put what differs into a field that the constructor sets");
                return Err(failed);
            }
            class.constants.push(Constant { ident, args });
            self.comma();
        }
        Ok(())
    }

    fn comma(&mut self) {
        let at = self.skip_newlines(self.at);
        if self.kind(at).is(",") {
            self.at = at + 1;
            self.newlines();
        }
    }

    /// A name with or without arguments, and behind it nothing that makes it a field or a method.
    fn is_constant(&self) -> bool {
        if self.is_annotation() {
            return !self.is_declaration();
        }
        let Kind::Name(_) = self.peek() else {
            return false;
        };
        let behind = if self.ahead(1).is("(") {
            self.behind(self.at + 1)
        } else {
            Some(self.at + 1)
        };
        let Some(behind) = behind else { return false };
        *self.kind(behind) == Kind::Newline || self.kind(behind).is_one_of(&[",", ";", "}", "{"])
    }

    fn class_member(&mut self, class: &mut ClassDecl) -> Read<()> {
        if self.is("{") {
            class.initializers.push(Arc::new(self.block()?));
            return Ok(());
        }
        if self.is("static") && self.kind(self.skip_newlines(self.at + 1)).is("{") {
            self.bump();
            self.newlines();
            class.statics.push(Arc::new(self.block()?));
            return Ok(());
        }
        if self.is_class() {
            class.classes.push(self.class()?);
            return Ok(());
        }
        let start = self.start();
        let modifiers = self.modifiers()?;
        self.generics()?;
        if self.is_constructor() {
            let constructor = self.method(start, modifiers, None)?;
            class.constructors.push(Arc::new(constructor));
            return Ok(());
        }
        self.method_or_fields(class, start, modifiers)
    }

    fn is_constructor(&self) -> bool {
        let Kind::Name(name) = self.peek() else {
            return false;
        };
        self.classes.last() == Some(name) && self.ahead(1).is("(")
    }

    fn method_or_fields(
        &mut self,
        class: &mut ClassDecl,
        start: Span,
        modifiers: Modifiers,
    ) -> Read<()> {
        let typed = self.start() != start;
        let ty = self.declared_type()?;
        if !typed && ty.is_none() {
            return Err(self.unexpected());
        }
        if self.ahead(1).is("(") {
            let method = self.member_method(class.kind, start, modifiers, ty)?;
            class.methods.push(Arc::new(method));
            return Ok(());
        }
        for (ident, value) in self.declarators()? {
            class.fields.push(Field {
                annotations: modifiers.annotations.clone(),
                modifiers: modifiers.names.clone(),
                ty: ty.clone(),
                ident,
                value,
            });
        }
        Ok(())
    }

    fn member_method(
        &mut self,
        kind: DeclKind,
        start: Span,
        modifiers: Modifiers,
        ty: Option<TypeRef>,
    ) -> Read<Method> {
        let method = self.method(start, modifiers, ty)?;
        if self.eat("default") {
            self.expression(super::expression::Context::Inner)?;
        }
        let bodiless = ["abstract", "native"];
        let needs_body = matches!(kind, DeclKind::Class | DeclKind::Enum)
            && !method
                .modifiers
                .iter()
                .any(|word| bodiless.contains(&&**word));
        if needs_body && method.body.is_none() {
            self.fail(NO_BODY, method.span);
        }
        Ok(method)
    }
}

fn empty(kind: DeclKind, modifiers: Modifiers, ident: Ident) -> ClassDecl {
    ClassDecl {
        kind,
        annotations: modifiers.annotations,
        modifiers: modifiers.names,
        ident,
        parent: None,
        interfaces: Vec::new(),
        fields: Vec::new(),
        methods: Vec::new(),
        constructors: Vec::new(),
        statics: Vec::new(),
        initializers: Vec::new(),
        constants: Vec::new(),
        classes: Vec::new(),
        span: Span::default(),
    }
}
