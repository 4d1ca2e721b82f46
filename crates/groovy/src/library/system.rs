//! `System`, `Thread`, `Locale`, `TimeUnit`.

use std::any::Any;
use std::time::Duration;

use super::table::{Args, Field, Param, Type, method};
use super::{constant, format, refused, text};
use crate::ast::Name;
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

const ENVIRONMENT: &str = "Variables of the environment are read by env.NAME";

pub(super) const TYPES: &[Type] = &[
    Type::new("java.lang.System")
        .statics(&[
            method("currentTimeMillis", &[], |cx, _, _| {
                Ok(Value::Long(cx.host().now()))
            }),
            method("nanoTime", &[], |cx, _, _| {
                Ok(Value::Long(cx.host().now().saturating_mul(1_000_000)))
            }),
            method("lineSeparator", &[], |_, _, _| Ok(Value::text("\n"))),
            method("identityHashCode", &[Param::Any], |_, _, _| {
                Ok(Value::Int(1))
            }),
            method("getenv", &[Param::Rest], |cx, _, _| {
                Err(refused::by_sandbox(
                    cx,
                    "staticMethod java.lang.System getenv",
                    ENVIRONMENT,
                ))
            }),
            method("exit", &[Param::Any], |cx, _, _| {
                let instead = "A build is ended by the step error";
                Err(refused::by_sandbox(
                    cx,
                    "staticMethod java.lang.System exit int",
                    instead,
                ))
            }),
            method("gc", &[], |_, _, _| Ok(Value::Null)),
            method("getProperty", &[Param::Text], property),
            method("getProperty", &[Param::Text, Param::Text], |_, _, args| {
                Ok(args.get(1).clone())
            }),
        ])
        .fields(&[
            ("out", || Value::native(Stream)),
            ("err", || Value::native(Stream)),
        ]),
    // Jenkins prints it to the server's own log, which is not the build's.
    Type::new("java.io.PrintStream").methods(&[
        method("println", &[Param::Rest], |_, _, _| Ok(Value::Null)),
        method("print", &[Param::Any], |_, _, _| Ok(Value::Null)),
        method("printf", &[Param::Rest], |_, _, _| Ok(Value::Null)),
        method("flush", &[], |_, _, _| Ok(Value::Null)),
    ]),
    Type::new("java.lang.Thread").statics(&[method("sleep", &[Param::Long], sleep)]),
    Type::new("java.lang.Object").methods(&[
        method("sprintf", &[Param::Text, Param::Rest], |cx, _, args| {
            format::of_list(cx, args.get(0), args.from(1))
        }),
        method("printf", &[Param::Text, Param::Rest], printf),
    ]),
    Type::new("java.util.Locale")
        .fields(LOCALES)
        .statics(&[
            method("getDefault", &[], |_, _, _| Ok(locale("en_US"))),
            method("setDefault", &[Param::Any], |_, _, _| Ok(Value::Null)),
            method("forLanguageTag", &[Param::Text], named_locale),
        ])
        .constructors(&[
            method("", &[Param::Text], named_locale),
            method("", &[Param::Text, Param::Text], named_locale),
        ]),
    Type::new("java.util.concurrent.TimeUnit").methods(&[
        method("toNanos", &[Param::Long], |_, this, args| {
            Ok(converted(this, args, 0))
        }),
        method("toMicros", &[Param::Long], |_, this, args| {
            Ok(converted(this, args, 1))
        }),
        method("toMillis", &[Param::Long], |_, this, args| {
            Ok(converted(this, args, 2))
        }),
        method("toSeconds", &[Param::Long], |_, this, args| {
            Ok(converted(this, args, 3))
        }),
        method("toMinutes", &[Param::Long], |_, this, args| {
            Ok(converted(this, args, 4))
        }),
        method("toHours", &[Param::Long], |_, this, args| {
            Ok(converted(this, args, 5))
        }),
        method("toDays", &[Param::Long], |_, this, args| {
            Ok(converted(this, args, 6))
        }),
        method("convert", &[Param::Long, Param::Any], |_, this, args| {
            Ok(converted(args.get(1), args, unit(this).unwrap_or(2)))
        }),
        method("sleep", &[Param::Long], |cx, this, args| {
            let millis = converted(this, args, 2);
            sleep(cx, this, Args(&[millis]))
        }),
    ]),
];

/// All formats are those of the United States: locales have no say, and are but names.
const LOCALES: &[Field] = &[
    ("US", || locale("en_US")),
    ("UK", || locale("en_GB")),
    ("ENGLISH", || locale("en")),
    ("ROOT", || locale("")),
    ("GERMANY", || locale("de_DE")),
    ("GERMAN", || locale("de")),
    ("FRANCE", || locale("fr_FR")),
    ("FRENCH", || locale("fr")),
];

struct Locale(Name);

fn locale(name: &str) -> Value {
    Value::native(Locale(name.into()))
}

fn named_locale(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let name = args.text(cx, 0)?;
    Ok(locale(&name))
}

impl Native for Locale {
    fn class_name(&self) -> &'static str {
        "java.util.Locale"
    }

    fn show(&self) -> String {
        self.0.to_string()
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// `System.out`, `System.err`.
struct Stream;

impl Native for Stream {
    fn class_name(&self) -> &'static str {
        "java.io.PrintStream"
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

fn property(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    match &*args.text(cx, 0)? {
        "line.separator" => Ok(Value::text("\n")),
        "file.separator" => Ok(Value::text("/")),
        "path.separator" => Ok(Value::text(":")),
        _ => {
            let what = "staticMethod java.lang.System getProperty java.lang.String";
            Err(refused::by_sandbox(cx, what, ENVIRONMENT))
        }
    }
}

fn printf(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let text = format::of_list(cx, args.get(0), args.from(1))?;
    let text = text::of(cx, &text)?;
    let host = cx.host();
    host.print(cx, &text);
    Ok(Value::Null)
}

/// How long a sleep goes on before the host is asked whether the build has been stopped.
const SLEEP: Duration = Duration::from_millis(50);

fn sleep(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let mut left = Duration::from_millis(u64::try_from(args.long(0)).unwrap_or_default());
    let host = cx.host();
    while !left.is_zero() {
        let now = left.min(SLEEP);
        cx.wait(|| std::thread::sleep(now));
        host.check(cx)?;
        left = left.saturating_sub(now);
    }
    Ok(Value::Null)
}

/// Nanoseconds of the units of time.
const UNITS: [i64; 7] = [
    1,
    1_000,
    1_000_000,
    1_000_000_000,
    60_000_000_000,
    3_600_000_000_000,
    86_400_000_000_000,
];

fn unit(value: &Value) -> Option<usize> {
    constant::ordinal(value, "java.util.concurrent.TimeUnit")
}

fn converted(from: &Value, args: Args<'_>, to: usize) -> Value {
    let size = |at: usize| UNITS.get(at).copied().map_or(1, i128::from);
    let nanos = i128::from(args.long(0)) * size(unit(from).unwrap_or(2));
    let converted = nanos / size(to);
    let limit = if nanos < 0 { i64::MIN } else { i64::MAX };
    Value::Long(i64::try_from(converted).unwrap_or(limit))
}

#[cfg(test)]
mod tests {
    use crate::testing::run;

    #[test]
    fn the_host_tells_the_time() {
        let (result, _) = run("[System.currentTimeMillis(), new Date().time]");
        assert_eq!(result, "[1700000000000, 1700000000000]");
    }

    #[test]
    fn sleeping_takes_time() {
        let start = std::time::Instant::now();
        let (result, _) = run("Thread.sleep(60); 'done'");
        assert_eq!(result, "done");
        assert!(start.elapsed().as_millis() >= 60);
    }

    #[test]
    fn the_servers_log_is_not_the_builds() {
        let (_, printed) = run("System.out.println('x'); System.err.print('y'); println 'z'");
        assert_eq!(printed, "z\n");
    }
}
