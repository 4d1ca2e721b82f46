//! Tokens of people for programs.

use maillon_protocol::api::{MadeToken, NewToken, Token};

use super::Person;
use super::keys::KeyKind;
use crate::http::Fault;
use crate::server::Server;

/// In milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Somebody's own tokens, without their texts.
pub async fn list(server: &Server, person: &Person) -> Result<Vec<Token>, Fault> {
    Ok(server.store.tokens(person.id).await?)
}

/// Makes a token. Its text is in the answer, and nowhere else.
pub async fn make(server: &Server, person: &Person, new: NewToken) -> Result<MadeToken, Fault> {
    let name = new.name.trim();
    if name.is_empty() || name.len() > 100 {
        return Err(Fault::invalid(
            "say what the token is for, in at most 100 letters",
        ));
    }
    if new.scopes.is_empty() {
        return Err(Fault::invalid(
            "a token without a scope opens nothing: choose of `read`, `write` and `git`",
        ));
    }
    if new.days == Some(0) {
        return Err(Fault::invalid("a token lasts for a day at least"));
    }
    let key = KeyKind::User.make()?;
    let lasts = new.days.map(|days| i64::from(days) * DAY);
    let mut tx = server.store.begin().await?;
    let token = tx
        .new_token(person.id, &key.hash, name, &new.scopes, lasts)
        .await?;
    tx.audit(&person.did("token.make").on(name)).await?;
    tx.commit().await?;
    Ok(MadeToken {
        token,
        text: key.text.expose().to_owned(),
    })
}

/// Ends one of somebody's own tokens.
pub async fn end(server: &Server, person: &Person, id: i64) -> Result<(), Fault> {
    let mut tx = server.store.begin().await?;
    let name = tx.end_token(person.id, id).await?;
    let name = name.ok_or_else(|| Fault::not_found("token"))?;
    tx.audit(&person.did("token.end").on(name)).await?;
    Ok(tx.commit().await?)
}
