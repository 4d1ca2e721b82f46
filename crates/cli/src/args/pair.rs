//! Flags of the form `K=V`.

use std::str::FromStr;

use maillon_model::Secret;
use serde::{Deserialize, Serialize};

/// `K=V`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pair {
    /// Before the first `=`.
    pub key: String,
    /// After it.
    pub value: String,
}

impl FromStr for Pair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((key, value)) if !key.is_empty() => Ok(Self {
                key: key.to_owned(),
                value: value.to_owned(),
            }),
            Some(_) => Err("the name before `=` is empty".to_owned()),
            None => Err(format!("`=` is missing; write {text}=VALUE")),
        }
    }
}

/// `K=V`, `K` or `K=@FILE`: a secret, and where its value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SecretPair {
    /// The variable's name.
    pub key: String,
    /// Where its value is.
    pub from: SecretFrom,
}

/// Where a secret's value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SecretFrom {
    /// On the command line.
    Given(Secret),
    /// In the environment, under the same name.
    Environment,
    /// In a file.
    File(String),
}

impl FromStr for SecretPair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (key, from) = match text.split_once('=') {
            None => (text, SecretFrom::Environment),
            Some((key, value)) => (
                key,
                value.strip_prefix('@').map_or_else(
                    || SecretFrom::Given(Secret::new(value)),
                    |path| SecretFrom::File(path.to_owned()),
                ),
            ),
        };
        Ok(Self {
            key: secret_name(key)?.to_owned(),
            from,
        })
    }
}

/// A pair whose key is the name of a variable.
pub(super) fn variable(text: &str) -> Result<Pair, String> {
    let pair: Pair = text.parse()?;
    variable_name(&pair.key)?;
    Ok(pair)
}

/// Ids of Jenkins' credentials are nearly free: `nexus-login`, `acme/deploy.key`.
fn secret_name(name: &str) -> Result<&str, String> {
    match name {
        "" => Err("the name before `=` is empty".to_owned()),
        _ if name.contains(|c: char| c.is_whitespace() || c.is_control()) => Err(format!(
            "`{name}` can't be a secret's name: it holds white space"
        )),
        _ => Ok(name),
    }
}

/// GitLab's rule for names of variables.
pub(crate) fn variable_name(name: &str) -> Result<&str, String> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match name {
        "" => Err("the name before `=` is empty".to_owned()),
        _ if name.bytes().all(is_allowed) => Ok(name),
        _ => Err(format!(
            "`{name}` can't be a variable's name: only letters, digits and `_` may stand there"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_hold_further_equal_signs() {
        let pair: Pair = "A=b=c".parse().unwrap();
        assert_eq!((pair.key.as_str(), pair.value.as_str()), ("A", "b=c"));
        assert_eq!("A=".parse::<Pair>().unwrap().value, "");
        assert!("A".parse::<Pair>().is_err() && "=b".parse::<Pair>().is_err());
    }

    #[test]
    fn names_of_variables_are_letters_digits_and_underscores() {
        assert_eq!(variable("A_1=b-c").unwrap().key, "A_1");
        assert!(variable("A-1=b").is_err() && variable("A B=c").is_err());
        assert!("A 1=b".parse::<SecretPair>().is_err() && "=b".parse::<SecretPair>().is_err());
        assert_eq!("a-1=b".parse::<SecretPair>().unwrap().key, "a-1");
    }

    #[test]
    fn a_secret_comes_from_three_places() {
        let from = |text: &str| text.parse::<SecretPair>().unwrap().from;
        assert_eq!(from("A=b"), SecretFrom::Given(Secret::new("b")));
        assert_eq!(from("A"), SecretFrom::Environment);
        assert_eq!(from("A=@/run/a"), SecretFrom::File("/run/a".to_owned()));
    }
}
