//! What a job told beside its log: steps, annotations, summaries.

use maillon_model::event::{Annotation, AnnotationLevel};
use maillon_model::{EventKind, JobStatus};
use maillon_protocol::api::{JobState, Note as ApiNote, Step};
use maillon_store::logs::{LogId, Note, Noted};

use crate::http::Fault;
use crate::server::Server;

/// What a job told beside its log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// Its steps (GitHub), stages (Jenkins) and sections (GitLab), in the order in which they began.
    pub steps: Vec<Step>,
    /// What it points at; the job's name is left empty.
    pub annotations: Vec<ApiNote>,
    /// What it wrote for people, in Markdown.
    pub summary: Option<String>,
    /// What it said about itself: `executor: shell, because no engine answers`.
    pub notices: Vec<String>,
    /// Lines of its log.
    pub lines: u64,
}

/// Sections have ids beyond those of steps.
const SECTIONS: u32 = 1 << 20;

/// What a job told beside its log.
pub async fn told(server: &Server, log: LogId) -> Result<Told, Fault> {
    let notes = server.store.log_notes(log, 0).await?;
    let state = server.store.log_state(log.task, log.attempt).await?;
    Ok(Told {
        lines: state.lines,
        ..gather(notes)
    })
}

fn gather(notes: Vec<(u64, Noted)>) -> Told {
    let mut told = Told::default();
    for (line, noted) in notes {
        match noted.what {
            Note::Event { kind } => event(&mut told, line, noted.at.0, kind),
            Note::SectionStarted {
                name,
                header,
                time,
                collapsed,
            } => {
                let title = if header.is_empty() { &name } else { &header };
                let step = Step {
                    id: SECTIONS + u32::try_from(told.steps.len()).unwrap_or(0),
                    parent: open_section(&told.steps),
                    name: plain(title),
                    section: Some(name),
                    collapsed,
                    state: None,
                    line: line + 1,
                    end_line: None,
                    started_at: time.saturating_mul(1000),
                    finished_at: None,
                };
                told.steps.push(step);
            }
            Note::SectionEnded { name, time } => {
                end_section(&mut told.steps, &name, line + 1, time);
            }
        }
    }
    told
}

fn plain(title: &str) -> String {
    let mut clean = Vec::new();
    maillon_report::plain::clean_line(title, maillon_report::plain::Colors::Off, &mut clean);
    String::from_utf8_lossy(&clean).into_owned()
}

fn open_section(steps: &[Step]) -> Option<u32> {
    let open = steps.iter().rev().find(|step| step.end_line.is_none());
    open.map(|step| step.id)
}

/// Ends a section, and those within it that nobody ended.
fn end_section(steps: &mut [Step], name: &str, line: u64, time: u64) {
    let is_it = |step: &Step| step.end_line.is_none() && step.section.as_deref() == Some(name);
    let Some(from) = steps.iter().rposition(is_it) else {
        return;
    };
    for step in steps.iter_mut().skip(from) {
        if step.end_line.is_none() && step.section.is_some() {
            step.end_line = Some(line);
            step.finished_at = Some(time.saturating_mul(1000));
        }
    }
}

fn event(told: &mut Told, line: u64, at: u64, kind: EventKind) {
    match kind {
        EventKind::StepStarted {
            step, parent, name, ..
        } => told.steps.push(Step {
            id: step.0,
            parent: parent.map(|parent| parent.0),
            name,
            section: None,
            collapsed: false,
            state: None,
            line: line + 1,
            end_line: None,
            started_at: at,
            finished_at: None,
        }),
        EventKind::StepFinished { step, status, .. } => {
            let begun = told.steps.iter_mut().rev();
            let mut begun = begun.filter(|begun| begun.section.is_none());
            if let Some(begun) = begun.find(|begun| begun.id == step.0) {
                begun.state = Some(state(status));
                begun.end_line = Some(line);
                begun.finished_at = Some(at);
            }
        }
        EventKind::Annotated { annotation, .. } => told.annotations.push(note(annotation)),
        EventKind::Summarized { markdown, .. } => {
            let summary = told.summary.get_or_insert_default();
            summary.push_str(&markdown);
            if !summary.ends_with('\n') {
                summary.push('\n');
            }
        }
        EventKind::Notice { text, .. } => told.notices.push(text),
        _ => {}
    }
}

fn state(status: JobStatus) -> JobState {
    match status {
        JobStatus::Success => JobState::Success,
        JobStatus::Failed => JobState::Failed,
        JobStatus::Unstable => JobState::Unstable,
        JobStatus::Skipped => JobState::Skipped,
        JobStatus::Canceled => JobState::Canceled,
        JobStatus::Manual => JobState::Manual,
        JobStatus::Aborted => JobState::Aborted,
        JobStatus::Errored => JobState::Errored,
    }
}

fn note(annotation: Annotation) -> ApiNote {
    let level = match annotation.level {
        AnnotationLevel::Notice => "notice",
        AnnotationLevel::Warning => "warning",
        AnnotationLevel::Error => "error",
    };
    let numbers = [annotation.line, annotation.column];
    let place = annotation.file.map(|file| {
        let numbers = numbers.into_iter().flatten();
        numbers.fold(file, |place, number| format!("{place}:{number}"))
    });
    ApiNote {
        job: String::new(),
        level: level.to_owned(),
        title: annotation.title,
        message: annotation.message,
        place,
    }
}
