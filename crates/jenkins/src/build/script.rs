//! What a script finds around it: steps, symbols, global variables, classes of libraries.

use std::collections::BTreeSet;
use std::sync::Arc;

use maillon_groovy::ast::Script as Parsed;
use maillon_groovy::{Cx, Eval, Host, Unwind, Value};
use maillon_model::suggest::nearest;

use super::{Local, SharedBuild, interruption, log, variable};
use crate::steps::{self, Described, SYMBOLS};
use crate::{globals, library};

/// The surroundings of a build's scripts.
pub(crate) struct Script {
    build: SharedBuild,
}

impl Script {
    /// Of a build.
    pub(crate) fn new(build: SharedBuild) -> Self {
        Self { build }
    }
}

impl Host for Script {
    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        // Jenkins too lets a library's variable go before a step of the same name.
        if let Some(value) = library::call(cx, name, args)? {
            return Ok(Some(value));
        }
        if let Some(value) = steps::call(cx, name, args)? {
            return Ok(Some(value));
        }
        if let Some(value) = globals::call(cx, name, args)? {
            return Ok(Some(value));
        }
        match SYMBOLS.iter().find(|symbol| symbol.name == name) {
            Some(symbol) => Described::call(cx, symbol, args).map(Some),
            None => Ok(None),
        }
    }

    fn missing(&self, cx: &mut Cx, name: &str, _args: &[Value]) -> Option<Unwind> {
        // A variable of a library that can't be called misses a method, and no step.
        (name != "call").then(|| no_such_method(cx, name))
    }

    fn get(&self, cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        if let Some(value) = globals::get(cx, name)? {
            return Ok(Some(value));
        }
        if let Some(value) = library::get(cx, name)? {
            return Ok(Some(value));
        }
        // Variables of the environment are there by their bare names too.
        Ok(variable(cx, name)?.map(Value::text))
    }

    fn class(&self, cx: &mut Cx, name: &str) -> Eval<Option<Arc<Parsed>>> {
        library::class(cx, name)
    }

    fn construct(&self, cx: &mut Cx, class: &str, args: &[Value]) -> Eval<Option<Value>> {
        Ok(globals::construct(cx, class, args))
    }

    fn call_static(
        &self,
        cx: &mut Cx,
        class: &str,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        globals::call_static(cx, class, name, args)
    }

    fn print(&self, cx: &mut Cx, text: &str) {
        log::print(cx, text);
    }

    fn now(&self) -> i64 {
        let now = self
            .build
            .bridge
            .ask(|host| Box::pin(async move { host.now() }));
        i64::try_from(now.unwrap_or(self.build.started).0).unwrap_or(i64::MAX)
    }

    fn random(&self) -> u64 {
        let random = self
            .build
            .bridge
            .ask(|host| Box::pin(async move { host.random() }));
        random.unwrap_or_default()
    }

    fn memory_in_use(&self) -> Option<u64> {
        let used = self
            .build
            .bridge
            .ask(|host| Box::pin(async move { host.memory_in_use() }));
        used.flatten()
    }

    fn check(&self, cx: &mut Cx) -> Eval<()> {
        if self.build.bridge.is_gone() {
            return Err(cx.fault("the build was stopped"));
        }
        match Local::of(cx) {
            Some(local) if local.interruption.token().is_cancelled() => interruption::deliver(cx),
            _ => Ok(()),
        }
    }

    fn names(&self) -> Vec<String> {
        let steps = steps::all().map(|step| step.name);
        let globals = globals::names();
        let own = self.build.libraries.names();
        let own = own.iter().map(ToString::to_string);
        steps.chain(globals).map(str::to_owned).chain(own).collect()
    }
}

/// Jenkins' words for a name that nobody knows, and what may help.
pub(crate) fn no_such_method(cx: &mut Cx, name: &str) -> Unwind {
    let steps = steps::all().map(|step| step.name);
    let symbols = SYMBOLS.iter().map(|symbol| symbol.name);
    let own = Local::of(cx).map(|local| local.build.libraries.names());
    let own = own.unwrap_or_default();
    let mut globals: Vec<&str> = globals::names().collect();
    globals.extend(own.iter().map(|name| &**name));
    let message = format!(
        "No such DSL method '{name}' found among steps {} or symbols {} or globals {}{}",
        listed(steps),
        listed(symbols),
        listed(globals.into_iter()),
        help(name),
    );
    cx.throw("java.lang.NoSuchMethodError", message)
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: BTreeSet<&str> = names.collect();
    let names: Vec<&str> = names.into_iter().collect();
    format!("[{}]", names.join(", "))
}

fn help(name: &str) -> String {
    if let Some(elsewhere) = steps::elsewhere_step(name) {
        let (plugin, instead) = (elsewhere.plugin, elsewhere.instead);
        return format!("; it is a step of the plugin {plugin}: {instead}");
    }
    match nearest(name, steps::all().map(|step| step.name)) {
        Some(near) => format!("; did you mean '{near}'?"),
        None => String::new(),
    }
}
