//! Merge requests.

use askama::Template;
use maillon_protocol::api::{FileChange, FileDiff, MergeDiff, MergeRequest, MergeState, Page};

use crate::Frame;
use crate::format;
use crate::html::Html;
use crate::markdown;
use crate::status::Status as _;

/// A project's merge requests.
#[derive(Debug, Template)]
#[template(path = "merges.html")]
pub struct MergesPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The project.
    pub project: String,
    /// The merge requests.
    pub merges: Page<MergeRequest>,
    /// Which are shown: `open` or `all`.
    pub state: String,
}

impl MergesPage {
    fn base(&self) -> String {
        format!("/projects/{}", format::segment(&self.project))
    }

    fn states(&self) -> [(&'static str, &'static str, bool); 2] {
        let states = [("open", "Open"), ("all", "All")];
        states.map(|(word, text)| (word, text, word == self.state))
    }

    fn older(&self) -> String {
        let Some(next) = &self.merges.next else {
            return String::new();
        };
        let query = format::query(&[("state", &self.state), ("before", next)]);
        format!("{}/merges{query}", self.base())
    }
}

/// A merge request.
#[derive(Debug, Template)]
#[template(path = "merge.html")]
pub struct MergePage {
    /// What surrounds it.
    pub frame: Frame,
    /// The project.
    pub project: String,
    /// The merge request.
    pub merge: MergeRequest,
    /// What it changes; None: that can't be told, because a branch is gone.
    pub diff: Option<MergeDiff>,
}

impl MergePage {
    fn base(&self) -> String {
        format!("/projects/{}", format::segment(&self.project))
    }

    fn address(&self) -> String {
        format!("{}/merges/{}", self.base(), self.merge.number)
    }

    fn is_open(&self) -> bool {
        matches!(self.merge.state, MergeState::Open | MergeState::WhenGreen)
    }

    fn has_approved(&self) -> bool {
        let viewer = self.frame.viewer.as_ref();
        viewer.is_some_and(|viewer| {
            let mut approvals = self.merge.approvals.iter();
            approvals.any(|approval| approval.by == viewer.login)
        })
    }

    fn may_approve(&self) -> bool {
        let viewer = self.frame.viewer.as_ref();
        viewer.is_some_and(|viewer| {
            let approved = self
                .merge
                .approvals
                .iter()
                .any(|approval| approval.by == viewer.login);
            !approved && viewer.login != self.merge.author
        })
    }

    fn enough(&self) -> bool {
        u32::try_from(self.merge.approvals.len()).is_ok_and(|count| count >= self.merge.needed)
    }

    fn changes(&self) -> Html {
        let mut html = Html::new();
        let Some(diff) = &self.diff else {
            html.raw("<p class=\"muted\">They can't be shown: a branch is gone.</p>");
            return html;
        };
        for file in &diff.files {
            draw(&mut html, file);
        }
        if diff.files.is_empty() {
            html.raw("<p class=\"muted\">None.</p>");
        }
        if diff.more > 0 {
            html.raw_fmt(format_args!(
                "<p class=\"muted\">{} more files are not shown.</p>",
                diff.more
            ));
        }
        html
    }
}

fn draw(html: &mut Html, file: &FileDiff) {
    html.raw("<details class=\"card diff\" open><summary><span class=\"mono break\">");
    if let Some(old) = &file.old_path {
        html.text(old).raw(" → ");
    }
    html.text(&file.path)
        .raw("</span> <span class=\"small muted nowrap\">");
    html.raw(match file.change {
        FileChange::Added => "new ",
        FileChange::Removed => "removed ",
        FileChange::Renamed => "renamed ",
        FileChange::Modified => "",
    });
    match (file.added, file.removed) {
        (Some(added), Some(removed)) => html.raw_fmt(format_args!("+{added} −{removed}")),
        _ => html.raw("binary"),
    };
    html.raw("</span></summary>");
    match &file.patch {
        Some(patch) => lines(html, patch, &file.path),
        None => {
            html.raw("<p class=\"body muted\">Binary, or too large to be shown.</p>");
        }
    }
    html.raw("</details>");
}

/// The hunks of a file, with the numbers of the lines on both sides.
fn lines(html: &mut Html, patch: &str, path: &str) {
    html.raw("<div class=\"patch\" tabindex=\"0\" role=\"region\" aria-label=\"")
        .text(path)
        .raw("\">");
    let (mut old, mut new) = (0, 0);
    for line in patch.lines() {
        if let Some((from, to)) = hunk(line) {
            (old, new) = (from, to);
            row(html, "hunk", ("", ""), line);
            continue;
        }
        let (kind, before, after) = match line.as_bytes().first() {
            Some(b'+') => ("add", None, Some(new)),
            Some(b'-') => ("del", Some(old), None),
            Some(b'\\') => ("note", None, None),
            _ => ("same", Some(old), Some(new)),
        };
        old += u64::from(before.is_some());
        new += u64::from(after.is_some());
        let number =
            |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
        row(html, kind, (&number(before), &number(after)), line);
    }
    html.raw("</div>");
}

fn row(html: &mut Html, kind: &str, (old, new): (&str, &str), line: &str) {
    html.raw_fmt(format_args!(
        "<div class=\"pl {kind}\"><span class=\"pn\">{old}</span><span class=\"pn\">{new}</span><span class=\"pt\">"
    ));
    html.text(line).raw("</span></div>");
}

/// Where a hunk begins on both sides: `@@ -12,3 +14,4 @@`.
fn hunk(line: &str) -> Option<(u64, u64)> {
    let (from, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
    let (to, _) = rest.split_once(" @@")?;
    let first = |range: &str| range.split(',').next()?.parse().ok();
    Some((first(from)?, first(to)?))
}

/// A merge request to be made.
#[derive(Debug, Template)]
#[template(path = "new_merge.html")]
pub struct NewMergePage {
    /// What surrounds it.
    pub frame: Frame,
    /// The project.
    pub project: String,
    /// The branch with the changes, as far as it is known.
    pub source: String,
    /// The branch that gets them.
    pub target: String,
    /// Branches that may be chosen.
    pub branches: Vec<String>,
}

impl NewMergePage {
    fn base(&self) -> String {
        format!("/projects/{}", format::segment(&self.project))
    }
}
