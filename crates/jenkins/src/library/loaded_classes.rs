//! What the step `library` gives: `library('x').com.acme.Foo.bar()`.

use std::any::Any;
use std::sync::Arc;

use maillon_groovy::{Class, Cx, Eval, Native, Value};

use super::Library;

/// A library's classes, or those of a package, or one of them.
pub(crate) struct LoadedClasses {
    library: Arc<Library>,
    /// `com.acme.`
    prefix: String,
    /// `Foo`, `Foo$Bar`.
    class: Option<String>,
}

impl LoadedClasses {
    /// Of a library.
    pub(crate) fn new(library: Arc<Library>) -> Self {
        Self {
            library,
            prefix: String::new(),
            class: None,
        }
    }

    fn with(&self, prefix: String, class: Option<String>) -> Value {
        Value::native(Self {
            library: Arc::clone(&self.library),
            prefix,
            class,
        })
    }

    fn find(&self, cx: &mut Cx, class: &str) -> Eval<Option<Arc<Class>>> {
        let full = format!("{}{class}", self.prefix);
        if let Some(class) = cx.class(&full) {
            return Ok(Some(class));
        }
        let Some(script) = self.library.class(cx, &full)? else {
            return Ok(None);
        };
        cx.load(&script, None)?;
        Ok(cx.class(&full))
    }

    fn class(&self, cx: &mut Cx, class: &str) -> Eval<Arc<Class>> {
        if let Some(class) = self.find(cx, class)? {
            return Ok(class);
        }
        let message = format!("java.lang.ClassNotFoundException: {}{class}", self.prefix);
        Err(cx.throw("groovy.lang.GroovyRuntimeException", message))
    }
}

impl Native for LoadedClasses {
    fn class_name(&self) -> &'static str {
        "org.jenkinsci.plugins.workflow.libs.LibraryStep$LoadedClasses"
    }

    fn get(&self, cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        let Some(outer) = &self.class else {
            if !is_class_name(name) {
                return Ok(Some(self.with(format!("{}{name}.", self.prefix), None)));
            }
            self.class(cx, name)?;
            return Ok(Some(self.with(self.prefix.clone(), Some(name.to_owned()))));
        };
        let inner = format!("{outer}${name}");
        if is_class_name(name) && self.find(cx, &inner)?.is_some() {
            return Ok(Some(self.with(self.prefix.clone(), Some(inner))));
        }
        let class = self.class(cx, outer)?;
        cx.get_property(&Value::Class(class), name).map(Some)
    }

    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        let class = self.class.as_deref().unwrap_or("null");
        let class = Value::Class(self.class(cx, class)?);
        let name = if name == "new" { "newInstance" } else { name };
        cx.call_method(&class, name, args).map(Some)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

fn is_class_name(name: &str) -> bool {
    name.chars().next().is_some_and(|c| c.is_ascii_uppercase())
}
