//! Sealing.

use std::os::unix::fs::PermissionsExt;

use maillon_model::Secret;
use maillon_server::seal::{SealError, Sealer, key_file};
use proptest::prelude::*;

const OLD: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const NEW: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

fn sealer(keys: &str) -> Sealer {
    Sealer::new(&Secret::new(keys)).unwrap()
}

#[test]
fn opens_where_it_was_sealed_and_nowhere_else() {
    let sealer = sealer(OLD);
    let blob = sealer.seal("secret shop/TOKEN", b"swordfish").unwrap();
    assert_eq!(
        sealer.open("secret shop/TOKEN", &blob).unwrap(),
        b"swordfish"
    );
    let moved = sealer.open("secret blog/TOKEN", &blob);
    assert_eq!(moved, Err(SealError::Broken));
}

#[test]
fn sealing_twice_gives_two_values() {
    let sealer = sealer(OLD);
    assert_ne!(
        sealer.seal("c", b"x").unwrap(),
        sealer.seal("c", b"x").unwrap()
    );
}

#[test]
fn a_new_key_seals_and_the_old_one_still_opens() {
    let blob = sealer(OLD).seal("c", b"x").unwrap();
    let both = sealer(&format!("{NEW},{OLD}"));
    assert_eq!(both.open("c", &blob).unwrap(), b"x");
    assert!(!both.is_current(&blob));
    let again = both.seal("c", b"x").unwrap();
    assert!(both.is_current(&again));
    assert_eq!(sealer(NEW).open("c", &again).unwrap(), b"x");
}

#[test]
fn another_key_is_named() {
    let blob = sealer(OLD).seal("c", b"x").unwrap();
    let error = sealer(NEW).open("c", &blob).unwrap_err();
    insta::assert_snapshot!(error, @"it was sealed with key 6ff83483, and this server has e382b5fc: give it that key as well, behind the new one");
}

#[test]
fn what_is_no_key_is_refused() {
    let error = |keys: &str| Sealer::new(&Secret::new(keys)).unwrap_err().to_string();
    insta::assert_snapshot!(error(""), @"a key is 32 random bytes in base64 (`openssl rand -base64 32`), several are separated by commas or lines: there is none");
    insta::assert_snapshot!(error("hunter2!"), @"a key is 32 random bytes in base64 (`openssl rand -base64 32`), several are separated by commas or lines: it is not base64");
    insta::assert_snapshot!(error("aGk="), @"a key is 32 random bytes in base64 (`openssl rand -base64 32`), several are separated by commas or lines: it has 2 bytes");
}

#[test]
fn the_debug_text_has_no_key() {
    insta::assert_snapshot!(format!("{:?}", sealer(OLD)), @"Sealer(6ff83483)");
}

#[test]
fn the_file_is_made_once_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    let first = key_file(&path).unwrap();
    assert_eq!(key_file(&path).unwrap(), first);
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    Sealer::new(&first).unwrap();
}

#[test]
fn a_file_that_others_may_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::write(&path, OLD).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    let error = key_file(&path).unwrap_err().to_string();
    assert!(error.contains("others may read it (mode 644)"), "{error}");
}

proptest! {
    #[test]
    fn a_changed_value_never_opens(bytes: Vec<u8>, at: prop::sample::Index, bit in 0..8u8) {
        let sealer = sealer(OLD);
        let mut blob = sealer.seal("c", &bytes).unwrap();
        let at = at.index(blob.len());
        blob[at] ^= 1 << bit;
        prop_assert!(sealer.open("c", &blob).is_err());
    }

    #[test]
    fn rubbish_never_opens(blob: Vec<u8>) {
        prop_assert!(sealer(OLD).open("c", &blob).is_err());
    }
}
