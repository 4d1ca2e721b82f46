//! Problem matchers: regular expressions that find annotations in what steps print.

use std::path::Path;

use maillon_model::event::{Annotation, AnnotationLevel};
use regex::{Captures, Regex};
use serde::Deserialize;

use super::BodyRun;
use super::job::JobRun;
use super::paths::{in_workspace, on_host};

/// The matchers of a job, the newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matchers(Vec<Matcher>);

/// The file of `::add-matcher::`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    #[serde(default)]
    problem_matcher: Vec<MatcherConfig>,
}

#[derive(Deserialize)]
struct MatcherConfig {
    #[serde(default)]
    owner: String,
    #[serde(default)]
    severity: String,
    #[serde(default)]
    pattern: Vec<PatternConfig>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PatternConfig {
    #[serde(default)]
    regexp: String,
    #[serde(flatten)]
    groups: Groups,
    #[serde(default, rename = "loop")]
    repeats: bool,
}

/// Which group of an expression holds what.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Groups {
    file: Option<usize>,
    from_path: Option<usize>,
    line: Option<usize>,
    column: Option<usize>,
    severity: Option<usize>,
    code: Option<usize>,
    message: Option<usize>,
}

#[derive(Clone, Debug)]
struct Matcher {
    owner: String,
    severity: String,
    patterns: Vec<Pattern>,
    /// What the lines before this one gave, by the pattern that matched last.
    running: Vec<Option<Found>>,
}

#[derive(Clone, Debug)]
struct Pattern {
    regex: Regex,
    groups: Groups,
    repeats: bool,
}

/// What a matcher found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    file: Option<String>,
    from_path: Option<String>,
    line: Option<String>,
    column: Option<String>,
    severity: Option<String>,
    code: Option<String>,
    message: Option<String>,
}

/// Takes over the matchers of a file.
pub(in crate::body) async fn add(job: &mut JobRun<'_>, file: &str) -> Result<(), String> {
    if file.is_empty() {
        job.log.warning("File path must be specified.").await;
        return Ok(());
    }
    for config in read(job.body, file)? {
        let owner = config.owner.clone();
        match Matcher::new(config) {
            Ok(matcher) => job.log.matchers.add(matcher),
            Err(why) => {
                let message = format!("The problem matcher '{owner}' of {file} is ignored: {why}");
                job.log.warning(&message).await;
            }
        }
    }
    Ok(())
}

/// Removes the matchers that a file holds.
pub(in crate::body) fn remove_file(job: &mut JobRun<'_>, file: &str) -> Result<(), String> {
    for config in read(job.body, file)? {
        job.log.matchers.remove(&config.owner);
    }
    Ok(())
}

fn read(body: &BodyRun<'_>, file: &str) -> Result<Vec<MatcherConfig>, String> {
    let path = on_host(body, Path::new(file));
    let text = std::fs::read_to_string(path).map_err(|error| format!("{file}: {error}"))?;
    let text = text.trim_start_matches('\u{feff}');
    let file: File = serde_json::from_str(text).map_err(|error| format!("{file}: {error}"))?;
    Ok(file.problem_matcher)
}

impl Matchers {
    pub(in crate::body) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, matcher: Matcher) {
        self.remove(&matcher.owner);
        self.0.insert(0, matcher);
    }

    pub(in crate::body) fn remove(&mut self, owner: &str) {
        self.0
            .retain(|matcher| !matcher.owner.eq_ignore_ascii_case(owner));
    }

    /// What the first matcher that matches finds in a line.
    pub(in crate::body) fn find(&mut self, line: &str) -> Option<Found> {
        let found = self.0.iter_mut().enumerate();
        let (index, found) = found
            .filter_map(|(index, matcher)| Some((index, matcher.find(line)?)))
            .find(|(_, found)| found.counts())?;
        for (other, matcher) in self.0.iter_mut().enumerate() {
            if other != index {
                matcher.reset();
            }
        }
        Some(found)
    }
}

impl Matcher {
    fn new(config: MatcherConfig) -> Result<Self, String> {
        if config.owner.is_empty() {
            return Err("it has no owner".to_owned());
        }
        let last = config.pattern.len().saturating_sub(1);
        let patterns: Result<Vec<Pattern>, String> = config
            .pattern
            .into_iter()
            .enumerate()
            .map(|(index, pattern)| {
                if pattern.repeats && (index != last || index == 0) {
                    return Err("only the last of several patterns may have 'loop'".to_owned());
                }
                Pattern::new(pattern)
            })
            .collect();
        let patterns = patterns?;
        let says = |pattern: &Pattern| pattern.groups.message.is_some();
        if !patterns.iter().any(says) {
            return Err("at least one pattern must set 'message'".to_owned());
        }
        Ok(Self {
            owner: config.owner,
            severity: config.severity,
            running: vec![None; last],
            patterns,
        })
    }

    fn reset(&mut self) {
        self.running.fill(None);
    }

    /// Takes a line; the last pattern first, so that a line is not seen by two that follow each other.
    fn find(&mut self, line: &str) -> Option<Found> {
        let last = self.patterns.len().saturating_sub(1);
        for index in (0..=last).rev() {
            let before = match index.checked_sub(1) {
                None => Found::default(),
                Some(before) => match self.running.get(before).cloned().flatten() {
                    Some(running) => running,
                    None => continue,
                },
            };
            let found = self.patterns.get(index)?.find(line, &before);
            if index < last {
                self.remember(index, found);
            } else if let Some(found) = found {
                return Some(self.finish(index, before, found));
            } else if let Some(before) = index.checked_sub(1) {
                self.remember(before, None);
            }
        }
        None
    }

    fn remember(&mut self, index: usize, found: Option<Found>) {
        if let Some(slot) = self.running.get_mut(index) {
            *slot = found;
        }
    }

    fn finish(&mut self, index: usize, before: Found, mut found: Found) -> Found {
        self.reset();
        if self.patterns.get(index).is_some_and(|last| last.repeats)
            && let Some(previous) = index.checked_sub(1)
        {
            self.remember(previous, Some(before));
        }
        if found.severity.as_deref().unwrap_or_default().is_empty() {
            found.severity = Some(self.severity.clone());
        }
        found
    }
}

impl Pattern {
    fn new(config: PatternConfig) -> Result<Self, String> {
        let regex = Regex::new(&from_ecma(&config.regexp))
            .map_err(|error| format!("its expression can't be used: {error}"))?;
        Ok(Self {
            regex,
            groups: config.groups,
            repeats: config.repeats,
        })
    }

    fn find(&self, line: &str, before: &Found) -> Option<Found> {
        let captures = self.regex.captures(line)?;
        let groups = &self.groups;
        let get =
            |before: &Option<String>, group| before.clone().or_else(|| text(&captures, group));
        Some(Found {
            file: get(&before.file, groups.file),
            from_path: get(&before.from_path, groups.from_path),
            line: get(&before.line, groups.line),
            column: get(&before.column, groups.column),
            severity: get(&before.severity, groups.severity),
            code: get(&before.code, groups.code),
            message: get(&before.message, groups.message),
        })
    }
}

fn text(captures: &Captures<'_>, group: Option<usize>) -> Option<String> {
    let group = captures.get(group?);
    Some(group.map_or_else(String::new, |group| group.as_str().to_owned()))
}

impl Found {
    /// Whether it says something, of a severity that there is.
    fn counts(&self) -> bool {
        let message = self.message.as_deref().unwrap_or_default();
        !message.trim().is_empty() && self.level().is_some()
    }

    fn level(&self) -> Option<AnnotationLevel> {
        match self
            .severity
            .as_deref()
            .unwrap_or_default()
            .to_ascii_lowercase()
            .as_str()
        {
            "" | "error" => Some(AnnotationLevel::Error),
            "warning" => Some(AnnotationLevel::Warning),
            "notice" => Some(AnnotationLevel::Notice),
            _ => None,
        }
    }

    /// Files that are not there are left out: whoever reads it could not open them.
    pub(in crate::body) fn annotation(self, body: &BodyRun<'_>) -> Annotation {
        let number = |text: &Option<String>| text.as_deref()?.trim().parse().ok();
        let code = self.code.as_deref().map(str::trim);
        let file = self.path().filter(|file| {
            let path = on_host(body, Path::new(file));
            path.is_file()
        });
        Annotation {
            level: self.level().unwrap_or(AnnotationLevel::Error),
            title: code.filter(|code| !code.is_empty()).map(str::to_owned),
            file: file.map(|file| in_workspace(body, &file)),
            line: number(&self.line),
            end_line: None,
            column: number(&self.column),
            end_column: None,
            message: self.message.unwrap_or_default(),
        }
    }

    /// The file, below the folder of `fromPath`.
    fn path(&self) -> Option<String> {
        let file = self
            .file
            .as_deref()
            .filter(|file| !file.trim().is_empty())?;
        let folder = self
            .from_path
            .as_deref()
            .map(Path::new)
            .and_then(Path::parent);
        Some(match folder {
            Some(folder) => folder.join(file).display().to_string(),
            None => file.to_owned(),
        })
    }
}

/// An expression of JavaScript's dialect in this one's: here `\<` and `\>` mean the edges of words, and
/// `[`, `&&`, `--`, `~~` have a meaning within a class.
fn from_ecma(regexp: &str) -> String {
    let mut out = String::with_capacity(regexp.len());
    let mut characters = regexp.chars().peekable();
    let mut in_class = false;
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some(escaped @ ('<' | '>')) => out.push(escaped),
                Some('/') => out.push('/'),
                Some(escaped) => out.extend(['\\', escaped]),
                None => out.push('\\'),
            },
            '[' if in_class => out.push_str("\\["),
            '&' | '~' if in_class => out.extend(['\\', c]),
            '-' if in_class && characters.peek() == Some(&'-') => out.push_str("\\-"),
            '[' => {
                in_class = true;
                out.push('[');
                if characters.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests;
