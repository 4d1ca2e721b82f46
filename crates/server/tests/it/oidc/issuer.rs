//! A small issuer of identities: discovery, keys, codes with PKCE, tokens signed by RS256 or ES256.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rustls::SignatureScheme;
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

pub(super) const CLIENT: &str = "maillon";
pub(super) const PASSWORD: &str = "the client's own";

/// What the issuer signs with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key {
    Rsa,
    Ec,
}

/// What is wrong with an identity.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lie {
    Nonce,
    Audience,
    Issuer,
    Expired,
    Forged,
    Unsigned,
    /// Signed by HMAC with the client's password.
    Symmetric,
}

impl Lie {
    pub(super) const ALL: [Self; 7] = [
        Self::Nonce,
        Self::Audience,
        Self::Issuer,
        Self::Expired,
        Self::Forged,
        Self::Unsigned,
        Self::Symmetric,
    ];
}

/// A running issuer.
pub(super) struct Issuer {
    pub(super) url: String,
    inside: Arc<Inside>,
    serving: tokio::task::JoinHandle<()>,
}

struct Inside {
    url: String,
    key: Key,
    lie: Mutex<Option<Lie>>,
    /// What was asked with each code.
    codes: Mutex<HashMap<String, HashMap<String, String>>>,
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Issuer {
    pub(super) async fn start(key: Key) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inside = Arc::new(Inside {
            url: url.clone(),
            key,
            lie: Mutex::default(),
            codes: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .with_state(Arc::clone(&inside));
        let serving = tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            inside,
            serving,
        }
    }

    /// Lies from now on.
    pub(super) fn tell(&self, lie: Lie) {
        *self.inside.lie.lock().unwrap() = Some(lie);
    }
}

type Inner = State<Arc<Inside>>;
type Fields = HashMap<String, String>;

async fn discovery(State(inside): Inner) -> Json<Value> {
    let at = |path: &str| format!("{}/{path}", inside.url);
    Json(json!({
        "issuer": inside.url,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "jwks_uri": at("keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
    }))
}

async fn keys() -> Json<Value> {
    Json(serde_json::from_str(include_str!("jwks.json")).unwrap())
}

async fn authorize(State(inside): Inner, Query(asked): Query<Fields>) -> Redirect {
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["client_id"], CLIENT);
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["scope"], "openid profile email");
    let mut codes = inside.codes.lock().unwrap();
    let code = format!("code{}", codes.len());
    let (back, state) = (&asked["redirect_uri"], &asked["state"]);
    let to = format!("{back}?code={code}&state={state}");
    codes.insert(code, asked);
    Redirect::to(&to)
}

async fn token(
    State(inside): Inner,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let refused = (
        StatusCode::BAD_REQUEST,
        Json(json!({"error": "invalid_grant"})),
    );
    let client = headers["authorization"].to_str().unwrap();
    let client = STANDARD
        .decode(client.strip_prefix("Basic ").unwrap())
        .unwrap();
    assert!(client.starts_with(b"maillon:the"));
    let asked = inside.codes.lock().unwrap().remove(&form["code"]);
    let asked = asked.ok_or(refused)?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
    assert_eq!(challenge, asked["code_challenge"]);
    assert_eq!(form["redirect_uri"], asked["redirect_uri"]);
    Ok(Json(json!({
        "access_token": "unused",
        "token_type": "Bearer",
        "id_token": inside.identity(&asked["nonce"]),
    })))
}

impl Inside {
    fn identity(&self, nonce: &str) -> String {
        let lie = *self.lie.lock().unwrap();
        #[expect(clippy::disallowed_methods, reason = "identities have an end")]
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.unwrap().as_secs();
        let mut claims = json!({
            "iss": self.url,
            "sub": "1234",
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            "name": "Jane Doe",
            "preferred_username": "Jane.Doe",
            "email": "jane@example.com",
        });
        match lie {
            Some(Lie::Nonce) => claims["nonce"] = json!("another"),
            Some(Lie::Audience) => claims["aud"] = json!("somebody else"),
            Some(Lie::Issuer) => claims["iss"] = json!("https://issuer.example"),
            Some(Lie::Expired) => claims["exp"] = json!(now - 300),
            _ => {}
        }
        self.sign(&claims, lie)
    }

    fn sign(&self, claims: &Value, lie: Option<Lie>) -> String {
        let (algorithm, kid) = match (lie, self.key) {
            (Some(Lie::Unsigned), _) => ("none", ""),
            (Some(Lie::Symmetric), _) => ("HS256", ""),
            (_, Key::Rsa) => ("RS256", "rsa"),
            (_, Key::Ec) => ("ES256", "ec"),
        };
        let mut head = json!({"typ": "JWT", "alg": algorithm});
        if !kid.is_empty() {
            head["kid"] = json!(kid);
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&head), part(claims));
        let signature = match (lie, self.key) {
            (Some(Lie::Unsigned), _) => Vec::new(),
            (Some(Lie::Symmetric), _) => symmetric(&message),
            (Some(Lie::Forged), _) => elliptic(include_str!("forger.key"), &message),
            (_, Key::Ec) => elliptic(include_str!("ec.key"), &message),
            (_, Key::Rsa) => sign(
                include_str!("rsa.key"),
                SignatureScheme::RSA_PKCS1_SHA256,
                &message,
            ),
        };
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn symmetric(message: &str) -> Vec<u8> {
    use hmac::Mac as _;
    let mut mac = hmac::Hmac::<Sha256>::new_from_slice(PASSWORD.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn sign(key: &str, scheme: SignatureScheme, message: &str) -> Vec<u8> {
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let key = any_supported_type(&key).unwrap();
    let signer = key.choose_scheme(&[scheme]).unwrap();
    signer.sign(message.as_bytes()).unwrap()
}

/// As JSON web tokens have it: two numbers of 32 bytes; TLS has them in DER.
fn elliptic(key: &str, message: &str) -> Vec<u8> {
    let der = sign(key, SignatureScheme::ECDSA_NISTP256_SHA256, message);
    let (first, rest) = number(&der[2..]);
    let (second, _) = number(rest);
    [first, second].concat()
}

fn number(der: &[u8]) -> ([u8; 32], &[u8]) {
    let (bytes, rest) = der[2..].split_at(usize::from(der[1]));
    let bytes = bytes.strip_prefix(&[0]).unwrap_or(bytes);
    let mut number = [0; 32];
    number[32 - bytes.len()..].copy_from_slice(bytes);
    (number, rest)
}
