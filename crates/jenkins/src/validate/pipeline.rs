//! The root: `pipeline { ... }`.

use maillon_groovy::Span;
use maillon_groovy::ast::{ClosureExpr, Expr, Ident};
use maillon_model::suggest;

use super::Reader;
use super::directives::OptionsOf;
use super::stage::Nesting;
use super::syntax::Entry;
use crate::definition::{Agent, Declarative, Directive, EnvEntry, PostCondition, Stage, ToolEntry};

const SECTIONS: &[&str] = &[
    "agent",
    "environment",
    "libraries",
    "options",
    "parameters",
    "post",
    "stages",
    "tools",
    "triggers",
];

/// What has been read so far.
#[derive(Default)]
struct Root {
    agent: Option<Agent>,
    libraries: Vec<Expr>,
    environment: Vec<EnvEntry>,
    options: Vec<Directive>,
    parameters: Vec<Directive>,
    tools: Vec<ToolEntry>,
    stages: Vec<Stage>,
    post: Vec<PostCondition>,
}

impl<'s> Reader<'_> {
    pub(super) fn pipeline(&mut self, block: &'s ClosureExpr) -> Option<Declarative> {
        let mut root = Root::default();
        let mut seen: Vec<&Ident> = Vec::new();
        self.report.enter("pipeline");
        for stmt in &block.body.statements {
            let Some(section) = self.entry(stmt, |reader| reader.no_section("section", stmt.span))
            else {
                continue;
            };
            self.once(&mut seen, section.name);
            self.report.enter(section.name());
            self.root_section(section, &mut root);
            self.report.leave();
        }
        self.report.leave();
        self.required_at(block.span, &seen, &["stages", "agent"]);
        root.finish()
    }

    fn root_section(&mut self, section: Entry<'s>, root: &mut Root) {
        match section.name() {
            "agent" => root.agent = self.agent(section),
            "libraries" => root.libraries = self.libraries(section),
            "environment" => root.environment = self.environment(section),
            "options" => root.options = self.options(section, OptionsOf::Pipeline),
            "parameters" => root.parameters = self.parameters(section),
            "triggers" => self.triggers(section),
            "tools" => root.tools = self.tools(section),
            "stages" => root.stages = self.stages(section, Nesting::Top),
            "post" => root.post = self.post(section),
            name => match renamed(name) {
                Some(message) => {
                    self.report
                        .error("jenkins/renamed-section", section.name.span, message);
                }
                None => self.undefined_section(section, SECTIONS),
            },
        }
    }

    /// Tells of a section that there is not.
    pub(super) fn undefined_section(&mut self, section: Entry<'s>, known: &[&str]) {
        let name = section.name();
        let message = format!("Undefined section \"{name}\"");
        let hint = match suggest::nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if matches!(
                name,
                "steps" | "when" | "input" | "parallel" | "matrix" | "failFast"
            ) =>
            {
                format!("`{name}` belongs in a `stage`")
            }
            None if name == "stage" => "`stage` belongs in `stages`".to_owned(),
            None => format!("it has {}", known.join(", ")),
        };
        self.report
            .hinted("jenkins/unknown-section", section.name.span, message, hint);
    }

    /// Tells of sections that are missing in an entry's block.
    pub(super) fn required(&mut self, entry: Entry<'s>, seen: &[&Ident], names: &[&str]) {
        self.required_at(entry.span, seen, names);
    }

    fn required_at(&mut self, at: Span, seen: &[&Ident], names: &[&str]) {
        for name in names {
            if !seen.iter().any(|section| &*section.name == *name) {
                self.missing_section(at, name);
            }
        }
    }

    pub(super) fn missing_section(&mut self, at: Span, name: &str) {
        let hint = match name {
            "agent" => "`agent any` runs everything on this machine",
            "stages" => "`stages { stage('Build') { steps { ... } } }`",
            "axes" => "`axes { axis { name 'OS'; values 'linux', 'mac' } }`",
            "name" => "`name 'OS'`",
            _ => "`values 'linux', 'mac'`",
        };
        let message = format!("Missing required section \"{name}\"");
        self.report
            .hinted("jenkins/missing-section", at, message, hint);
    }
}

/// What old sections are called now.
fn renamed(name: &str) -> Option<&'static str> {
    Some(match name {
        "properties" => {
            "The ‘properties’ section has been renamed as of version 0.8. Use ‘options’ instead."
        }
        "jobProperties" => {
            "The ‘jobProperties’ section has been renamed as of version 0.7. Use ‘properties’ instead."
        }
        "wrappers" => {
            "The 'wrappers' section has been removed as of version 0.8. Use 'options' instead."
        }
        "notifications" => {
            "The ‘notifications’ section has been removed as of version 0.6. Use ‘post’ for all post-build actions."
        }
        "postBuild" => {
            "The ‘postBuild’ section has been renamed as of version 0.6. Use ‘post’ for all post-build actions."
        }
        _ => return None,
    })
}

impl Root {
    fn finish(self) -> Option<Declarative> {
        Some(Declarative {
            agent: self.agent?,
            libraries: self.libraries,
            environment: self.environment,
            options: self.options,
            parameters: self.parameters,
            tools: self.tools,
            stages: self.stages,
            post: self.post,
        })
    }
}
