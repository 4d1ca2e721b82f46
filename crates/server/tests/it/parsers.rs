//! What anybody may send: cookies, tokens, addresses.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maillon_model::Secret;
use maillon_server::access::client::address;
use maillon_server::access::credentials::{Authorization, authorization, cookie};
use maillon_server::access::keys::KeyKind;
use proptest::prelude::*;

fn headers(name: &'static str, values: &[&[u8]]) -> HeaderMap {
    let name = HeaderName::from_static(name);
    let values = values
        .iter()
        .filter_map(|value| HeaderValue::from_bytes(value).ok());
    values.map(|value| (name.clone(), value)).collect()
}

#[test]
fn cookies() {
    let check = |lines: &[&str], expected: Option<&str>| {
        let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
        assert_eq!(cookie(&headers("cookie", &lines), "maillon"), expected);
    };
    check(&["maillon=a"], Some("a"));
    check(&["theme=dark; maillon=a"], Some("a"));
    check(&["theme=dark", "maillon=a"], Some("a"));
    check(&["maillon=a=b"], Some("a=b"));
    check(&["xmaillon=a; maillonx=b"], None);
    check(&["maillon=a; maillon=a"], Some("a"));
    check(&["maillon=a; maillon=b"], None);
    check(&["maillon"], None);
    check(&[], None);
}

#[test]
fn authorizations() {
    let token = |text: &str| Authorization::Token(Secret::new(text));
    let check = |lines: &[&str], expected: Authorization| {
        let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
        assert_eq!(
            authorization(&headers("authorization", &lines)),
            expected,
            "{lines:?}"
        );
    };
    let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
    check(&[], Authorization::None);
    check(&["Bearer mll_x"], token("mll_x"));
    check(&["bearer  mll_x "], token("mll_x"));
    check(&[&basic("jane:mll_x")], token("mll_x"));
    check(&[&basic("jane:a:b")], token("a:b"));
    check(&[&basic("mll_x:")], token("mll_x"));
    check(&["Bearer "], Authorization::Strange);
    check(&["Bearer"], Authorization::Strange);
    check(&["Basic %%%"], Authorization::Strange);
    check(&[&basic("no colon")], Authorization::Strange);
    check(&["Digest a"], Authorization::Strange);
    check(&["Bearer a", "Bearer b"], Authorization::Strange);
}

#[test]
fn addresses_behind_proxies() {
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    let trusted = [ip("10.0.0.1"), ip("10.0.0.2")];
    let check = |peer: &str, lines: &[&str], expected: &str| {
        let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
        let headers = headers("x-forwarded-for", &lines);
        assert_eq!(
            address(ip(peer), &headers, &trusted),
            ip(expected),
            "{lines:?}"
        );
    };
    check("192.0.2.1", &["203.0.113.9"], "192.0.2.1");
    check("10.0.0.1", &[], "10.0.0.1");
    check("10.0.0.1", &["203.0.113.9"], "203.0.113.9");
    check("10.0.0.1", &["1.1.1.1, 203.0.113.9"], "203.0.113.9");
    check(
        "10.0.0.1",
        &["1.1.1.1", "203.0.113.9, 10.0.0.2"],
        "203.0.113.9",
    );
    check("10.0.0.1", &["203.0.113.9:4711"], "203.0.113.9");
    check("10.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1");
    check("10.0.0.1", &["::ffff:203.0.113.9"], "203.0.113.9");
    check("10.0.0.1", &["203.0.113.9, rubbish"], "10.0.0.1");
}

#[test]
fn tokens_say_what_they_are() {
    for kind in [KeyKind::User, KeyKind::Agent, KeyKind::Task] {
        let made = kind.make().unwrap();
        assert_eq!(KeyKind::of(made.text.expose()), Some(kind));
        assert_ne!(kind.make().unwrap(), made);
    }
    assert_eq!(KeyKind::of("mll_"), None);
    assert_eq!(KeyKind::of(""), None);
}

proptest! {
    #[test]
    fn a_mistyped_token_is_none(at in 4..40usize, letter in "[0-9A-Za-z]") {
        let text = KeyKind::User.make().unwrap().text.expose().to_owned();
        let mut typed = text.clone();
        typed.replace_range(at..=at, &letter);
        prop_assert_eq!(KeyKind::of(&typed).is_some(), typed == text);
    }

    #[test]
    fn any_text_is_no_token(text: String) {
        prop_assert_eq!(KeyKind::of(&text), None);
    }

    #[test]
    fn any_header_is_read(bytes: Vec<u8>, more: Vec<u8>) {
        for name in ["cookie", "authorization", "x-forwarded-for"] {
            let headers = headers(name, &[&bytes, &more]);
            let _ = cookie(&headers, "maillon");
            let _ = authorization(&headers);
            let proxy = "10.0.0.1".parse().unwrap();
            let _ = address(proxy, &headers, &[proxy]);
        }
    }

    #[test]
    fn what_git_sends_is_understood(name in "[^:]*", password in ".+") {
        let basic = format!("Basic {}", STANDARD.encode(format!("{name}:{password}")));
        let read = authorization(&headers("authorization", &[basic.as_bytes()]));
        prop_assert_eq!(read, Authorization::Token(Secret::new(password)));
    }
}
