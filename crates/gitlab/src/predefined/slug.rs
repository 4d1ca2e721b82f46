//! Names that fit into addresses.

use sha2::{Digest, Sha256};

/// Lower case, `-` for everything but letters and digits, at most 63 bytes, no `-` at the ends:
/// `CI_COMMIT_REF_SLUG`, `CI_JOB_NAME_SLUG`, `CI_PROJECT_PATH_SLUG`.
pub(crate) fn slug(text: &str) -> String {
    let dashed: String = text.to_lowercase().chars().map(dash).take(63).collect();
    dashed.trim_matches('-').to_owned()
}

fn dash(c: char) -> char {
    match c {
        'a'..='z' | '0'..='9' => c,
        _ => '-',
    }
}

/// `CI_ENVIRONMENT_SLUG`: at most 24 characters, begins with a letter; with a suffix made of the
/// name's hash where it is not the name itself.
pub(crate) fn environment(name: &str) -> String {
    let dashed: String = name.to_lowercase().chars().map(dash).collect();
    let lettered = if dashed.starts_with(|c: char| c.is_ascii_lowercase()) {
        dashed
    } else {
        format!("env-{dashed}")
    };
    let mut slug = squeeze(&lettered);
    if slug.len() <= 24 && slug == name {
        return slug.strip_suffix('-').unwrap_or(&slug).to_owned();
    }
    slug.truncate(17);
    if !slug.ends_with('-') {
        slug.push('-');
    }
    slug + &suffix(name)
}

fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '-' || !out.ends_with('-') {
            out.push(c);
        }
    }
    out
}

/// The last six digits of the name's SHA-256 in base 36.
fn suffix(name: &str) -> String {
    const BASE: u64 = 36;
    let modulus = BASE.pow(6);
    let digest = Sha256::digest(name.as_bytes());
    let mut rest = digest.iter().fold(0_u64, |rest, byte| {
        (rest * 256 + u64::from(*byte)) % modulus
    });
    let mut digits = Vec::with_capacity(6);
    for _ in 0..6 {
        let digit = u32::try_from(rest % BASE).unwrap_or_default();
        digits.push(char::from_digit(digit, 36).unwrap_or('0'));
        rest /= BASE;
    }
    digits.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_fit_into_addresses() {
        assert_eq!(slug("Feature/ABC_1"), "feature-abc-1");
        assert_eq!(slug("--a--"), "a");
        assert_eq!(slug("rspec:test 1"), "rspec-test-1");
        assert_eq!(slug(&"x".repeat(80)).len(), 63);
        assert_eq!(slug("é"), "");
    }

    #[test]
    fn environment_slugs_carry_a_hash_where_they_differ_from_the_name() {
        assert_eq!(environment("production"), "production");
        assert_eq!(environment("Stage Domain"), "stage-domain-ip33nk");
        assert_eq!(
            environment("stage-domain-foobar-long-string"),
            "stage-domain-foob-yafktx"
        );
        assert!(environment("1a").starts_with("env-1a-"));
    }
}
