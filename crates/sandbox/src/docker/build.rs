//! Builds images.

use bollard::errors::Error;
use bollard::models::BuildInfo;
use bollard::query_parameters::BuildImageOptionsBuilder;
use bytes::Bytes;
use futures_util::StreamExt;
use tokio_util::sync::CancellationToken;

use super::auth::Registries;
use super::connect::{Engine, refused, status, words};
use super::context;
use crate::{BuildOrder, Exit, Output, SandboxError};

/// Builds an image. The engine stops when it is left, so a cancel just leaves it.
pub(super) async fn build(
    engine: &Engine,
    registries: &Registries,
    order: BuildOrder,
    output: Output,
    cancel: &CancellationToken,
) -> Result<Exit, SandboxError> {
    tokio::select! {
        biased;
        () = cancel.cancelled() => Ok(Exit::Canceled),
        built = go(engine, registries, order, output) => built,
    }
}

async fn go(
    engine: &Engine,
    registries: &Registries,
    order: BuildOrder,
    output: Output,
) -> Result<Exit, SandboxError> {
    let options = BuildImageOptionsBuilder::new()
        .dockerfile(&order.dockerfile.to_string_lossy())
        .t(&order.tag)
        .rm(true)
        .forcerm(true)
        .build();
    let tar = bollard::body_try_stream(context::stream(order.context, order.dockerfile));
    let mut news = engine
        .docker
        .build_image(options, Some(registries.all()), Some(tar));
    while let Some(news) = news.next().await {
        match news {
            Ok(news) => print(&output, line(news)).await,
            Err(error) => return failed(error, &output).await,
        }
    }
    Ok(Exit::Code(0))
}

/// What the definition of the image is to blame for is no error of the engine.
async fn failed(error: Error, output: &Output) -> Result<Exit, SandboxError> {
    let its_own = matches!(error, Error::DockerStreamError { .. });
    if !its_own && !matches!(status(&error), Some(400..500)) {
        return Err(refused("build an image")(error));
    }
    let why = words(&error);
    print(output, format!("{why}\n")).await;
    if why.contains("BuildKit") {
        let hint = "The image is built without BuildKit, which its Dockerfile asks for.\n";
        print(output, hint.to_owned()).await;
    }
    Ok(Exit::Code(1))
}

async fn print(output: &Output, text: String) {
    if !text.is_empty() {
        let _ = output.send(Bytes::from(text)).await;
    }
}

/// What it prints, and what it says of layers that it pulls, without their progress.
fn line(news: BuildInfo) -> String {
    match (news.stream, news.status, news.progress_detail) {
        (Some(text), ..) => text,
        (None, Some(status), None) => format!("{status}\n"),
        _ => String::new(),
    }
}
