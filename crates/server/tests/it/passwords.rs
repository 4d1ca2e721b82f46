//! How passwords are kept.

use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};
use maillon_model::Secret;
use maillon_server::access::Client;
use maillon_server::access::password::{Passwords, Verdict};
use maillon_server::access::signin::{Credentials, prove};

use crate::support::TestServer;

const PASSWORD: &str = "correct horse battery";
const COSTS: &str = "$argon2id$v=19$m=19456,t=2,p=1$";

/// As an earlier release might have written it.
fn cheap() -> String {
    let params = Params::new(8, 1, 1, None).unwrap();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2
        .hash_password(PASSWORD.as_bytes())
        .unwrap()
        .to_string()
}

#[tokio::test]
async fn hashes_say_what_they_cost_and_differ() {
    let passwords = Passwords::default();
    let hash = passwords.hash(Secret::new(PASSWORD)).await.unwrap();
    assert!(hash.starts_with(COSTS), "{hash}");
    assert_ne!(passwords.hash(Secret::new(PASSWORD)).await.unwrap(), hash);
    let verify = async |password: &str, hash: Option<String>| {
        let verdict = passwords.verify(Secret::new(password), hash);
        verdict.await.unwrap()
    };
    assert_eq!(verify(PASSWORD, Some(hash.clone())).await, Verdict::Right);
    assert_eq!(verify("another one", Some(hash)).await, Verdict::Wrong);
    assert_eq!(verify(PASSWORD, None).await, Verdict::Wrong);
    assert_eq!(verify(PASSWORD, Some(cheap())).await, Verdict::Outdated);
}

#[tokio::test]
async fn a_sign_in_brings_an_old_hash_up_to_date() {
    let server = TestServer::start().await;
    let store = &server.server.store;
    let user = store.user("guest").await.unwrap().unwrap();
    let mut tx = store.begin().await.unwrap();
    tx.set_password(user.id, &cheap()).await.unwrap();
    tx.commit().await.unwrap();
    let client = Client {
        address: "127.0.0.1".parse().unwrap(),
        program: String::new(),
    };
    let credentials = Credentials {
        login: "guest".to_owned(),
        password: Secret::new(PASSWORD),
    };
    for _ in 0..2 {
        prove(&server.server, &client, credentials.clone())
            .await
            .unwrap();
        let hash = store.user("guest").await.unwrap().unwrap().password;
        assert!(hash.unwrap().starts_with(COSTS));
    }
}

#[test]
fn bad_passwords_are_refused() {
    let check =
        |login: &str, password: &str| Passwords::check(login, &Secret::new(password)).is_ok();
    assert!(check("jane", PASSWORD));
    assert!(!check("jane", "short"));
    assert!(!check("jane", &"x".repeat(1025)));
    assert!(!check("jane.doe.the.first", "Jane.Doe.The.First"));
}
