//! JUnit XML: what a job's test runner wrote.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// The longest text of a failure that is kept, in characters.
const LONGEST: usize = 2000;

/// What the test reports of a job say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestResults {
    /// How many tests there were.
    pub total: usize,
    /// Those that failed.
    pub failed: Vec<FailedTest>,
}

/// A test that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailedTest {
    /// Its class or file; may be empty.
    pub class: String,
    /// Its name.
    pub name: String,
    /// What went wrong, in a line.
    pub message: String,
    /// What went wrong, at length.
    pub text: String,
}

impl TestResults {
    /// Adds what a report says; what can't be understood any more ends it.
    pub fn add(&mut self, xml: &str) {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = false;
        let mut state = State::default();
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => state.open(&tag),
                Ok(Event::Empty(tag)) => {
                    state.open(&tag);
                    state.close(tag.local_name().as_ref(), self);
                }
                Ok(Event::End(tag)) => state.close(tag.local_name().as_ref(), self),
                Ok(Event::Text(text)) => state.text(&text.xml10_content().unwrap_or_default()),
                Ok(Event::CData(text)) => state.text(&text.decode().unwrap_or_default()),
                Ok(Event::GeneralRef(reference)) => state.reference(&reference),
                Ok(Event::Eof) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    /// Does something with each text that will be seen.
    pub fn each_text(&mut self, mut change: impl FnMut(&mut String)) {
        for test in &mut self.failed {
            for text in [
                &mut test.class,
                &mut test.name,
                &mut test.message,
                &mut test.text,
            ] {
                change(text);
            }
        }
    }
}

/// Where the reader is.
#[derive(Default)]
struct State {
    case: FailedTest,
    verdict: Verdict,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Verdict {
    #[default]
    Passed,
    /// Its text is being read.
    Failing,
    Failed,
}

impl State {
    fn open(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            b"testcase" => {
                self.verdict = Verdict::Passed;
                self.case = FailedTest {
                    class: attribute(tag, "classname"),
                    name: attribute(tag, "name"),
                    ..FailedTest::default()
                };
            }
            b"failure" | b"error" => {
                self.verdict = Verdict::Failing;
                self.case.message = attribute(tag, "message");
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: &[u8], results: &mut TestResults) {
        match tag {
            b"failure" | b"error" => self.verdict = Verdict::Failed,
            b"testcase" => {
                results.total += 1;
                if self.verdict == Verdict::Failed {
                    results.failed.push(self.failed());
                }
                self.verdict = Verdict::Passed;
            }
            _ => {}
        }
    }

    fn failed(&mut self) -> FailedTest {
        let mut test = std::mem::take(&mut self.case);
        if test.message.trim().is_empty() {
            test.message = test
                .text
                .trim()
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned();
        }
        test.text = test.text.trim().chars().take(LONGEST).collect();
        test
    }

    fn text(&mut self, text: &str) {
        if self.verdict == Verdict::Failing && self.case.text.len() < LONGEST * 4 {
            self.case.text += text;
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) {
        match reference.resolve_char_ref() {
            Ok(Some(c)) => self.text(c.encode_utf8(&mut [0; 4])),
            _ => self.text(
                reference
                    .decode()
                    .ok()
                    .and_then(|name| resolve_xml_entity(&name))
                    .unwrap_or_default(),
            ),
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag.try_get_attribute(name).ok().flatten();
    let value = found.and_then(|found| {
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .ok()
            .map(std::borrow::Cow::into_owned)
    });
    value.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str) -> TestResults {
        let mut results = TestResults::default();
        results.add(xml);
        results
    }

    #[test]
    fn failures_and_errors_are_found() {
        let results = read(
            r#"<?xml version="1.0"?><testsuites><testsuite name="s">
                <testcase classname="a" name="ok"/>
                <testcase classname="a" name="skipped"><skipped/></testcase>
                <testcase classname="a" name="bad"><failure message="1 &lt; 2"><![CDATA[line 1]]>
line &amp; 2 &#33;</failure><system-out>noise</system-out></testcase>
                <testcase name="broken"><error>first line
second</error></testcase>
            </testsuite></testsuites>"#,
        );
        assert_eq!(results.total, 4);
        let failed: Vec<_> = results
            .failed
            .iter()
            .map(|t| {
                (
                    t.class.as_str(),
                    t.name.as_str(),
                    t.message.as_str(),
                    t.text.as_str(),
                )
            })
            .collect();
        assert_eq!(
            failed,
            [
                ("a", "bad", "1 < 2", "line 1\nline & 2 !"),
                ("", "broken", "first line", "first line\nsecond"),
            ]
        );
    }

    #[test]
    fn what_is_no_report_has_no_tests() {
        for text in [
            "",
            "not XML <",
            "<html><body>x</body></html>",
            "<testsuite><testcase name='cut",
        ] {
            assert_eq!(read(text), TestResults::default(), "{text}");
        }
    }
}
