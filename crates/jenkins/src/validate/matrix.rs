//! `matrix`, its axes and its excludes.

use maillon_groovy::ast::{ClosureExpr, Expr, Ident, Name, Stmt};

use super::Reader;
use super::environment::is_identifier;
use super::literal::Literal;
use super::stage::{Nesting, Sections};
use super::syntax::Entry;
use crate::definition::{Axis, ExcludeAxis, Matrix, Stage, Which};

/// The lines of an `axis`.
#[derive(Default)]
struct AxisLines<'s> {
    name: Option<&'s Expr>,
    values: Vec<(Name, &'s Expr)>,
    which: Option<Which>,
}

impl<'s> Reader<'_> {
    pub(super) fn matrix(&mut self, entry: Entry<'s>) -> Option<Matrix> {
        let block = self.block(entry)?;
        let mut sections = Sections::default();
        let mut axes: Option<Vec<Axis>> = None;
        let mut excludes = Vec::new();
        let mut stages: Option<Vec<Stage>> = None;
        let mut seen: Vec<&Ident> = Vec::new();
        for stmt in &block.body.statements {
            let Some(section) = self.entry(stmt, |reader| reader.no_section("section", stmt.span))
            else {
                continue;
            };
            self.once(&mut seen, section.name);
            match section.name() {
                "axes" => axes = Some(self.axes(section)),
                "excludes" => excludes = self.excludes(section),
                "stages" => stages = Some(self.stages(section, Nesting::InParallel)),
                _ if self.section(section, &mut sections) => {}
                _ => self.undefined_section(section, MATRIX_SECTIONS),
            }
        }
        self.required(entry, &seen, &["axes", "stages"]);
        self.known_axes(axes.as_deref().unwrap_or_default(), &excludes);
        Some(Matrix {
            axes: axes?,
            excludes: excludes
                .into_iter()
                .map(|axes| axes.into_iter().map(|(axis, _)| axis).collect())
                .collect(),
            agent: sections.agent,
            environment: sections.environment,
            options: sections.options,
            tools: sections.tools,
            input: sections.input,
            when: sections.when,
            post: sections.post,
            stages: stages?,
        })
    }

    /// Tells of an exclude of an axis that there is not: it would never apply.
    fn known_axes(&mut self, axes: &[Axis], excludes: &[Vec<(ExcludeAxis, &'s Expr)>]) {
        for (exclude, at) in excludes.iter().flatten() {
            if !axes.is_empty() && !axes.iter().any(|axis| axis.name == exclude.name) {
                let known: Vec<&str> = axes.iter().map(|axis| &*axis.name).collect();
                let applies = match exclude.which {
                    Which::These => "never",
                    Which::AllBut => "always",
                };
                let message = format!(
                    "the matrix has no axis \"{}\", so that this {applies} applies",
                    exclude.name
                );
                self.report.warning(
                    "jenkins/unknown-axis",
                    at.span,
                    message,
                    format!("it has {}", known.join(", ")),
                );
            }
        }
    }

    fn axes(&mut self, entry: Entry<'s>) -> Vec<Axis> {
        let mut axes = Vec::new();
        let mut names: Vec<(Name, &Expr)> = Vec::new();
        let Some(block) = self.block(entry) else {
            return axes;
        };
        if block.body.statements.is_empty() {
            self.report.hinted(
                "jenkins/no-axes",
                entry.span,
                "No axes specified",
                "`axis { name 'OS'; values 'linux', 'mac' }`",
            );
        }
        for stmt in &block.body.statements {
            axes.extend(self.an_axis(stmt, &mut names));
        }
        axes
    }

    fn an_axis(&mut self, stmt: &'s Stmt, names: &mut Vec<(Name, &'s Expr)>) -> Option<Axis> {
        let (entry, lines) = self.axis_block(stmt)?;
        self.complete(entry, &lines);
        let (name, at) = self.axis_name(&lines)?;
        self.duplicate_axis(names, &name, at);
        let values = lines.values.into_iter().map(|(value, _)| value).collect();
        Some(Axis { name, values })
    }

    fn duplicate_axis(&mut self, seen: &mut Vec<(Name, &'s Expr)>, name: &Name, at: &'s Expr) {
        match seen.iter().find(|(before, _)| before == name) {
            Some((_, first)) => {
                let message = format!("Duplicate axis name: \"{name}\"");
                self.report
                    .again("jenkins/duplicate-axis", at.span, message, first.span);
            }
            None => seen.push((name.clone(), at)),
        }
    }

    /// The lines of a statement that must be `axis { }`.
    fn axis_block(&mut self, stmt: &'s Stmt) -> Option<(Entry<'s>, AxisLines<'s>)> {
        let hint = "`axis { name 'OS'; values 'linux', 'mac' }`";
        let axis = self.entry(stmt, |reader| {
            reader.report.hinted(
                "jenkins/expected-block",
                stmt.span,
                "Expected a block for axis",
                hint,
            );
        })?;
        let Some(block) = axis.block().filter(|_| axis.name() == "axis") else {
            self.report.hinted(
                "jenkins/expected-block",
                stmt.span,
                "Expected a block for axis",
                hint,
            );
            return None;
        };
        Some((axis, self.axis_lines(block)))
    }

    fn axis_lines(&mut self, block: &'s ClosureExpr) -> AxisLines<'s> {
        let mut lines = AxisLines::default();
        let mut seen: Vec<&Ident> = Vec::new();
        for stmt in &block.body.statements {
            let Some(line) = self.entry(stmt, |reader| reader.no_section("section", stmt.span))
            else {
                continue;
            };
            self.once(&mut seen, line.name);
            match line.name() {
                "name" => lines.name = self.only_argument(line, "field"),
                "values" => self.axis_values(line, Which::These, &mut lines),
                "notValues" => self.axis_values(line, Which::AllBut, &mut lines),
                _ => self.undefined_section(line, &["name", "values", "notValues"]),
            }
        }
        lines
    }

    fn axis_values(&mut self, line: Entry<'s>, which: Which, into: &mut AxisLines<'s>) {
        if into.which.is_some_and(|before| before != which) {
            let message = "Only one of \"values\" or \"notValues\" allowed for axis";
            self.report
                .error("jenkins/values-or-not", line.name.span, message);
        }
        into.which = Some(which);
        for value in line.plain() {
            self.axis_value(value, into);
        }
    }

    fn axis_value(&mut self, value: &'s Expr, into: &mut AxisLines<'s>) {
        let Some(literal) = Literal::of(value) else {
            let source = self.report.source(value.span);
            let message = format!("Expected string literal but got {source}");
            let hint = "an axis has its values before the pipeline runs: texts in quotes";
            self.report
                .hinted("jenkins/expected-string-literal", value.span, message, hint);
            return;
        };
        let text: Name = literal.shown().into();
        match into.values.iter().find(|(before, _)| *before == text) {
            Some((_, first)) => {
                let message = format!("Duplicate axis value: \"{text}\"");
                self.report.again(
                    "jenkins/duplicate-axis-value",
                    value.span,
                    message,
                    first.span,
                );
            }
            None => into.values.push((text, value)),
        }
    }

    /// An axis must have a name and values.
    fn complete(&mut self, axis: Entry<'s>, lines: &AxisLines<'s>) {
        let values = if lines.which.is_some() && !lines.values.is_empty() {
            None
        } else {
            Some("values")
        };
        let name = if lines.name.is_none() {
            Some("name")
        } else {
            None
        };
        for missing in name.into_iter().chain(values) {
            self.missing_section(axis.span, missing);
        }
        if lines.which == Some(Which::AllBut) {
            let message = "Undefined section \"notValues\"";
            self.report.hinted(
                "jenkins/unknown-section",
                axis.span,
                message,
                "`notValues` belongs in the `excludes`",
            );
        }
    }

    fn axis_name(&mut self, lines: &AxisLines<'s>) -> Option<(Name, &'s Expr)> {
        let at = lines.name?;
        let name = self.literal_text(at)?;
        if !is_identifier(name) {
            self.bad_identifier(at.span, name);
        }
        Some((name.clone(), at))
    }

    fn excludes(&mut self, entry: Entry<'s>) -> Vec<Vec<(ExcludeAxis, &'s Expr)>> {
        let Some(block) = self.block(entry) else {
            return Vec::new();
        };
        if block.body.statements.is_empty() {
            let hint = "`exclude { axis { name 'OS'; values 'mac' } }`";
            self.report.hinted(
                "jenkins/no-excludes",
                entry.span,
                "No excludes specified",
                hint,
            );
        }
        let statements: &'s [Stmt] = &block.body.statements;
        statements
            .iter()
            .filter_map(|stmt| self.exclude(stmt))
            .collect()
    }

    fn exclude(&mut self, stmt: &'s Stmt) -> Option<Vec<(ExcludeAxis, &'s Expr)>> {
        let hint = "`exclude { axis { name 'OS'; values 'mac' } }`";
        let told = |reader: &mut Self| {
            reader.report.hinted(
                "jenkins/expected-block",
                stmt.span,
                "Expected a block for exclude",
                hint,
            );
        };
        let exclude = self.entry(stmt, told)?;
        let Some(block) = exclude.block().filter(|_| exclude.name() == "exclude") else {
            self.report.hinted(
                "jenkins/expected-block",
                stmt.span,
                "Expected a block for exclude",
                hint,
            );
            return None;
        };
        if block.body.statements.is_empty() {
            self.report
                .hinted("jenkins/no-axes", exclude.span, "No axes specified", hint);
        }
        let mut names: Vec<(Name, &Expr)> = Vec::new();
        let statements: &'s [Stmt] = &block.body.statements;
        Some(
            statements
                .iter()
                .filter_map(|stmt| self.exclude_axis(stmt, &mut names))
                .collect(),
        )
    }

    fn exclude_axis(
        &mut self,
        stmt: &'s Stmt,
        names: &mut Vec<(Name, &'s Expr)>,
    ) -> Option<(ExcludeAxis, &'s Expr)> {
        let (axis, lines) = self.axis_block(stmt)?;
        if lines.name.is_none() {
            self.missing_section(axis.span, "name");
        }
        if lines.values.is_empty() {
            self.missing_section(axis.span, "values");
        }
        let (name, at) = self.axis_name(&lines)?;
        self.duplicate_axis(names, &name, at);
        let values = lines.values.into_iter().map(|(value, _)| value).collect();
        Some((
            ExcludeAxis {
                name,
                which: lines.which.unwrap_or(Which::These),
                values,
            },
            at,
        ))
    }
}

const MATRIX_SECTIONS: &[&str] = &[
    "agent",
    "axes",
    "environment",
    "excludes",
    "input",
    "options",
    "post",
    "stages",
    "tools",
    "when",
];
