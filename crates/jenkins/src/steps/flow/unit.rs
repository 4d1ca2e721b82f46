//! Units of time: `java.util.concurrent.TimeUnit`.

use crate::steps::{Kind, Param, StepCall};

/// Their names.
const UNITS: &[&str] = &[
    "NANOSECONDS",
    "MICROSECONDS",
    "MILLISECONDS",
    "SECONDS",
    "MINUTES",
    "HOURS",
    "DAYS",
];

/// The parameter `unit`.
pub(super) const fn param(summary: &'static str) -> Param {
    Param::optional("unit", Kind::OneOf(UNITS), summary)
}

/// Milliseconds of the parameters `time` and `unit`. Err: the unit is none.
pub(super) fn milliseconds(call: &StepCall<'_>, otherwise: &str) -> Result<i64, String> {
    let time = call.args.int("time").unwrap_or_default();
    let unit = call.args.text("unit").unwrap_or_else(|| otherwise.into());
    let factor = match &*unit {
        "NANOSECONDS" => return Ok(time / 1_000_000),
        "MICROSECONDS" => return Ok(time / 1_000),
        "MILLISECONDS" => 1,
        "SECONDS" => 1_000,
        "MINUTES" => 60_000,
        "HOURS" => 3_600_000,
        "DAYS" => 86_400_000,
        other => {
            return Err(format!(
                "No enum constant java.util.concurrent.TimeUnit.{other}"
            ));
        }
    };
    Ok(time.saturating_mul(factor))
}
