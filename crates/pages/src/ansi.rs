//! A line of a log as HTML: the colours and styles of ANSI escape codes become classes, addresses become links,
//! everything else is text.

use crate::html::Html;

/// A colour of the palette of 256. True colours take the nearest one of these.
type Colour = u8;

/// How text looks from here on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Style {
    text: Option<Colour>,
    ground: Option<Colour>,
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
    struck: bool,
    inverse: bool,
    concealed: bool,
}

/// Makes HTML of lines; a style that a line leaves open goes on in the next one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Painter {
    style: Style,
}

impl Painter {
    /// A line as HTML. What a carriage return wrote over is left out.
    pub(crate) fn line(&mut self, line: &str) -> Html {
        let mut html = Html::new();
        for (index, piece) in visible(line).split('\u{1b}').enumerate() {
            let text = if index == 0 {
                piece
            } else {
                self.escape(piece)
            };
            self.paint(&mut html, text);
        }
        html
    }

    /// Obeys what stands behind an escape character; gives the text after it.
    fn escape<'l>(&mut self, piece: &'l str) -> &'l str {
        if let Some(rest) = piece.strip_prefix('[') {
            return self.control(rest);
        }
        if let Some(rest) = piece.strip_prefix(']') {
            return after_command(rest);
        }
        // `ESC \` ends a command; `ESC ( B` and the like have one more character.
        let skipped = if piece.starts_with(['(', ')', '#', '%']) {
            2
        } else {
            1
        };
        let start = piece
            .char_indices()
            .nth(skipped)
            .map_or(piece.len(), |(at, _)| at);
        &piece[start..]
    }

    fn control<'l>(&mut self, rest: &'l str) -> &'l str {
        let is_end = |character: char| ('@'..='~').contains(&character);
        let Some(end) = rest.find(is_end) else {
            return "";
        };
        if rest[end..].starts_with('m') {
            self.style.obey(&rest[..end]);
        }
        &rest[end + 1..]
    }

    fn paint(&self, html: &mut Html, text: &str) {
        if text.is_empty() || self.style.concealed {
            return;
        }
        let classes = self.style.classes();
        if classes.is_empty() {
            linked(html, text);
            return;
        }
        html.raw_fmt(format_args!("<span class=\"{classes}\">"));
        linked(html, text);
        html.raw("</span>");
    }
}

/// What is left of a line of which a progress bar wrote over the beginning.
fn visible(line: &str) -> &str {
    let line = line.trim_end_matches(['\r', '\n']);
    line.rsplit('\r')
        .find(|part| !part.is_empty())
        .unwrap_or_default()
}

/// What follows a command like a terminal's title or a link's address.
fn after_command(rest: &str) -> &str {
    rest.split_once('\u{7}').map_or("", |(_, after)| after)
}

impl Style {
    fn obey(&mut self, codes: &str) {
        let mut codes = codes.split([';', ':']).map(|code| match code {
            "" => 0,
            code => code.parse::<u16>().unwrap_or(u16::MAX),
        });
        while let Some(code) = codes.next() {
            self.set(code, &mut codes);
        }
    }

    fn set(&mut self, code: u16, more: &mut impl Iterator<Item = u16>) {
        match code {
            0 => *self = Self::default(),
            1 => self.bold = true,
            2 => self.dim = true,
            3 => self.italic = true,
            4 => self.underline = true,
            7 => self.inverse = true,
            8 => self.concealed = true,
            9 => self.struck = true,
            22 => (self.bold, self.dim) = (false, false),
            23 => self.italic = false,
            24 => self.underline = false,
            27 => self.inverse = false,
            28 => self.concealed = false,
            29 => self.struck = false,
            30..=37 => self.text = small(code - 30),
            38 => self.text = extended(more),
            39 => self.text = None,
            40..=47 => self.ground = small(code - 40),
            48 => self.ground = extended(more),
            49 => self.ground = None,
            90..=97 => self.text = small(code - 90 + 8),
            100..=107 => self.ground = small(code - 100 + 8),
            _ => {}
        }
    }

    fn classes(&self) -> String {
        let words = [
            (self.bold, "a-b"),
            (self.dim, "a-d"),
            (self.italic, "a-i"),
            (self.underline, "a-u"),
            (self.struck, "a-s"),
            (self.inverse, "a-r"),
        ];
        let mut classes: Vec<String> = Vec::new();
        classes.extend(self.text.map(|colour| format!("f{colour}")));
        classes.extend(self.ground.map(|colour| format!("g{colour}")));
        let set = words.iter().filter(|(is_set, _)| *is_set);
        classes.extend(set.map(|(_, word)| (*word).to_owned()));
        classes.join(" ")
    }
}

fn small(code: u16) -> Option<Colour> {
    Colour::try_from(code).ok()
}

/// `5;N` or `2;R;G;B`
fn extended(more: &mut impl Iterator<Item = u16>) -> Option<Colour> {
    match more.next()? {
        5 => small(more.next()?),
        2 => Some(nearest(more.next()?, more.next()?, more.next()?)),
        _ => None,
    }
}

/// The colour of the palette's cube or greys that is nearest.
fn nearest(red: u16, green: u16, blue: u16) -> Colour {
    let clamp = |part: u16| u8::try_from(part).unwrap_or(u8::MAX);
    let wanted = [clamp(red), clamp(green), clamp(blue)];
    let apart = |colour: &Colour| -> u32 {
        let parts = palette(*colour).into_iter().zip(wanted);
        parts
            .map(|(has, wants)| u32::from(has.abs_diff(wants)).pow(2))
            .sum()
    };
    (16..=255).min_by_key(apart).unwrap_or(16)
}

/// Red, green and blue of a colour of the palette; the first 16 are the theme's and have none.
fn palette(colour: Colour) -> [u8; 3] {
    match colour {
        0..16 => [0; 3],
        16..232 => {
            let cube = colour - 16;
            [cube / 36, cube / 6 % 6, cube % 6]
                .map(|step| if step == 0 { 0 } else { 55 + step * 40 })
        }
        232..=255 => [8 + (colour - 232) * 10; 3],
    }
}

/// Text with its addresses as links.
fn linked(html: &mut Html, text: &str) {
    let mut rest = text;
    while let Some(start) = rest
        .find("https://")
        .into_iter()
        .chain(rest.find("http://"))
        .min()
    {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| c.is_whitespace() || "\"'<>`|\\^{}".contains(c));
        let address = from[..end.unwrap_or(from.len())]
            .trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?']);
        html.text(before);
        html.raw("<a rel=\"noopener noreferrer nofollow\" href=\"")
            .text(address)
            .raw("\">");
        html.text(address).raw("</a>");
        rest = &from[address.len()..];
    }
    html.text(rest);
}

/// Rules for the palette: each colour as text, made darker or lighter until it can be read on the log's ground;
/// and as a soft ground.
pub(crate) fn rules() -> String {
    use std::fmt::Write as _;
    let mut css = String::new();
    for colour in 0..16 {
        let _ = write!(
            css,
            ".f{colour}{{color:var(--ansi-{colour})}}.g{colour}{{background:color-mix(in srgb,var(--ansi-{colour}) 22%,var(--log-bg))}}"
        );
    }
    for colour in 16..=255 {
        let [red, green, blue] = palette(colour);
        let (light, dark) = (
            readable(palette(colour), LIGHT, 0),
            readable(palette(colour), DARK, 255),
        );
        let _ = write!(
            css,
            ".f{colour}{{color:light-dark({},{})}}.g{colour}{{background:color-mix(in srgb,rgb({red} {green} {blue}) 22%,var(--log-bg))}}",
            hex(light),
            hex(dark)
        );
    }
    css
}

/// The log's ground in the light theme, and in the dark one: `--log-bg`.
const LIGHT: [u8; 3] = [0xfb, 0xfc, 0xfd];
const DARK: [u8; 3] = [0x0b, 0x0d, 0x11];
const ENOUGH: f64 = 4.6;

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A colour mixed with black or white until it can be read on a ground.
fn readable(colour: [u8; 3], ground: [u8; 3], towards: u8) -> [u8; 3] {
    let mixed = |percent: u16| {
        colour.map(|part| {
            let mix = (u16::from(part) * (100 - percent) + u16::from(towards) * percent) / 100;
            u8::try_from(mix).unwrap_or(towards)
        })
    };
    let steps = (0..=100).step_by(4).map(mixed);
    let mut good = steps.filter(|mix| contrast(*mix, ground) >= ENOUGH);
    good.next().unwrap_or([towards; 3])
}

/// The contrast of two colours, as WCAG counts it: 1 to 21.
pub(crate) fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        assert_eq!(Painter::default().line(line).as_str(), expected);
    }

    #[test]
    fn colours_become_classes() {
        check("plain", "plain");
        check(
            "\u{1b}[31mred\u{1b}[0m not",
            "<span class=\"f1\">red</span> not",
        );
        check("\u{1b}[1;92;44mx", "<span class=\"f10 g4 a-b\">x</span>");
        check(
            "\u{1b}[38;5;208mx\u{1b}[39my",
            "<span class=\"f208\">x</span>y",
        );
        check("\u{1b}[38;2;255;0;0mx", "<span class=\"f196\">x</span>");
        check("\u{1b}[48:2:0:0:0mx", "<span class=\"g16\">x</span>");
        check("\u{1b}[38;5mx", "x");
    }

    #[test]
    fn what_is_no_colour_is_left_out() {
        check("\u{1b}[2Ka\u{1b}[1A\u{1b}(Bb\u{1b}[?25l", "ab");
        check(
            "\u{1b}]0;title\u{7}a\u{1b}]8;;https://x\u{1b}\\b\u{1b}]8;;\u{7}c",
            "abc",
        );
        check("10%\r50%\r100%\r", "100%");
        check("a\u{1b}", "a");
    }

    #[test]
    fn html_in_a_log_is_text() {
        check(
            "<script>alert('x')</script>\u{1b}[31m\"><img onerror=x>",
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;<span class=\"f1\">&quot;&gt;&lt;img onerror=x&gt;</span>",
        );
    }

    #[test]
    fn addresses_are_links_and_nothing_else_is() {
        check(
            "see https://a.example/b?c=1&d, ok",
            "see <a rel=\"noopener noreferrer nofollow\" href=\"https://a.example/b?c=1&amp;d\">https://a.example/b?c=1&amp;d</a>, ok",
        );
        check("javascript://x", "javascript://x");
        check(
            "http://x\"onclick=y",
            "<a rel=\"noopener noreferrer nofollow\" href=\"http://x\">http://x</a>&quot;onclick=y",
        );
    }

    #[test]
    fn a_style_goes_on_in_the_next_line() {
        let mut painter = Painter::default();
        painter.line("\u{1b}[32ma");
        assert_eq!(painter.line("b").as_str(), "<span class=\"f2\">b</span>");
    }

    #[test]
    fn every_colour_can_be_read_on_the_logs_ground() {
        for colour in 16..=255 {
            assert!(
                contrast(readable(palette(colour), LIGHT, 0), LIGHT) >= 4.5,
                "{colour}"
            );
            assert!(
                contrast(readable(palette(colour), DARK, 255), DARK) >= 4.5,
                "{colour}"
            );
        }
    }
}
