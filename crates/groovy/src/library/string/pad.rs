//! Blanks: padding, tabs, margins.

use super::super::table::{Args, Param, Type, method};
use super::super::text;
use super::NAME;
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new(NAME).methods(&[
    method("padLeft", &[Param::Number], pad_left),
    method("padLeft", &[Param::Number, Param::Text], pad_left),
    method("padRight", &[Param::Number], pad_right),
    method("padRight", &[Param::Number, Param::Text], pad_right),
    method("center", &[Param::Number], center),
    method("center", &[Param::Number, Param::Text], center),
    method("expand", &[], expand),
    method("expand", &[Param::Int], expand),
    method("unexpand", &[], unexpand),
    method("unexpand", &[Param::Int], unexpand),
    method("stripIndent", &[], strip_indent),
    method("stripIndent", &[Param::Int], strip_indent_of),
    method("stripMargin", &[], strip_margin),
    method("stripMargin", &[Param::Text], strip_margin),
    method("stripMargin", &[Param::Char], strip_margin),
    method("normalize", &[], |cx, this, _| {
        let text = text::of(cx, this)?;
        Ok(Value::text(text.replace("\r\n", "\n").replace('\r', "\n")))
    }),
    method("denormalize", &[], |cx, this, _| {
        let text = text::of(cx, this)?;
        Ok(Value::text(text.replace("\r\n", "\n").replace('\r', "\n")))
    }),
    method("indent", &[Param::Int], indent),
]);

/// The text, how many characters it lacks, and with what they are filled.
struct Padding {
    text: String,
    missing: usize,
    fill: String,
}

impl Padding {
    fn new(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Self> {
        let text = text::of(cx, this)?.to_string();
        let wanted = usize::try_from(args.long(0)).unwrap_or_default();
        let fill = match args.find(1) {
            Some(_) => args.text(cx, 1)?.to_string(),
            None => " ".to_owned(),
        };
        cx.charge(wanted)?;
        Ok(Self {
            missing: wanted.saturating_sub(text::len(&text)),
            text,
            fill,
        })
    }

    fn fill(&self, count: usize) -> String {
        self.fill.chars().cycle().take(count).collect()
    }
}

fn pad_left(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let padding = Padding::new(cx, this, args)?;
    Ok(Value::text(padding.fill(padding.missing) + &padding.text))
}

fn pad_right(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let padding = Padding::new(cx, this, args)?;
    let fill = padding.fill(padding.missing);
    Ok(Value::text(padding.text + &fill))
}

fn center(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let padding = Padding::new(cx, this, args)?;
    let left = padding.missing / 2;
    let (before, after) = (padding.fill(left), padding.fill(padding.missing - left));
    Ok(Value::text(format!("{before}{}{after}", padding.text)))
}

fn each_line(text: &str, change: impl Fn(&str) -> String) -> Value {
    let lines: Vec<_> = lines_of(text).into_iter().map(change).collect();
    let end = if text.ends_with('\n') { "\n" } else { "" };
    Value::text(lines.join("\n") + end)
}

fn lines_of(text: &str) -> Vec<&str> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.split('\n').collect()
}

fn tab_stop(args: Args<'_>) -> usize {
    let given = args.find(0).map(|_| args.int(0));
    usize::try_from(given.unwrap_or(8)).unwrap_or(8).max(1)
}

fn expand(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let stop = tab_stop(args);
    Ok(each_line(&text::of(cx, this)?, |line| {
        let mut out = String::new();
        let mut column = 0;
        for c in line.chars() {
            let blanks = stop - column % stop;
            if c == '\t' {
                out.push_str(&" ".repeat(blanks));
                column += blanks;
            } else {
                out.push(c);
                column += 1;
            }
        }
        out
    }))
}

fn unexpand(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let stop = tab_stop(args);
    Ok(each_line(&text::of(cx, this)?, |line| {
        let chars: Vec<char> = line.chars().collect();
        chars
            .chunks(stop)
            .map(|chunk| tabbed(chunk, stop))
            .collect()
    }))
}

/// A stretch of the width of a tab, with one in place of its blanks at the end.
fn tabbed(chunk: &[char], stop: usize) -> String {
    let text: String = chunk.iter().collect();
    let trimmed = text.trim_end_matches(' ');
    if chunk.len() == stop && chunk.len() - trimmed.chars().count() > 1 {
        format!("{trimmed}\t")
    } else {
        text
    }
}

/// Java's: as little as any line has, where the last one counts even if it is blank. Blanks at the ends of lines go too.
fn strip_indent(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    let count = lines.len();
    let counted = lines.iter().enumerate();
    let counted = counted.filter(|(at, line)| at + 1 == count || !line.trim().is_empty());
    let indents = counted.map(|(_, line)| line.len() - line.trim_start().len());
    let least = indents.min().unwrap_or_default();
    let stripped = lines
        .iter()
        .map(|line| line.get(least..).unwrap_or_default().trim_end());
    Ok(Value::text(stripped.collect::<Vec<_>>().join("\n")))
}

fn strip_indent_of(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let count = usize::try_from(args.int(0)).unwrap_or_default();
    let text = text::of(cx, this)?;
    Ok(each_line(&text, |line| line.chars().skip(count).collect()))
}

fn strip_margin(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mark = match args.find(0) {
        Some(_) => args.text(cx, 0)?.to_string(),
        None => "|".to_owned(),
    };
    Ok(each_line(&text::of(cx, this)?, |line| {
        let stripped = line.trim_start().strip_prefix(&*mark);
        stripped.unwrap_or(line).to_owned()
    }))
}

fn indent(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let count = args.int(0);
    let blanks = " ".repeat(usize::try_from(count.clamp(0, 1000)).unwrap_or_default());
    let less = usize::try_from(-count.clamp(-1000, 0)).unwrap_or_default();
    let lines = text.lines().map(|line| {
        let leading = line.len() - line.trim_start().len();
        format!(
            "{blanks}{}\n",
            line.get(less.min(leading)..).unwrap_or_default()
        )
    });
    Ok(Value::text(lines.collect::<String>()))
}
