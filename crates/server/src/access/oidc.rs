//! Signing in elsewhere: OpenID Connect's authorization code flow, with PKCE, state and nonce.
//!
//! What must be remembered between the two halves lies sealed in a cookie of the browser that began. Accounts
//! are found by issuer and subject alone: an address or a name that somebody has elsewhere opens nobody's
//! account here.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use maillon_store::access::{NewUser, UserRow};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreJwsSigningAlgorithm,
    CoreProviderMetadata,
};
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use subtle::ConstantTimeEq as _;

use super::session::Cookie;
use super::{Client, accounts};
use crate::http::Fault;
use crate::server::Server;
use crate::settings::Oidc;

/// For how many seconds signing in elsewhere may take.
const LASTS: i64 = 15 * 60;
/// What the flow's cookie is sealed for.
const CONTEXT: &str = "oidc flow";
/// How long the issuer may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Signatures that somebody else can't make who knows what everybody knows.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What is remembered while somebody is elsewhere.
#[derive(Serialize, Deserialize)]
struct Flow {
    state: String,
    nonce: String,
    verifier: String,
    next: String,
    /// When it is over: milliseconds since the Unix epoch.
    until: u64,
}

/// What the issuer's page sends back.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Answer {
    /// What the identity is fetched with.
    #[serde(default)]
    pub code: String,
    /// What was sent there.
    #[serde(default)]
    pub state: String,
    /// Why there is no identity.
    #[serde(default)]
    pub error: Option<String>,
}

/// Begins: where the browser goes, and what it remembers.
pub async fn begin(server: &Server, next: &str) -> Result<(String, Cookie), Fault> {
    let settings = settings(server)?;
    let http = http()?;
    let fetch = move |request| fetch(http.clone(), request);
    let metadata = discover(settings, &fetch).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let id = ClientId::new(settings.client_id.clone());
    let client = CoreClient::from_provider_metadata(metadata, id, None);
    let client = client.set_redirect_uri(redirect(server)?);
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let (url, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("profile".to_owned()))
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let flow = Flow {
        state: state.into_secret(),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
        next: next.to_owned(),
        until: server.store.now().await?.0 + LASTS.unsigned_abs() * 1000,
    };
    Ok((url.to_string(), flow.remember(server)?))
}

/// Ends: who it is, where they wanted to go, and a cookie that forgets the flow.
pub async fn end(
    server: &Server,
    client: &Client,
    remembered: Option<&str>,
    answer: Answer,
) -> Result<(UserRow, String, Cookie), Fault> {
    let flow = Flow::recall(server, remembered).await?;
    if !bool::from(flow.state.as_bytes().ct_eq(answer.state.as_bytes())) {
        return Err(refused("it was begun in another window: begin again"));
    }
    if let Some(error) = answer.error {
        return Err(refused(&format!("the issuer says `{error}`")));
    }
    let claims = claims(server, &flow, answer.code).await?;
    let user = account(server, client, &claims).await?;
    let forget = Cookie::make(&server.settings, cookie_name(server), "", 0, "Lax");
    Ok((user, flow.next, forget))
}

impl Flow {
    fn remember(&self, server: &Server) -> Result<Cookie, Fault> {
        let text = serde_json::to_vec(self).map_err(|error| Fault::internal(error.to_string()))?;
        let value = URL_SAFE_NO_PAD.encode(server.sealer.seal(CONTEXT, &text)?);
        let name = cookie_name(server);
        Ok(Cookie::make(&server.settings, name, &value, LASTS, "Lax"))
    }

    async fn recall(server: &Server, remembered: Option<&str>) -> Result<Self, Fault> {
        let sealed = remembered.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        let opened = sealed.and_then(|sealed| server.sealer.open(CONTEXT, &sealed).ok());
        let flow = opened.and_then(|text| serde_json::from_slice::<Self>(&text).ok());
        let now = server.store.now().await?.0;
        flow.filter(|flow| now <= flow.until).ok_or_else(|| {
            refused("it took too long, or was begun in another browser: begin again")
        })
    }
}

/// What the flow's cookie is called.
pub(super) fn cookie_name(server: &Server) -> &'static str {
    if server.settings.is_secure() {
        "__Host-maillon-oidc"
    } else {
        "maillon-oidc"
    }
}

/// Fetches the identity, and verifies who says it, for whom, until when, and in answer to what.
async fn claims(server: &Server, flow: &Flow, code: String) -> Result<CoreIdTokenClaims, Fault> {
    let settings = settings(server)?;
    let http = http()?;
    let fetch = move |request| fetch(http.clone(), request);
    let metadata = discover(settings, &fetch).await?;
    let id = ClientId::new(settings.client_id.clone());
    let secret = ClientSecret::new(settings.client_secret.expose().to_owned());
    let client = CoreClient::from_provider_metadata(metadata, id, Some(secret));
    let client = client.set_redirect_uri(redirect(server)?);
    let exchange = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|error| failed("has no address for codes", &error))?
        .set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.clone()));
    let tokens = exchange.request_async(&fetch).await;
    let tokens = tokens.map_err(|error| failed("does not take the code", &error))?;
    let token = tokens.extra_fields().id_token();
    let token = token.ok_or_else(|| refused("the issuer sent no identity"))?;
    let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES);
    let claims = token.claims(&verifier, &Nonce::new(flow.nonce.clone()));
    let claims = claims.map_err(|error| refused(&format!("the identity is not valid: {error}")))?;
    Ok(claims.clone())
}

/// The account of an identity; a new one where there is none.
async fn account(
    server: &Server,
    client: &Client,
    claims: &CoreIdTokenClaims,
) -> Result<UserRow, Fault> {
    let subject = format!("{} {}", claims.issuer().as_str(), claims.subject().as_str());
    let found = server.store.user_of_subject(&subject).await?;
    let user = match found {
        Some(user) => user,
        None => make(server, client, claims, &subject).await?,
    };
    if user.blocked {
        return Err(Fault::forbidden("this account is blocked"));
    }
    Ok(user)
}

async fn make(
    server: &Server,
    client: &Client,
    claims: &CoreIdTokenClaims,
    subject: &str,
) -> Result<UserRow, Fault> {
    let email = claims.email().map_or("", |email| email.as_str());
    let name = claims.name().and_then(|names| names.get(None));
    let wanted = claims.preferred_username().map(|name| name.as_str());
    let wanted = login(wanted.unwrap_or(email));
    let mut tx = server.store.begin().await?;
    let login = tx.free_login(&wanted).await?;
    let new = NewUser {
        name: name.map_or(String::new(), |name| name.as_str().to_owned()),
        email: email.to_owned(),
        subject: Some(subject.to_owned()),
        login,
        ..NewUser::default()
    };
    let id = accounts::insert(&mut tx, &new).await?;
    let mut deed = client.did("user.make").on(&new.login);
    deed.actor.clone_from(&new.login);
    tx.audit(&deed).await?;
    tx.commit().await?;
    let made = server.store.user_by_id(id).await?;
    made.ok_or_else(|| Fault::not_found("account"))
}

/// A login of what somebody is called elsewhere: `Jane.Doe@example.com` is `jane.doe`.
fn login(called: &str) -> String {
    let called = called.split('@').next().unwrap_or_default();
    let letters = called.chars().map(|c| c.to_ascii_lowercase());
    let letters = letters.filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let login: String = letters.take(40).collect();
    let login = login.trim_start_matches(['.', '_', '-']);
    if login.is_empty() { "user" } else { login }.to_owned()
}

async fn discover<'c, C>(settings: &Oidc, fetch: &'c C) -> Result<CoreProviderMetadata, Fault>
where
    C: AsyncHttpClient<'c>,
    C::Error: std::error::Error + Send + Sync,
{
    let issuer = IssuerUrl::new(settings.issuer.clone());
    let issuer = issuer.map_err(|error| failed("has no good address", &error))?;
    let metadata = CoreProviderMetadata::discover_async(issuer, fetch).await;
    metadata.map_err(|error| failed("does not say how to sign in", &error))
}

fn http() -> Result<reqwest::Client, Fault> {
    let http = reqwest::Client::builder().timeout(PATIENCE);
    // An issuer that leads elsewhere could lead anywhere within the server's own network.
    let http = http.redirect(reqwest::redirect::Policy::none()).build();
    http.map_err(|error| Fault::internal(error.to_string()))
}

async fn fetch(
    http: reqwest::Client,
    request: HttpRequest,
) -> Result<HttpResponse, reqwest::Error> {
    let response = http.execute(request.try_into()?).await?;
    let mut answer = HttpResponse::new(Vec::new());
    *answer.status_mut() = response.status();
    *answer.headers_mut() = response.headers().clone();
    *answer.body_mut() = response.bytes().await?.to_vec();
    Ok(answer)
}

fn settings(server: &Server) -> Result<&Oidc, Fault> {
    let settings = server.settings.oidc.as_ref();
    settings.ok_or_else(|| Fault::not_found("page: nobody signs in elsewhere on this server"))
}

fn redirect(server: &Server) -> Result<RedirectUrl, Fault> {
    let url = RedirectUrl::new(format!("{}/oidc/callback", server.settings.url));
    url.map_err(|error| Fault::internal(format!("the server's address (`--url`): {error}")))
}

fn refused(why: &str) -> Fault {
    Fault::new(
        StatusCode::FORBIDDEN,
        "oidc",
        format!("signing in elsewhere failed: {why}"),
    )
}

fn failed(what: &str, error: &(dyn std::error::Error + 'static)) -> Fault {
    let mut causes = vec![error.to_string()];
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause.to_string());
        next = cause.source();
    }
    Fault::new(
        StatusCode::BAD_GATEWAY,
        "oidc",
        format!("the issuer {what}: {}", causes.join(": ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_made_of_what_people_are_called_elsewhere() {
        let check = |called, expected| assert_eq!(login(called), expected);
        check("Jane.Doe@example.com", "jane.doe");
        check("-jane", "jane");
        check("Éa b", "ab");
        check("", "user");
    }
}
