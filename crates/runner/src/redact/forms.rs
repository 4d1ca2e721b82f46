//! The forms in which a secret may stand in a log.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::Style;

/// A shorter piece of a secret's base64 form stands for nothing.
const SHORTEST_PIECE: usize = 6;
/// `base64` breaks its output here.
const BASE64_LINE: usize = 76;

/// All forms of one secret that are searched for.
pub(super) fn of(secret: &str, style: Style) -> Vec<Vec<u8>> {
    let trimmed = secret.trim_end_matches(['\r', '\n']);
    if trimmed.trim().is_empty() || trimmed.len() < style.shortest() {
        return Vec::new();
    }
    let mut forms: Vec<String> = vec![
        trimmed.to_owned(),
        percent(trimmed, char::to_ascii_uppercase),
        percent(trimmed, char::to_ascii_lowercase),
        json(trimmed),
        trimmed.replace('\'', r"'\''"),
    ];
    for line in lines(trimmed, style) {
        forms.extend(base64(line.as_bytes()));
        forms.push(line);
    }
    forms.extend(base64(trimmed.as_bytes()));
    forms.into_iter().map(String::into_bytes).collect()
}

fn lines(secret: &str, style: Style) -> impl Iterator<Item = String> + '_ {
    let several = secret.contains('\n');
    secret
        .lines()
        .map(str::trim)
        .filter(move |line| several && line.len() >= style.shortest_line())
        .map(str::to_owned)
}

fn base64(secret: &[u8]) -> Vec<String> {
    let mut forms: Vec<_> = (0..3).map(|before| aligned(secret, before)).collect();
    let wrapped = STANDARD_NO_PAD.encode(secret).into_bytes();
    let wrapped = wrapped
        .chunks(BASE64_LINE)
        .filter(|_| wrapped.len() > BASE64_LINE);
    forms.extend(wrapped.map(|line| String::from_utf8_lossy(line).into_owned()));
    forms.retain(|form| form.len() >= SHORTEST_PIECE);
    let url_safe: Vec<_> = forms
        .iter()
        .map(|form| form.replace('+', "-").replace('/', "_"))
        .collect();
    forms.extend(url_safe);
    forms
}

/// The digits that depend on the secret alone when `before` bytes of something else stand in
/// front of it: those that also hold bits of a neighbour are left out at both ends.
fn aligned(secret: &[u8], before: usize) -> String {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(secret);
    let encoded = STANDARD_NO_PAD.encode(&bytes);
    let first = (before * 8).div_ceil(6);
    let whole = bytes.len() * 8 / 6;
    encoded.get(first..whole).unwrap_or_default().to_owned()
}

fn percent(secret: &str, case: fn(&char) -> char) -> String {
    let mut out = String::with_capacity(secret.len());
    for byte in secret.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend(format!("{byte:02x}").chars().map(|c| case(&c)));
        }
    }
    out
}

fn json(secret: &str) -> String {
    let quoted = serde_json::Value::from(secret).to_string();
    quoted
        .get(1..quoted.len() - 1)
        .unwrap_or_default()
        .to_owned()
}
