use super::*;

fn text(secret: &str) -> Credential {
    Credential::Text {
        secret: Secret::new(secret),
    }
}

fn login() -> Credential {
    Credential::UsernamePassword {
        username: "ann".to_owned(),
        password: Secret::new("pw:1"),
    }
}

fn key() -> Credential {
    Credential::SshKey {
        username: "git".to_owned(),
        key: Secret::new("KEY"),
        passphrase: Some(Secret::new("sesame")),
    }
}

fn file() -> Credential {
    Credential::File {
        name: "config.json".to_owned(),
        content: Secret::new(STANDARD.encode("{}")),
    }
}

/// Variables as `name=value`; `*` marks masked ones, `@` files with their content.
fn check(bind: &Bind, credential: &Credential, expected: &str) {
    let shown = match bind.of("id", credential) {
        Err(message) => message,
        Ok(bound) => {
            let secret = bound.secret.iter();
            let secret = secret.map(|(name, value)| format!("*{name}={}", value.expose()));
            let public = bound.public.iter();
            let public = public.map(|(name, value)| format!("{name}={value}"));
            let files = bound.files.iter();
            let files = files
                .map(|file| format!("@{}={}:{}", file.variable, file.name, file.content.expose()));
            secret
                .chain(public)
                .chain(files)
                .collect::<Vec<_>>()
                .join(" ")
        }
    };
    assert_eq!(shown, expected);
}

#[test]
fn every_kind_survives_its_way() {
    for credential in [text("a:b"), login(), key(), file()] {
        assert_eq!(Credential::decode(credential.encode().expose()), credential);
    }
    assert_eq!(text("plain").encode().expose(), "plain");
}

#[test]
fn nothing_shows_a_secret() {
    for credential in [text("hush"), login(), key(), file()] {
        let shown = format!("{credential:?}");
        assert!(
            !["hush", "pw:1", "KEY", "sesame"]
                .iter()
                .any(|secret| shown.contains(secret))
        );
    }
}

#[test]
fn what_only_looks_encoded_is_text() {
    let odd = format!("{MARK}not base64!");
    assert_eq!(Credential::decode(&odd), text(&odd));
}

#[test]
fn texts_and_logins() {
    let variable = || "V".to_owned();
    check(
        &Bind::Text {
            variable: variable(),
        },
        &text("t"),
        "*V=t",
    );
    check(
        &Bind::Text {
            variable: variable(),
        },
        &login(),
        "Credentials 'id' is of type 'Username with password' where \
         'org.jenkinsci.plugins.plaincredentials.StringCredentials' was expected",
    );
    let both = Bind::UsernamePassword {
        username: "U".to_owned(),
        password: "P".to_owned(),
    };
    check(&both, &login(), "*P=pw:1 U=ann");
    check(&both, &text("bob:x:y"), "*P=x:y U=bob");
    let colon = Bind::UsernameColonPassword {
        variable: variable(),
    };
    check(&colon, &login(), "*V=ann:pw:1");
    check(
        &colon,
        &text("alone"),
        "Credentials 'id' is of type 'Secret text' where \
         'com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials' was expected",
    );
}

#[test]
fn files_and_keys() {
    let bind = Bind::File {
        variable: "F".to_owned(),
    };
    check(&bind, &file(), "@F=config.json:{}");
    check(&bind, &text("content"), "@F=F:content");
    let bind = Bind::SshKey {
        key_file: "K".to_owned(),
        username: Some("U".to_owned()),
        passphrase: None,
    };
    check(&bind, &key(), "U=git @K=ssh-key-K:KEY\n");
}

#[test]
fn of_a_declarative_environment() {
    let bind = Bind::Declarative {
        name: "N".to_owned(),
    };
    check(&bind, &text("t"), "*N=t");
    check(&bind, &login(), "*N=ann:pw:1 *N_PSW=pw:1 N_USR=ann");
    check(&bind, &text("u:p"), "*N=u:p *N_PSW=p N_USR=u");
    check(&bind, &file(), "@N=config.json:{}");
    check(&bind, &key(), "*N_PSW=sesame N_USR=git @N=ssh-key-N:KEY\n");
}
