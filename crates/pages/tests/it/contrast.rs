//! Every colour of text can be read on every ground that it stands on, in both themes: WCAG AA.

use std::collections::HashMap;

use maillon_pages::{Frame, assets, views::ErrorPage};

#[derive(Clone, Copy)]
enum Theme {
    Light,
    Dark,
}

/// The tokens of the style sheet, with their colours in light and dark.
fn tokens() -> HashMap<String, [[u8; 3]; 2]> {
    let style = style();
    let lines = style.lines().take_while(|line| !line.starts_with('}'));
    let token = |line: &str| {
        let (name, value) = line
            .trim()
            .strip_prefix("--")?
            .split_once(": light-dark(")?;
        let (light, dark) = value.trim_end_matches(");").split_once(", ")?;
        Some((name.to_owned(), [colour(light), colour(dark)]))
    };
    lines.filter_map(token).collect()
}

fn style() -> String {
    let page = ErrorPage::new(Frame::new("", 0), 404, "");
    let html = maillon_pages::render(&page).unwrap();
    let (_, rest) = html
        .split_once("rel=\"stylesheet\" href=\"/assets/")
        .unwrap();
    let asset = assets::find(rest.split('"').next().unwrap()).unwrap();
    String::from_utf8(asset.body.to_vec()).unwrap()
}

fn colour(hex: &str) -> [u8; 3] {
    let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    [part(1), part(3), part(5)]
}

fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Fails where a colour has less than the least contrast on a ground, in any theme.
fn check(colours: &[&str], grounds: &[&str], least: f64) {
    let tokens = tokens();
    for theme in [Theme::Light, Theme::Dark] {
        for name in colours {
            for ground in grounds {
                let has = contrast(
                    tokens[*name][theme as usize],
                    tokens[*ground][theme as usize],
                );
                assert!(
                    has >= least,
                    "--{name} on --{ground}: {has:.2}, in theme {}",
                    theme as usize
                );
            }
        }
    }
}

const GROUNDS: [&str; 4] = ["bg", "surface", "sunken", "hover"];
const TONES: [&str; 7] = [
    "success", "failed", "running", "waiting", "manual", "unstable", "errored",
];

#[test]
fn text_can_be_read_everywhere() {
    check(&["text", "muted", "accent", "danger"], &GROUNDS, 4.5);
    check(
        &["text", "muted"],
        &TONES
            .map(|tone| [tone, "-soft"].concat())
            .each_ref()
            .map(String::as_str),
        4.5,
    );
    check(&["on-accent"], &["accent", "accent-strong"], 4.5);
    check(&["accent"], &["accent-soft"], 4.5);
}

#[test]
fn states_can_be_read_everywhere() {
    check(&TONES, &GROUNDS, 4.5);
    for tone in TONES {
        check(&[tone], &[&format!("{tone}-soft")], 4.5);
    }
}

#[test]
fn logs_and_changes_can_be_read() {
    let ansi: Vec<String> = (0..16).map(|colour| format!("ansi-{colour}")).collect();
    let ansi: Vec<&str> = ansi.iter().map(String::as_str).collect();
    check(&ansi, &["log-bg"], 4.5);
    check(
        &["log-text"],
        &["log-bg", "log-hit", "log-line", "diff-add", "diff-del"],
        4.5,
    );
    check(&["log-number"], &["log-bg", "log-line", "log-hit"], 4.5);
    check(&["muted"], &["diff-add", "diff-del"], 4.5);
}

#[test]
fn edges_of_fields_and_the_focus_can_be_seen() {
    check(&["border-strong", "focus"], &["surface", "bg"], 3.0);
}
