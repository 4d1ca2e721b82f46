//! Whether a webhook was sent by somebody who knows the project's secret.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use maillon_model::{Secret, Timestamp};
use maillon_protocol::api::Forge;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// What GitLab's signing tokens begin with.
pub(super) const PREFIX: &str = "whsec_";
/// How far the sender's clock may be off, in seconds, where it signs its time.
const SKEW: u64 = 300;

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It bears no sign of any forge.
    Unsigned,
    /// The signature is of another secret or another body.
    Wrong,
    /// It was sent too long ago, or in the future.
    Stale,
}

/// A webhook that is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Believed {
    /// Who sent it.
    pub(super) forge: Forge,
    /// The forge's word for what happened.
    pub(super) event: String,
    /// The forge's id for it.
    pub(super) delivery: Option<String>,
}

/// Checks the signature of whichever forge it is.
pub(super) fn check(
    headers: &HeaderMap,
    body: &[u8],
    secret: &Secret,
    now: Timestamp,
) -> Result<Believed, Doubt> {
    let header = |name: &str| headers.get(name)?.to_str().ok();
    let text = |name: &str| header(name).map(str::to_owned);
    // Gitea also signs as GitHub does; its own headers come first.
    for prefix in ["x-forgejo", "x-gitea"] {
        if let Some(signature) = header(&format!("{prefix}-signature")) {
            hex_signature(signature, body, secret)?;
            return Ok(Believed {
                forge: Forge::Gitea,
                event: text(&format!("{prefix}-event")).unwrap_or_default(),
                delivery: text(&format!("{prefix}-delivery")),
            });
        }
    }
    if let Some(signature) = header("x-hub-signature-256") {
        hex_signature(
            signature.strip_prefix("sha256=").ok_or(Doubt::Wrong)?,
            body,
            secret,
        )?;
        return Ok(Believed {
            forge: Forge::Github,
            event: text("x-github-event").unwrap_or_default(),
            delivery: text("x-github-delivery"),
        });
    }
    let event = text("x-gitlab-event").ok_or(Doubt::Unsigned)?;
    let delivery = text("webhook-id")
        .or_else(|| text("idempotency-key"))
        .or_else(|| text("x-gitlab-event-uuid"));
    match (header("webhook-signature"), header("x-gitlab-token")) {
        (Some(signatures), _) => standard(headers, signatures, body, secret, now)?,
        (None, Some(token)) => same(token.as_bytes(), secret.expose().as_bytes())?,
        (None, None) => return Err(Doubt::Unsigned),
    }
    Ok(Believed {
        forge: Forge::Gitlab,
        event,
        delivery,
    })
}

/// As many bytes are compared whatever they are.
fn same(a: &[u8], b: &[u8]) -> Result<(), Doubt> {
    if bool::from(a.ct_eq(b)) {
        Ok(())
    } else {
        Err(Doubt::Wrong)
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Result<Vec<u8>, Doubt> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| Doubt::Wrong)?;
    for part in parts {
        mac.update(part);
    }
    Ok(mac.finalize().into_bytes().to_vec())
}

fn hex_signature(signature: &str, body: &[u8], secret: &Secret) -> Result<(), Doubt> {
    let wanted = crate::seal::hex(&mac(secret.expose().as_bytes(), &[body])?);
    same(signature.to_ascii_lowercase().as_bytes(), wanted.as_bytes())
}

/// Standard Webhooks: id, time and body are signed.
fn standard(
    headers: &HeaderMap,
    signatures: &str,
    body: &[u8],
    secret: &Secret,
    now: Timestamp,
) -> Result<(), Doubt> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let (id, at) = (
        header("webhook-id").ok_or(Doubt::Wrong)?,
        header("webhook-timestamp").ok_or(Doubt::Wrong)?,
    );
    let text = secret.expose();
    let key = text
        .strip_prefix(PREFIX)
        .and_then(|key| STANDARD.decode(key).ok());
    let key = key.unwrap_or_else(|| text.as_bytes().to_vec());
    let wanted = mac(&key, &[id.as_bytes(), b".", at.as_bytes(), b".", body])?;
    let wanted = STANDARD.encode(wanted);
    let signed = signatures
        .split(' ')
        .filter_map(|one| one.strip_prefix("v1,"));
    if !signed.fold(false, |found, one| {
        found | bool::from(one.as_bytes().ct_eq(wanted.as_bytes()))
    }) {
        return Err(Doubt::Wrong);
    }
    let at: u64 = at.parse().map_err(|_| Doubt::Wrong)?;
    if at.abs_diff(now.0 / 1000) > SKEW {
        return Err(Doubt::Stale);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
        list.iter()
            .map(|(name, value)| {
                (
                    axum::http::HeaderName::from_static(name),
                    value.parse().unwrap(),
                )
            })
            .collect()
    }

    fn judge(list: &[(&'static str, &str)], secret: &str) -> Result<(Forge, String), Doubt> {
        let now = Timestamp(1_674_087_231_000);
        let found = check(&headers(list), b"Hello, World!", &Secret::new(secret), now)?;
        Ok((found.forge, found.delivery.unwrap_or_default()))
    }

    /// The example of GitHub's documentation.
    const GITHUB: &str = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    const SECRET: &str = "It's a Secret to Everybody";

    #[test]
    fn githubs_own_example_is_believed() {
        let signature = format!("sha256={GITHUB}");
        let list = [
            ("x-hub-signature-256", signature.as_str()),
            ("x-github-delivery", "7"),
        ];
        assert_eq!(judge(&list, SECRET), Ok((Forge::Github, "7".to_owned())));
        assert_eq!(judge(&list, "another"), Err(Doubt::Wrong));
        assert_eq!(
            judge(&[("x-hub-signature-256", GITHUB)], SECRET),
            Err(Doubt::Wrong)
        );
    }

    #[test]
    fn gitea_and_forgejo_sign_without_a_prefix() {
        let list = [("x-gitea-signature", GITHUB), ("x-gitea-delivery", "8")];
        assert_eq!(judge(&list, SECRET), Ok((Forge::Gitea, "8".to_owned())));
        let list = [("x-forgejo-signature", "00"), ("x-gitea-signature", GITHUB)];
        assert_eq!(judge(&list, SECRET), Err(Doubt::Wrong));
    }

    #[test]
    fn gitlab_sends_the_secret_itself_or_signs() {
        let list = [
            ("x-gitlab-event", "Push Hook"),
            ("x-gitlab-token", SECRET),
            ("idempotency-key", "9"),
        ];
        assert_eq!(judge(&list, SECRET), Ok((Forge::Gitlab, "9".to_owned())));
        assert_eq!(judge(&list, "another"), Err(Doubt::Wrong));
        assert_eq!(
            judge(&[("x-gitlab-event", "Push Hook")], SECRET),
            Err(Doubt::Unsigned)
        );
    }

    fn standard_signature(key: &[u8], id: &str, at: &str) -> String {
        let mac = mac(
            key,
            &[id.as_bytes(), b".", at.as_bytes(), b".", b"Hello, World!"],
        )
        .unwrap();
        format!("v1,AAAA v1,{}", STANDARD.encode(mac))
    }

    #[test]
    fn a_signed_time_must_be_near() {
        let secret = format!("{PREFIX}{}", STANDARD.encode([7; 32]));
        for (at, expected) in [
            ("1674087231", Ok((Forge::Gitlab, "10".to_owned()))),
            ("1674086000", Err(Doubt::Stale)),
            ("1674089000", Err(Doubt::Stale)),
        ] {
            let signature = standard_signature(&[7; 32], "10", at);
            let list = [
                ("x-gitlab-event", "Push Hook"),
                ("webhook-id", "10"),
                ("webhook-timestamp", at),
                ("webhook-signature", signature.as_str()),
            ];
            assert_eq!(judge(&list, &secret), expected);
        }
        let signature = standard_signature(&[7; 32], "11", "1674087231");
        let moved = [
            ("x-gitlab-event", "Push Hook"),
            ("webhook-id", "10"),
            ("webhook-timestamp", "1674087231"),
            ("webhook-signature", signature.as_str()),
        ];
        assert_eq!(judge(&moved, &secret), Err(Doubt::Wrong));
    }

    #[test]
    fn nothing_is_unsigned() {
        assert_eq!(judge(&[], SECRET), Err(Doubt::Unsigned));
    }
}
