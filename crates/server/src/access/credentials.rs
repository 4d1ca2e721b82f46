//! What a call brings along to show who is asking.

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maillon_model::Secret;

/// What stood in the header `Authorization`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Authorization {
    /// There was none.
    #[default]
    None,
    /// A token: by `Bearer`, or as the password of `Basic`, as git sends it.
    Token(Secret),
    /// Nothing that is understood here.
    Strange,
}

/// Reads the header `Authorization`.
pub fn authorization(headers: &HeaderMap) -> Authorization {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    match (values.next().map(|value| value.to_str()), values.next()) {
        (None, _) => Authorization::None,
        (Some(Ok(value)), None) => read(value).map_or(Authorization::Strange, Authorization::Token),
        _ => Authorization::Strange,
    }
}

fn read(value: &str) -> Option<Secret> {
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return (!rest.is_empty()).then(|| Secret::new(rest));
    }
    if scheme.eq_ignore_ascii_case("basic") {
        return password(rest);
    }
    None
}

/// The password of `Basic`; some programs send a token as the name instead.
fn password(encoded: &str) -> Option<Secret> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (name, password) = decoded.split_once(':')?;
    let token = if password.is_empty() { name } else { password };
    (!token.is_empty()).then(|| Secret::new(token))
}

/// The value of a cookie. Two different ones of the same name are none: nobody knows which one is meant.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(COOKIE).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';'));
    let mut values = pairs.filter_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    });
    let value = values.next()?;
    values.all(|other| other == value).then_some(value)
}
