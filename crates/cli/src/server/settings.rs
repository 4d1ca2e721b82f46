//! From flags, environment and configuration to the settings of a server.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use maillon_model::Secret;
use maillon_server::Settings;
use maillon_server::settings::{ArtifactStorage, Oidc, TlsFiles};
use maillon_store::Address;

use crate::app::App;
use crate::args::{OidcArgs, S3Args, ServeArgs, StorageArgs};
use crate::failure::Failure;

/// Of a server that listens at `listen`.
pub(super) fn of_serve(
    app: &App,
    args: &ServeArgs,
    listen: SocketAddr,
) -> Result<Settings, Failure> {
    let tls = args
        .tls
        .tls_certificate
        .clone()
        .zip(args.tls.tls_key.clone());
    let tls = tls.map(|(certificates, key)| TlsFiles { certificates, key });
    let scheme = if tls.is_some() { "https" } else { "http" };
    let own = || format!("{scheme}://{listen}");
    Ok(Settings {
        listen,
        url: args.url.as_deref().map_or_else(own, trimmed),
        tls,
        artifacts: artifacts(&args.s3)?,
        oidc: oidc(&args.oidc)?,
        ttl: Duration::from_secs(args.ttl),
        grace: Duration::from_secs(args.grace),
        trusted_proxies: args.trusted_proxies.clone(),
        ..of_storage(app, &args.storage)?
    })
}

/// Of a server that does not listen: for looking at its data.
pub(super) fn of_storage(app: &App, args: &StorageArgs) -> Result<Settings, Failure> {
    let data = match &args.data {
        Some(folder) => app.environment.absolute(folder),
        None => data_dir(app, "maillon")?,
    };
    let mut settings = Settings::new(SocketAddr::from(([127, 0, 0, 1], 0)), &data);
    if let Some(database) = &args.database {
        settings.database = address(app, database)?;
    }
    settings.key = key(app, args)?;
    Ok(settings)
}

fn address(app: &App, text: &str) -> Result<Address, Failure> {
    let address: Address = text
        .parse()
        .map_err(|error| Failure::invalid(format!("--database: {error}")))?;
    Ok(match address {
        Address::Sqlite(path) => Address::Sqlite(app.environment.absolute(path)),
        postgres @ Address::Postgres(_) => postgres,
    })
}

fn key(app: &App, args: &StorageArgs) -> Result<Option<Secret>, Failure> {
    match (&args.key_file, app.environment.get("MAILLON_KEY")) {
        (Some(path), _) => secret(path).map(Some),
        (None, Some(key)) => Ok(Some(Secret::new(key.to_string_lossy().trim()))),
        (None, None) => Ok(None),
    }
}

/// Where data lies when nobody says.
pub(super) fn data_dir(app: &App, name: &str) -> Result<PathBuf, Failure> {
    app.environment.data_dir(name).ok_or_else(|| {
        Failure::invalid("there is no home directory to keep data in")
            .hint("name a folder with --data")
    })
}

fn artifacts(args: &S3Args) -> Result<ArtifactStorage, Failure> {
    let (Some(bucket), Some(key_id), Some(file)) =
        (&args.s3_bucket, &args.s3_key_id, &args.s3_secret_file)
    else {
        return Ok(ArtifactStorage::Disk);
    };
    Ok(ArtifactStorage::S3 {
        bucket: bucket.clone(),
        endpoint: args.s3_endpoint.clone(),
        region: args.s3_region.clone(),
        key_id: key_id.clone(),
        secret: secret(file)?,
    })
}

fn oidc(args: &OidcArgs) -> Result<Option<Oidc>, Failure> {
    let (Some(issuer), Some(client_id), Some(file)) = (
        &args.oidc_issuer,
        &args.oidc_client_id,
        &args.oidc_secret_file,
    ) else {
        return Ok(None);
    };
    Ok(Some(Oidc {
        issuer: issuer.clone(),
        client_id: client_id.clone(),
        client_secret: secret(file)?,
        label: args.oidc_label.clone(),
    }))
}

/// A secret in a file, without the line's end.
pub(super) fn secret(path: &Path) -> Result<Secret, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::invalid(format!("{} does not exist", path.display())),
        _ => Failure::io("read", path, &error),
    })?;
    match text.trim() {
        "" => Err(Failure::invalid(format!("{} is empty", path.display()))),
        text => Ok(Secret::new(text)),
    }
}

fn trimmed(url: &str) -> String {
    url.trim_end_matches('/').to_owned()
}
