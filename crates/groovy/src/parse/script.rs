//! A file: package, imports, methods, classes, statements.

use std::sync::Arc;

use crate::ast::{Block, ClassDecl, Import, ImportOf, Method, Name, Script, Star, Stmt, StmtKind};
use crate::code::{Code, Span};

use super::parser::{Parser, Read, Separator};
use super::token::Kind;

/// Something at the top of a file or in a block.
pub(super) enum Item {
    Statement(Box<Stmt>),
    Method(Arc<Method>),
    Class(Arc<ClassDecl>),
    Import(Box<Import>),
}

impl Parser<'_> {
    pub(super) fn script(&mut self, code: &Arc<Code>) -> Script {
        let mut script = Script {
            code: Arc::clone(code),
            package: None,
            imports: Vec::new(),
            body: Arc::default(),
            methods: Vec::new(),
            classes: Vec::new(),
        };
        self.newlines();
        let start = self.at;
        match self.package() {
            Ok(package) => script.package = package,
            Err(_) => self.recover(start),
        }
        let mut statements = Vec::new();
        loop {
            let separator = self.separators();
            if *self.peek() == Kind::End {
                break;
            }
            self.script_item(separator, &mut script, &mut statements);
        }
        let end = u32::try_from(code.text.len()).unwrap_or(u32::MAX);
        script.body = Arc::new(Block {
            statements,
            span: Span { start: 0, end },
        });
        script
    }

    fn script_item(
        &mut self,
        separator: Separator,
        script: &mut Script,
        statements: &mut Vec<Stmt>,
    ) {
        let start = self.at;
        match self.separated_item(separator) {
            Ok(Item::Statement(statement)) => statements.push(*statement),
            Ok(Item::Method(method)) => script.methods.push(method),
            Ok(Item::Class(class)) => script.classes.push(class),
            Ok(Item::Import(import)) => script.imports.push(*import),
            Err(_) => statements.push(self.skipped(start)),
        }
        if self.at == start || self.is("}") {
            self.expected("EOF");
            self.hint("this brace closes nothing");
            self.bump();
        }
    }

    fn separated_item(&mut self, separator: Separator) -> Read<Item> {
        let item = self.item(separator)?;
        if self.is_separator() || *self.peek() == Kind::End {
            return Ok(item);
        }
        Err(self.expected("EOF"))
    }

    /// Stands for a statement that could not be read, and goes behind it.
    pub(super) fn skipped(&mut self, start: usize) -> Stmt {
        self.recover(start);
        let first = self
            .token(start)
            .map(|token| token.span)
            .unwrap_or_default();
        Stmt {
            label: None,
            kind: StmtKind::Error,
            span: self.since(first),
        }
    }

    fn package(&mut self) -> Read<Option<Name>> {
        if !self.eat("package") {
            return Ok(None);
        }
        let path = self.dotted()?;
        Ok(Some(path))
    }

    /// `a.b.C`.
    pub(super) fn dotted(&mut self) -> Read<Name> {
        let mut path = self.ident()?.name.to_string();
        while self.is(".") && matches!(self.kind(self.skip_newlines(self.at + 1)), Kind::Name(_)) {
            self.bump();
            self.newlines();
            path.push('.');
            path.push_str(&self.ident()?.name);
        }
        Ok(Name::from(path))
    }

    pub(super) fn import(&mut self) -> Read<Import> {
        let start = self.start();
        let annotations = self.annotations()?;
        self.expect("import")?;
        let of = if self.eat("static") {
            ImportOf::Static
        } else {
            ImportOf::Class
        };
        let path = self.dotted()?;
        let star = if self.is(".") {
            self.bump();
            self.newlines();
            self.expect("*")?;
            Star::All
        } else {
            Star::One
        };
        let alias = if self.eat("as") {
            self.newlines();
            Some(self.ident()?.name)
        } else {
            None
        };
        Ok(Import {
            annotations,
            path,
            of,
            star,
            alias,
            span: self.since(start),
        })
    }
}
