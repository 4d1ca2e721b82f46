//! What jobs left: archives by content, uploads of actions, files for people.

mod api;
mod browse;
mod download;
mod index;
mod pipe;
mod receive;
mod repack;
mod storage;
mod tests_of;
mod web;
mod wire;

use maillon_protocol::api::{Artifact, ArtifactFolder, Role, TestReport};

use crate::http::Route;
use crate::http::route::Method::{Get, Put};
use crate::http::route::Needs;

pub use browse::{browse, files};
pub use download::{Download, Packing, all, file};
pub use storage::{Storage, StorageError};
pub use tests_of::test_report;

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    agents().into_iter().chain(people()).collect()
}

fn agents() -> [Route; 5] {
    let (archive, upload) = (
        "/agent/v1/archives/{id}",
        "/agent/v1/uploads/{run}/{upload}",
    );
    let list = "/agent/v1/uploads/{run}";
    [
        Route::wire(Get, archive, Needs::Task, wire::get_archive).does("Gives an archive"),
        Route::wire(Put, archive, Needs::Task, wire::put_archive).does("Takes an archive"),
        Route::wire(Get, list, Needs::Task, wire::uploads).does("Lists uploads of actions"),
        Route::wire(Get, upload, Needs::Task, wire::get_upload).does("Gives an upload"),
        Route::wire(Put, upload, Needs::Task, wire::put_upload).does("Takes an upload"),
    ]
}

fn people() -> [Route; 7] {
    let reporter = Needs::Role(Role::Reporter);
    [
        Route::page(
            Get,
            "/projects/{project}/runs/{number}/artifacts",
            reporter,
            web::of_run,
        )
        .does("What each job of a run left"),
        Route::page(
            Get,
            "/projects/{project}/runs/{number}/jobs/{job}/artifacts",
            reporter,
            web::of_job,
        )
        .does("A folder of what a job left"),
        Route::api(
            Get,
            "/api/v1/projects/{project}/runs/{number}/jobs/{job}/artifacts",
            reporter,
            api::list,
        )
        .does("Lists the files that a job left")
        .gives::<Vec<Artifact>>(),
        Route::api(
            Get,
            "/api/v1/projects/{project}/runs/{number}/jobs/{job}/artifacts/folder",
            reporter,
            api::folder,
        )
        .does("Lists a folder of what a job left: `?path=`")
        .gives::<ArtifactFolder>(),
        Route::api(
            Get,
            "/api/v1/projects/{project}/runs/{number}/jobs/{job}/artifacts/files/{*file}",
            reporter,
            api::file,
        )
        .does("Gives a file that a job left"),
        Route::api(
            Get,
            "/api/v1/projects/{project}/runs/{number}/jobs/{job}/artifacts/archive",
            reporter,
            api::all,
        )
        .does("Gives everything that a job left: `?format=zip` or `?format=tar`"),
        Route::api(
            Get,
            "/api/v1/projects/{project}/runs/{number}/jobs/{job}/tests",
            reporter,
            api::tests,
        )
        .does("Says which tests of a job failed, from the JUnit reports that it left")
        .gives::<TestReport>(),
    ]
}
