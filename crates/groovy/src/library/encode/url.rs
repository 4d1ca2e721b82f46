//! `java.net.URLEncoder`, `URLDecoder`, `URL`, `URI`.

use std::any::Any;
use std::fmt::Write as _;

use super::super::table::{Args, Param, Type, method};
use super::super::text;
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

pub(super) const ENCODER: Type = Type::new("java.net.URLEncoder").statics(&[
    method("encode", &[Param::Text], encode),
    method("encode", &[Param::Text, Param::Any], encode),
]);

pub(super) const DECODER: Type = Type::new("java.net.URLDecoder").statics(&[
    method("decode", &[Param::Text], decode),
    method("decode", &[Param::Text, Param::Any], decode),
]);

pub(super) const TEXT: Type = Type::new("java.lang.CharSequence").methods(&[
    method("toURL", &[], |cx, this, _| url(cx, this)),
    method("toURI", &[], |cx, this, _| uri(cx, this)),
]);

pub(super) const URL: Type = Type::new("java.net.URL")
    .constructors(&[method("", &[Param::Any], |cx, _, args| {
        url(cx, args.get(0))
    })])
    .methods(&[
        method("getProtocol", &[], |_, this, _| {
            part(this, |a| Some(&a.scheme))
        }),
        method("getHost", &[], |_, this, _| {
            part(this, |a| Some(a.host.as_deref().unwrap_or_default()))
        }),
        method("getPort", &[], port),
        method("getPath", &[], |_, this, _| part(this, |a| Some(&a.path))),
        method("getQuery", &[], |_, this, _| {
            part(this, |a| a.query.as_deref())
        }),
        method("getRef", &[], |_, this, _| {
            part(this, |a| a.fragment.as_deref())
        }),
        method("getUserInfo", &[], |_, this, _| {
            part(this, |a| a.user.as_deref())
        }),
        method("getAuthority", &[], |_, this, _| {
            part(this, |a| a.authority.as_deref())
        }),
        method("getFile", &[], file),
        method("toURI", &[], |cx, this, _| uri(cx, this)),
        method("toExternalForm", &[], |cx, this, _| {
            text::of(cx, this).map(Value::Str)
        }),
    ]);

pub(super) const URI: Type = Type::new("java.net.URI")
    .constructors(&[method("", &[Param::Any], |cx, _, args| {
        uri(cx, args.get(0))
    })])
    .statics(&[method("create", &[Param::Text], |cx, _, args| {
        uri(cx, args.get(0))
    })])
    .methods(&[
        method("getScheme", &[], |_, this, _| {
            part(this, |a| (!a.scheme.is_empty()).then_some(&*a.scheme))
        }),
        method("getHost", &[], |_, this, _| {
            part(this, |a| a.host.as_deref())
        }),
        method("getPort", &[], port),
        method("getPath", &[], |_, this, _| part(this, |a| Some(&a.path))),
        method("getQuery", &[], |_, this, _| {
            part(this, |a| a.query.as_deref())
        }),
        method("getFragment", &[], |_, this, _| {
            part(this, |a| a.fragment.as_deref())
        }),
        method("getUserInfo", &[], |_, this, _| {
            part(this, |a| a.user.as_deref())
        }),
        method("getAuthority", &[], |_, this, _| {
            part(this, |a| a.authority.as_deref())
        }),
        method("toURL", &[], |cx, this, _| url(cx, this)),
    ]);

/// A URL or URI with its parts.
struct Address {
    class: &'static str,
    whole: String,
    scheme: String,
    authority: Option<String>,
    user: Option<String>,
    host: Option<String>,
    port: i32,
    path: String,
    query: Option<String>,
    fragment: Option<String>,
}

impl Native for Address {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn show(&self) -> String {
        self.whole.clone()
    }

    fn equals(&self, other: &dyn Native) -> bool {
        let other = other.any().downcast_ref::<Self>();
        other.is_some_and(|other| other.whole == self.whole && other.class == self.class)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

fn cut<'a>(text: &'a str, mark: &str) -> (&'a str, Option<String>) {
    match text.split_once(mark) {
        Some((before, behind)) => (before, Some(behind.to_owned())),
        None => (text, None),
    }
}

impl Address {
    fn parse(class: &'static str, whole: &str) -> Self {
        let (rest, fragment) = cut(whole, "#");
        let (rest, query) = cut(rest, "?");
        let scheme_end = rest.find(':').filter(|end| {
            let scheme = rest.get(..*end).unwrap_or_default();
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        });
        let (scheme, rest) = match scheme_end {
            Some(end) => (
                rest.get(..end).unwrap_or_default(),
                rest.get(end + 1..).unwrap_or_default(),
            ),
            None => ("", rest),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                let (authority, path) = rest.split_at(end);
                (Some(authority), path)
            }
            None => (None, rest),
        };
        let (user, place) = match authority.and_then(|all| all.rsplit_once('@')) {
            Some((user, place)) => (Some(user.to_owned()), Some(place)),
            None => (None, authority),
        };
        let port = place.and_then(|place| place.rsplit_once(':')?.1.parse().ok());
        let host = place.map(|place| match port {
            Some::<i32>(_) => place.rsplit_once(':').map_or(place, |(host, _)| host),
            None => place,
        });
        Self {
            class,
            whole: whole.to_owned(),
            scheme: scheme.to_owned(),
            authority: authority.map(str::to_owned),
            user,
            host: host.map(str::to_owned),
            port: port.unwrap_or(-1),
            path: path.to_owned(),
            query,
            fragment,
        }
    }
}

fn url(cx: &mut Cx, value: &Value) -> Eval<Value> {
    let whole = text::of(cx, value)?;
    let address = Address::parse("java.net.URL", whole.trim());
    if address.scheme.is_empty() {
        let message = format!("no protocol: {whole}");
        return Err(cx.throw("java.net.MalformedURLException", message));
    }
    if !["http", "https", "ftp", "file", "jar"].contains(&&*address.scheme) {
        let message = format!("unknown protocol: {}", address.scheme);
        return Err(cx.throw("java.net.MalformedURLException", message));
    }
    Ok(Value::native(address))
}

fn uri(cx: &mut Cx, value: &Value) -> Eval<Value> {
    let whole = text::of(cx, value)?;
    if let Some(at) = whole.find([' ', '<', '>', '"', '{', '}', '|', '\\', '^', '`']) {
        let message = format!("Illegal character in path at index {at}: {whole}");
        return Err(cx.throw("java.net.URISyntaxException", message));
    }
    Ok(Value::native(Address::parse("java.net.URI", &whole)))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn part(this: &Value, part: fn(&Address) -> Option<&str>) -> Eval<Value> {
    let found = this.downcast::<Address>().and_then(part);
    Ok(found.map_or(Value::Null, Value::text))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn port(_: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    Ok(Value::Int(
        this.downcast::<Address>()
            .map_or(-1, |address| address.port),
    ))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn file(_: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let file = this
        .downcast::<Address>()
        .map(|address| match &address.query {
            Some(query) => format!("{}?{query}", address.path),
            None => address.path.clone(),
        });
    Ok(file.map_or(Value::Null, Value::text))
}

/// As forms are sent: blanks are `+`.
fn encode(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let text = args.text(cx, 0)?;
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => {
                out.push(char::from(byte));
            }
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    Ok(Value::text(out))
}

fn decode(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let text = args.text(cx, 0)?.replace('+', " ");
    let mut bytes = Vec::new();
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        let byte = after
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let Some(byte) = byte else {
            let message = "URLDecoder: Illegal hex characters in escape (%) pattern";
            return Err(cx.throw("java.lang.IllegalArgumentException", message));
        };
        bytes.push(byte);
        rest = after.get(2..).unwrap_or_default();
    }
    bytes.extend(rest.bytes());
    Ok(Value::text(String::from_utf8_lossy(&bytes)))
}
