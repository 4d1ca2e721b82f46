//! How parts of pages look as HTML.

use maillon_pages::samples;
use maillon_pages::views::{LogRows, ProjectsPage};

/// The part of a page between two texts, with each element on a line.
fn part(html: &str, from: &str, to: &str) -> String {
    let (_, rest) = html.split_once(from).unwrap();
    let (part, _) = rest.split_once(to).unwrap();
    part.replace("><", ">\n<").trim().to_owned()
}

#[test]
fn lines_of_a_log() {
    let mut log = samples::log(41, 1, 900);
    log.lines[0].text = "\u{1b}[1;31merror\u{1b}[0m: see http://x/y.".to_owned();
    insta::assert_snapshot!(LogRows(log).html().as_str().replace("><", ">\n<"), @r##"
<div data-first="41" data-total="900" data-complete="true">
<div class="ln" id="L41">
<a class="no" href="#L41" tabindex="-1">41</a>
<time class="ts" datetime="2027-01-15T07:56:44Z" data-fixed>07:56:44</time>
<span class="tx">
<span class="f1 a-b">error</span>: see <a rel="noopener noreferrer nofollow" href="http://x/y">http://x/y</a>.</span>
</div>
</div>
"##);
}

#[test]
fn a_project_with_its_newest_run() {
    let mut projects = samples::projects();
    projects.truncate(1);
    let page = ProjectsPage {
        frame: samples::frame("Projects"),
        projects,
        search: String::new(),
    };
    let html = maillon_pages::render(&page).unwrap();
    insta::assert_snapshot!(part(&html, "</svg></div>", "</li>"), @r##"
<div class="clip">
<div>
<span class="status s-running">
<svg class="icon spin" aria-hidden="true">
<use href="#i-running"/>
</svg>Running</span> <a class="muted" href="/projects/shop/runs/38">#38</a>
</div>
<div class="clip small muted">Checkout: retry the payment service once, then give up with a clear message to the customer</div>
</div>
<div class="when small muted">
<time datetime="2027-01-15T07:03:20Z" title="2027-01-15 07:03:20 UTC">56 minutes ago</time>
<div>
<span class="number nowrap" data-since="1799996602000">56m 38s</span>
</div>
</div>
"##);
}

#[test]
fn every_page_has_a_title_one_heading_and_the_viewers_proof_in_each_form() {
    for sample in samples::pages() {
        let html = sample.html;
        assert!(
            html.starts_with("<!doctype html>"),
            "{}: {html}",
            sample.name
        );
        assert_eq!(html.matches("<h1").count(), 1, "{}", sample.name);
        assert!(!html.contains("<title> ·"), "{}", sample.name);
        if html.contains("/logout") {
            let posts = html.matches("method=\"post\"").count();
            assert_eq!(
                html.matches("name=\"csrf\"").count(),
                posts,
                "{}",
                sample.name
            );
        }
    }
}
