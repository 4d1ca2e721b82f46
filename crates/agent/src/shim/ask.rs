//! Asks people by files: the agent brings the question to the server and the answer back.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use maillon_protocol::agent::{Answered, AskedQuestion};
use maillon_protocol::api::{InputField, InputKind};
use maillon_runner::{Answer, Asker, Question, QuestionParameter};
use tokio::time::sleep;

use crate::{blocking, durable};

const LOOK: Duration = Duration::from_millis(200);

pub(super) struct FileAsker {
    folder: PathBuf,
    next: AtomicU32,
}

impl FileAsker {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            next: AtomicU32::new(1),
        }
    }
}

#[async_trait]
impl Asker for FileAsker {
    async fn ask(&self, question: Question) -> Result<Answer, String> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(format!("{number}.json"));
        let parameters = question.parameters.clone();
        let asked = blocking(move || durable::write_json(&path, &of(question))).await;
        asked.map_err(|error| format!("the question can't be asked: {error}"))?;
        let answered = self.folder.join(format!("{number}.answer.json"));
        loop {
            match look(&answered) {
                Ok(Some(answer)) => return Ok(with_defaults(answer, parameters)),
                Ok(None) => sleep(LOOK).await,
                Err(error) => return Err(format!("the answer can't be read: {error}")),
            }
        }
    }
}

fn look(path: &Path) -> io::Result<Option<Answer>> {
    let answered: Option<Answered> = durable::read_json(path)?;
    Ok(answered.map(|answered| {
        let by = answered.by;
        if answered.answer.proceed {
            let values = answered.answer.values;
            Answer::Proceed { by, values }
        } else {
            Answer::Abort { by }
        }
    }))
}

/// What nobody gave is what it is if nothing is said.
fn with_defaults(answer: Answer, parameters: Vec<QuestionParameter>) -> Answer {
    match answer {
        Answer::Proceed { by, mut values } => {
            for parameter in parameters {
                values.entry(parameter.name).or_insert(parameter.default);
            }
            Answer::Proceed { by, values }
        }
        abort @ Answer::Abort { .. } => abort,
    }
}

fn of(question: Question) -> AskedQuestion {
    AskedQuestion {
        id: question.id,
        message: question.message,
        ok: question.ok,
        submitter: question.submitter,
        fields: question.parameters.into_iter().map(field).collect(),
    }
}

fn field(parameter: QuestionParameter) -> InputField {
    let kind = match (parameter.secret, parameter.choices.is_empty()) {
        (true, _) => InputKind::Password,
        (false, true) => InputKind::Text,
        (false, false) => InputKind::Choice,
    };
    InputField {
        name: parameter.name,
        description: parameter.description,
        kind,
        // What must not be shown stays here; it is what counts where nothing is said.
        default: (!parameter.secret).then_some(parameter.default),
        required: false,
        options: parameter.choices,
    }
}
