//! dump
fn main() {
    for s in maillon_pages::samples::pages() {
        std::fs::write(format!("/tmp/pages-dump/{}.html", s.name), s.html).unwrap();
    }
    let html = maillon_pages::render(&maillon_pages::views::ErrorPage::new(
        maillon_pages::Frame::new("", 0),
        404,
        "",
    ))
    .unwrap();
    for part in html.split("/assets/").skip(1) {
        let name = part.split('"').next().unwrap();
        if let Some(a) = maillon_pages::assets::find(name) {
            std::fs::write(format!("/tmp/pages-dump/{name}"), &a.body).unwrap();
        }
    }
    let html = std::fs::read_to_string("/tmp/pages-dump/job.html").unwrap();
    for part in html.split("/assets/").skip(1) {
        let name = part.split('"').next().unwrap();
        if let Some(a) = maillon_pages::assets::find(name) {
            std::fs::write(format!("/tmp/pages-dump/{name}"), &a.body).unwrap();
        }
    }
    let rows = |first| {
        maillon_pages::views::LogRows(maillon_pages::samples::log(first, 500, 1_000_000))
            .html()
            .into_string()
    };
    for first in [1u64, 123001, 499501, 500001, 999501] {
        std::fs::write(format!("/tmp/pages-dump/rows-{first}"), rows(first)).unwrap();
    }
}
