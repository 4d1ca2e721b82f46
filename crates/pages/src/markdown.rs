//! Markdown that people or jobs wrote. HTML in it is text; links lead to the web or stay on the server.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use crate::html::{Html, escape};

/// Markdown as HTML.
pub(crate) fn render(markdown: &str) -> Html {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events = Parser::new_ext(markdown, options).map(harmless);
    let mut text = String::new();
    html::push_html(&mut text, events);
    let mut prose = Html::new();
    prose.raw("<div class=\"prose\">").raw(&text).raw("</div>");
    prose
}

/// HTML as text, images as links, addresses of other schemes as nothing.
fn harmless(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            let address = if is_harmless(&dest_url) {
                escape(&dest_url)
            } else {
                String::new()
            };
            Event::InlineHtml(
                format!("<a rel=\"noopener noreferrer nofollow\" href=\"{address}\">").into(),
            )
        }
        Event::End(TagEnd::Link | TagEnd::Image) => Event::InlineHtml("</a>".into()),
        Event::Start(Tag::Heading { .. }) => Event::InlineHtml("<p><strong>".into()),
        Event::End(TagEnd::Heading(_)) => Event::InlineHtml("</strong></p>\n".into()),
        Event::Start(Tag::Table(columns)) => Event::Start(Tag::Table(
            columns
                .into_iter()
                .map(|_| pulldown_cmark::Alignment::None)
                .collect(),
        )),
        Event::Start(Tag::CodeBlock(_)) => {
            Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented))
        }
        Event::TaskListMarker(done) => Event::Text(if done { "☑ " } else { "☐ " }.into()),
        other => other,
    }
}

fn is_harmless(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme);
    match scheme {
        Some(scheme) if scheme.contains(['/', '?', '#']) => true,
        Some(scheme) => ["http", "https", "mailto"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known)),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, expected: &str) {
        let html = render(markdown);
        let inner = html
            .as_str()
            .strip_prefix("<div class=\"prose\">")
            .and_then(|rest| rest.strip_suffix("</div>"));
        assert_eq!(inner.unwrap().trim_end(), expected);
    }

    #[test]
    fn markdown_is_rendered() {
        check(
            "# Tests\n\n**3** of `4`",
            "<p><strong>Tests</strong></p>\n<p><strong>3</strong> of <code>4</code></p>",
        );
        check("- [x] done", "<ul>\n<li>☑ done</li>\n</ul>");
        check(
            "|a|\n|:-:|\n|b|",
            "<table><thead><tr><th>a</th></tr></thead><tbody>\n<tr><td>b</td></tr>\n</tbody></table>",
        );
    }

    #[test]
    fn html_is_text() {
        check(
            "<script>alert(1)</script>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
        );
        check(
            "a <img src=x onerror=y> b",
            "<p>a &lt;img src=x onerror=y&gt; b</p>",
        );
        check(
            "```x\" onclick=\"y\n<b>\n```",
            "<pre><code>&lt;b&gt;\n</code></pre>",
        );
    }

    #[test]
    fn links_lead_nowhere_dangerous() {
        let link = |address: &str| {
            format!("<p><a rel=\"noopener noreferrer nofollow\" href=\"{address}\">x</a></p>")
        };
        check(
            "[x](https://a.example/?b&c)",
            &link("https://a.example/?b&amp;c"),
        );
        check("[x](/runs/1#a:b)", &link("/runs/1#a:b"));
        for address in [
            "javascript:alert(1)",
            "JAVASCRIPT:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "java&#115;cript:x",
        ] {
            check(&format!("[x]({address})"), &link(""));
            check(&format!("![x]({address})"), &link(""));
        }
        check(
            "[x](https://a\"onclick=y)",
            &link("https://a&quot;onclick=y"),
        );
    }
}
