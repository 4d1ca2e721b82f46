//! A JUnit report: which tests passed, failed and were skipped, as Jenkins' plugin counts them.

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// How much of a failure's text is kept, in bytes.
const LONGEST: usize = 8000;

/// What reports say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) passed: usize,
    pub(super) skipped: usize,
    pub(super) failed: Vec<Failed>,
}

/// A test that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Failed {
    /// `com.acme.CalculatorTest`; may be empty.
    pub(super) class: String,
    pub(super) name: String,
    /// What went wrong, in a line.
    pub(super) message: String,
    /// At length.
    pub(super) text: String,
    /// Where, if the report says so.
    pub(super) file: Option<String>,
    pub(super) line: Option<u32>,
}

impl Report {
    /// How many tests there were.
    pub(super) fn total(&self) -> usize {
        self.passed + self.skipped + self.failed.len()
    }

    /// Adds a report. One that can't be read counts as a failed test, as on Jenkins.
    pub(super) fn add(&mut self, path: &str, xml: &str) {
        let read = if xml.is_empty() {
            Err((
                "[empty]".to_owned(),
                format!("Test report file {path} was length 0"),
            ))
        } else {
            read(xml).map_err(|error| {
                let message = format!("Failed to read test report file {path}\n{error}");
                (path.to_owned(), message)
            })
        };
        match read {
            Ok(read) => {
                self.passed += read.passed;
                self.skipped += read.skipped;
                self.failed.extend(read.failed);
            }
            Err((name, message)) => self.failed.push(Failed {
                name,
                message,
                ..Failed::default()
            }),
        }
    }
}

fn read(xml: &str) -> Result<Report, String> {
    let mut reader = Reader::from_str(xml);
    let mut state = State::default();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => state.open(&tag),
            Event::Empty(tag) => {
                state.open(&tag);
                state.close();
            }
            Event::End(_) => state.close(),
            Event::Text(text) => state.text(&text.xml10_content().unwrap_or_default()),
            Event::CData(text) => state.text(&text.decode().unwrap_or_default()),
            Event::GeneralRef(reference) => state.reference(&reference),
            Event::Eof if state.open.is_empty() => return Ok(state.report),
            Event::Eof => {
                return Err(
                    "XML document structures must start and end within the same entity.".to_owned(),
                );
            }
            _ => {}
        }
    }
}

/// Elements that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    Suite,
    Case,
    /// `failure`, `error`.
    Failure,
    Skipped,
    Other,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Verdict {
    #[default]
    Passed,
    Failed,
    Skipped,
}

#[derive(Default)]
struct State {
    report: Report,
    open: Vec<Element>,
    /// Names of the suites around.
    suites: Vec<String>,
    case: Failed,
    verdict: Verdict,
}

impl State {
    fn open(&mut self, tag: &BytesStart<'_>) {
        let element = match tag.local_name().as_ref() {
            b"testsuite" => Element::Suite,
            b"testcase" => Element::Case,
            b"failure" | b"error" => Element::Failure,
            b"skipped" => Element::Skipped,
            _ => Element::Other,
        };
        let around = self.open.last().copied();
        self.open.push(element);
        match (element, around) {
            (Element::Suite, _) => self.suites.push(attribute(tag, "name").unwrap_or_default()),
            (Element::Case, _) => self.begin(tag),
            // A class that could not be loaded.
            (Element::Failure, Some(Element::Suite)) => {
                self.case = Failed {
                    class: self.suites.last().cloned().unwrap_or_default(),
                    name: "<init>".to_owned(),
                    ..Failed::default()
                };
                self.fail(tag);
            }
            (Element::Failure, Some(Element::Case)) => self.fail(tag),
            (Element::Skipped, Some(Element::Case)) => self.verdict = Verdict::Skipped,
            _ => {}
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>) {
        let class = attribute(tag, "classname").or_else(|| self.suites.last().cloned());
        let line = attribute(tag, "line");
        self.verdict = Verdict::Passed;
        self.case = Failed {
            class: class.unwrap_or_default(),
            name: attribute(tag, "name").unwrap_or_default(),
            file: attribute(tag, "file"),
            line: line.and_then(|line| line.parse().ok()),
            ..Failed::default()
        };
    }

    fn fail(&mut self, tag: &BytesStart<'_>) {
        if self.verdict == Verdict::Passed {
            self.verdict = Verdict::Failed;
        }
        if self.case.message.is_empty() {
            self.case.message = attribute(tag, "message").unwrap_or_default();
        }
    }

    fn close(&mut self) {
        match (self.open.pop(), self.open.last()) {
            (Some(Element::Suite), _) => drop(self.suites.pop()),
            (Some(Element::Case), _) | (Some(Element::Failure), Some(Element::Suite)) => {
                self.count();
            }
            _ => {}
        }
    }

    fn count(&mut self) {
        let mut case = std::mem::take(&mut self.case);
        match std::mem::take(&mut self.verdict) {
            Verdict::Passed => self.report.passed += 1,
            Verdict::Skipped => self.report.skipped += 1,
            Verdict::Failed => {
                if case.message.trim().is_empty() {
                    let first = case.text.trim().lines().next();
                    first.unwrap_or_default().clone_into(&mut case.message);
                }
                self.report.failed.push(case);
            }
        }
    }

    fn text(&mut self, text: &str) {
        let inside = self.open.last() == Some(&Element::Failure);
        if inside && self.case.text.len() < LONGEST {
            self.case.text += text;
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) {
        if let Ok(Some(c)) = reference.resolve_char_ref() {
            self.text(c.encode_utf8(&mut [0; 4]));
            return;
        }
        let name = reference.decode().unwrap_or_default();
        self.text(resolve_xml_entity(&name).unwrap_or_default());
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok().flatten()?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xml: &str, counts: (usize, usize, usize)) -> Report {
        let mut report = Report::default();
        report.add("r.xml", xml);
        assert_eq!(
            (report.passed, report.failed.len(), report.skipped),
            counts,
            "{xml}"
        );
        report
    }

    #[test]
    fn what_is_counted() {
        check(r#"<testsuite><testcase name="a"/></testsuite>"#, (1, 0, 0));
        check(
            r#"<testsuites><testsuite name="s"><testcase name="a"><failure/></testcase>
               <testcase name="b"><error>x</error></testcase><testcase name="c"><skipped/></testcase></testsuite>
               <testsuite><testcase name="d"></testcase></testsuite></testsuites>"#,
            (1, 2, 1),
        );
        check(
            r#"<testsuite><testcase name="a"><skipped/><failure/></testcase></testsuite>"#,
            (0, 0, 1),
        );
        check("<testsuites/>", (0, 0, 0));
    }

    #[test]
    fn what_failed() {
        let report = check(
            r#"<testsuite name="com.S"><testcase name="t" file="a.py" line="3"><failure message="1 &lt; 2">long
&amp; text</failure><system-out>noise</system-out></testcase><testcase classname="C" name="u"><error>first
second</error></testcase></testsuite>"#,
            (0, 2, 0),
        );
        let expected = [
            Failed {
                class: "com.S".to_owned(),
                name: "t".to_owned(),
                message: "1 < 2".to_owned(),
                text: "long\n& text".to_owned(),
                file: Some("a.py".to_owned()),
                line: Some(3),
            },
            Failed {
                class: "C".to_owned(),
                name: "u".to_owned(),
                message: "first".to_owned(),
                text: "first\nsecond".to_owned(),
                ..Failed::default()
            },
        ];
        assert_eq!(report.failed, expected);
    }

    #[test]
    fn a_suite_that_did_not_load() {
        let report = check(
            r#"<testsuite name="S"><error message="boom"/></testsuite>"#,
            (0, 1, 0),
        );
        assert_eq!(report.failed[0].name, "<init>");
        assert_eq!(report.failed[0].message, "boom");
    }

    #[test]
    fn what_cannot_be_read_is_a_failure() {
        let report = check("", (0, 1, 0));
        assert_eq!(
            report.failed[0].message,
            "Test report file r.xml was length 0"
        );
        check("<testsuite><testcase name='a'/>", (0, 1, 0));
        check("<testsuite></b>", (0, 1, 0));
    }
}
