//! What running jobs ask people, and what people answer.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use maillon_protocol::agent::{Asked, AskedQuestion, TaskId};
use maillon_protocol::api::{AnswerQuestion, Role};
use maillon_protocol::lease::Input;
use maillon_store::Topic;

use super::task;
use crate::access::{InProject, Person};
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let ask = "/agent/v1/tasks/{task}/questions";
    vec![Route::wire(Method::Post, ask, Needs::Task, self::ask).does("A job asks a person")]
}

async fn ask(
    State(server): State<Server>,
    Path(id): Path<i64>,
    Json(asked): Json<Asked>,
) -> Result<StatusCode, Fault> {
    let id = TaskId(id);
    let mut tx = server.store.begin().await?;
    let (task, _) = task::tell(&server, &mut tx, id, &Input::Write(asked.attempt)).await?;
    tx.ask(id, asked.number, &asked.question).await?;
    tx.tell(Topic::Run(task.run));
    tx.commit().await?;
    Ok(StatusCode::OK)
}

/// Answers a question of a task of a run.
pub async fn answer(
    server: &Server,
    person: &Person,
    place: &InProject,
    (run, task): (i64, TaskId),
    number: u32,
    answer: &AnswerQuestion,
) -> Result<(), Fault> {
    let open = server.store.open_questions(task).await?;
    let asked = open.into_iter().find(|row| row.number == number);
    let asked = asked.ok_or_else(|| Fault::not_found("open question"))?;
    may(person, place, &asked.question)?;
    let mut tx = server.store.begin().await?;
    if !tx.answer(task, number, &person.login, answer).await? {
        return Err(Fault::conflict("somebody answered the question before"));
    }
    let deed = person.did("question.answer").in_project(&place.name);
    tx.audit(&deed.on(format!("question {number} of task {}", task.0)))
        .await?;
    tx.tell(Topic::Run(run));
    Ok(tx.commit().await?)
}

/// Who is named by the definition; where nobody is, whoever may play jobs.
fn may(person: &Person, place: &InProject, question: &AskedQuestion) -> Result<(), Fault> {
    let named = |names: &str| names.split(',').any(|name| name.trim() == person.login);
    match &question.submitter {
        _ if person.administrator => Ok(()),
        Some(names) if named(names) => Ok(()),
        Some(names) => Err(Fault::forbidden(format!("this is for {names} to answer"))),
        None if place.role >= Role::Developer => Ok(()),
        None => Err(Fault::forbidden(
            "answering needs the role developer in the project",
        )),
    }
}
