//! `junit`.

mod report;

use maillon_groovy::{Cx, Eval, Native, Value};
use maillon_model::event::{Annotation, AnnotationLevel};

use crate::build::BuildResult;
use crate::host::StageEvent;
use crate::steps::files::selection;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};
use report::{Failed, Report};

pub(super) static STEP: Step = Step {
    name: "junit",
    summary: "Reads JUnit reports: tests that failed make the build unstable.",
    params: &[
        Param::required(
            "testResults",
            Kind::Text,
            "Ant's patterns, separated by commas.",
        ),
        Param::optional(
            "allowEmptyResults",
            Kind::Bool,
            "Whether there may be no report and no test.",
        ),
        Param::optional(
            "skipMarkingBuildUnstable",
            Kind::Bool,
            "Whether failed tests change no result.",
        ),
        Param::optional(
            "keepLongStdio",
            Kind::Bool,
            "Recorded: the reports themselves are kept by `archiveArtifacts`.",
        ),
        Param::optional("keepProperties", Kind::Bool, "Recorded."),
        Param::optional("keepTestNames", Kind::Bool, "Recorded."),
        Param::optional(
            "healthScaleFactor",
            Kind::Number,
            "Recorded: there is no weather.",
        ),
        Param::optional(
            "skipPublishingChecks",
            Kind::Bool,
            "Recorded: there is nowhere to publish them.",
        ),
        Param::optional("skipOldReports", Kind::Bool, "Recorded."),
        Param::optional("checksName", Kind::Text, "Recorded."),
        Param::optional("stdioRetention", Kind::Text, "Recorded."),
        Param::optional("testDataPublishers", Kind::Any, "Recorded."),
    ],
    sole: Some("testResults"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

const NO_REPORTS: &str = "No test report files were found. Configuration error?";
const NO_TESTS: &str = "None of the test reports contained any result";

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    call.say("Recording test results");
    let reports = reports(call)?;
    let allow_empty = call.args.flag("allowEmptyResults");
    let mut report = Report::default();
    for (path, xml) in &reports {
        report.add(path, xml);
    }
    let missing = if reports.is_empty() {
        Some(NO_REPORTS)
    } else {
        Some(NO_TESTS).filter(|_| report.total() == 0)
    };
    if let Some(missing) = missing {
        call.say(missing);
        if !allow_empty {
            return Err(call.fail(missing));
        }
    }
    for failed in &report.failed {
        tell(call, failed)?;
    }
    let unstable = !report.failed.is_empty() && !call.args.flag("skipMarkingBuildUnstable");
    if unstable {
        call.local.build.worsen(BuildResult::Unstable);
        if let Some(stage) = &call.local.stage {
            stage.worsen(BuildResult::Unstable);
        }
    }
    Ok(Value::native(Summary::of(&report)))
}

/// The reports that are meant: paths and contents.
fn reports(call: &mut StepCall<'_>) -> Eval<Vec<(String, String)>> {
    let pattern = call.required("testResults")?;
    let what = selection(&pattern, "");
    let (node, below) = (call.node()?, call.local.cwd.clone());
    call.try_ask(move |host| {
        Box::pin(async move {
            let mut reports = Vec::new();
            for file in host.find(&*node, &below, &what).await? {
                let content = host.read(&*node, &below.join(&file.path)).await?;
                let content = String::from_utf8_lossy(&content.unwrap_or_default()).into_owned();
                reports.push((file.path, content));
            }
            Ok(reports)
        })
    })
}

fn tell(call: &mut StepCall<'_>, failed: &Failed) -> Eval<()> {
    let name = match failed.class.as_str() {
        "" => failed.name.clone(),
        class => format!("{class}.{}", failed.name),
    };
    let message = if failed.message.is_empty() {
        &failed.text
    } else {
        &failed.message
    };
    let annotation = Annotation {
        level: AnnotationLevel::Error,
        message: message.clone(),
        title: Some(name),
        file: failed.file.clone(),
        line: failed.line,
        end_line: None,
        column: None,
        end_column: None,
    };
    call.ask(move |host| {
        Box::pin(async move { host.tell(StageEvent::Annotated(annotation)).await })
    })
}

/// `hudson.tasks.junit.TestResultSummary`.
struct Summary {
    failed: usize,
    skipped: usize,
    passed: usize,
}

impl Summary {
    fn of(report: &Report) -> Self {
        Self {
            failed: report.failed.len(),
            skipped: report.skipped,
            passed: report.passed,
        }
    }

    fn count(&self, name: &str) -> Option<Value> {
        let count = match name {
            "failCount" => self.failed,
            "skipCount" => self.skipped,
            "passCount" => self.passed,
            "totalCount" => self.failed + self.skipped + self.passed,
            _ => return None,
        };
        Some(Value::Int(i32::try_from(count).unwrap_or(i32::MAX)))
    }
}

impl Native for Summary {
    fn class_name(&self) -> &'static str {
        "hudson.tasks.junit.TestResultSummary"
    }

    fn get(&self, _cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        Ok(self.count(name))
    }

    fn call(&self, _cx: &mut Cx, name: &str, _args: &[Value]) -> Eval<Option<Value>> {
        let Some(rest) = name.strip_prefix("get") else {
            return Ok(None);
        };
        let (first, rest) = rest.split_at_checked(1).unwrap_or_default();
        Ok(self.count(&format!("{}{rest}", first.to_ascii_lowercase())))
    }

    fn members(&self) -> &[&'static str] {
        &["failCount", "skipCount", "passCount", "totalCount"]
    }

    fn any(&self) -> &dyn std::any::Any {
        self
    }
}
