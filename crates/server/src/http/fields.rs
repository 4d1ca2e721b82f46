//! Forms whose fields are not known beforehand.

use std::collections::BTreeMap;

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};

use super::Fault;
use crate::server::Server;

/// The largest form, in bytes.
const LARGEST: usize = 1 << 20;

/// The fields of a form, or of an address's query, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `a=b&c=d`. Line ends become LF: browsers send CR LF.
    pub(crate) fn parse(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value).replace("\r\n", "\n"))
        });
        Self(pairs.collect())
    }

    /// The last value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().rev().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// All values of a field.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let found = self.0.iter().filter(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).collect()
    }

    /// The fields whose names begin so, by the rest of their names; the last of each counts. Those that are empty
    /// are left out: the definition's own values hold.
    pub(crate) fn behind(&self, prefix: &str) -> BTreeMap<String, String> {
        let named = self
            .0
            .iter()
            .filter_map(|(key, value)| Some((key.strip_prefix(prefix)?.to_owned(), value.clone())));
        let mut fields: BTreeMap<String, String> = named.collect();
        fields.retain(|_, value| !value.is_empty());
        fields
    }

    /// The field `variables`: `NAME=value` in each line.
    pub(crate) fn variables(&self) -> Result<BTreeMap<String, String>, Fault> {
        let lines = self.get("variables").unwrap_or_default().lines();
        let lines = lines.filter(|line| !line.trim().is_empty());
        let pairs = lines.map(|line| {
            let pair = line
                .split_once('=')
                .map(|(name, value)| (name.trim().to_owned(), value.to_owned()));
            pair.ok_or_else(|| {
                Fault::invalid(format!("a variable is written NAME=value, not `{line}`"))
            })
        });
        pairs.collect()
    }

    /// A number; None: the field is empty or not there.
    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Fault> {
        super::html::number(name, self.get(name).unwrap_or_default())
    }
}

fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_encoding::percent_decode_str(&text)
        .decode_utf8_lossy()
        .into_owned()
}

impl FromRequest<Server> for Fields {
    type Rejection = Fault;

    async fn from_request(request: Request, _: &Server) -> Result<Self, Fault> {
        let bytes = to_bytes(request.into_body(), LARGEST).await;
        let bytes =
            bytes.map_err(|_| Fault::invalid("this form is larger than 1 MiB, or was cut off"))?;
        Ok(Self::parse(&String::from_utf8_lossy(&bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_browsers_send_them() {
        let fields = Fields::parse(
            "input:a=x+y&input:b=false&input:b=true&input:c=&variables=A%3D1%0D%0AB%3D%26&n=3",
        );
        let inputs: Vec<(String, String)> = fields.behind("input:").into_iter().collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(inputs, [pair("a", "x y"), pair("b", "true")]);
        let variables: Vec<(String, String)> = fields.variables().unwrap().into_iter().collect();
        assert_eq!(variables, [pair("A", "1"), pair("B", "&")]);
        assert_eq!(fields.number::<i32>("n").unwrap(), Some(3));
        assert!(Fields::parse("variables=A").variables().is_err());
    }
}
