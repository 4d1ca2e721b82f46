//! When a schedule comes due.

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::Timestamp as Moment;
use jiff::tz::TimeZone;
use maillon_model::Timestamp;

/// What is wrong with a schedule's times.
pub(super) fn check(cron: &str, timezone: &str) -> Result<(), String> {
    parse(cron)?;
    zone(timezone).map(drop)
}

/// The next time after `now`; None: there is none in the years to come (30 February).
///
/// A time that the clock skips in spring comes due when the clock goes on; one that it shows twice in autumn
/// comes due once, unless the pattern says every hour or every so many minutes.
pub(super) fn next(
    cron: &str,
    timezone: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, String> {
    let cron = parse(cron)?;
    let now = i64::try_from(now.0)
        .ok()
        .and_then(|now| Moment::from_millisecond(now).ok());
    let now = now.ok_or("the database's clock shows no time")?;
    let next = cron.find_next_occurrence(&now.to_zoned(zone(timezone)?), false);
    let at = next.ok().map(|at| at.timestamp().as_millisecond());
    Ok(at.and_then(|at| u64::try_from(at).ok()).map(Timestamp))
}

fn parse(cron: &str) -> Result<Cron, String> {
    let parser = CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build();
    parser.parse(cron).map_err(|error| {
        format!(
            "{cron:?} is no time: {error}. Five fields: minute, hour, day of the month, month, day of the week, \
             like `30 4 * * 1-5` for half past four from Monday to Friday"
        )
    })
}

fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| {
        format!("{name:?} is no time zone: one of the IANA names, like `Europe/Paris` or `UTC`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The next `count` times after `from`, as the clock there shows them.
    fn times(cron: &str, timezone: &str, from: &str, count: usize) -> Vec<String> {
        let moment: Moment = from.parse().unwrap();
        let mut now = Timestamp(u64::try_from(moment.as_millisecond()).unwrap());
        let mut found = Vec::new();
        for _ in 0..count {
            now = next(cron, timezone, now).unwrap().unwrap();
            let moment = Moment::from_millisecond(i64::try_from(now.0).unwrap()).unwrap();
            let there = moment.to_zoned(zone(timezone).unwrap());
            found.push(there.strftime("%m-%d %H:%M %Z").to_string());
        }
        found
    }

    #[test]
    fn times_are_those_of_the_zone() {
        assert_eq!(
            times("30 4 * * 1-5", "Europe/Paris", "2026-01-02T12:00:00Z", 2),
            ["01-05 04:30 CET", "01-06 04:30 CET"]
        );
        assert_eq!(
            times("0 9 * * *", "Asia/Tokyo", "2026-01-02T00:00:00Z", 1),
            ["01-03 09:00 JST"]
        );
    }

    #[test]
    fn what_the_clock_skips_comes_due_when_it_goes_on() {
        assert_eq!(
            times("30 2 * * *", "Europe/Paris", "2026-03-28T12:00:00Z", 2),
            ["03-29 03:00 CEST", "03-30 02:30 CEST"]
        );
    }

    #[test]
    fn what_the_clock_shows_twice_comes_due_once() {
        assert_eq!(
            times("30 2 * * *", "Europe/Paris", "2026-10-24T12:00:00Z", 2),
            ["10-25 02:30 CEST", "10-26 02:30 CET"]
        );
    }

    #[test]
    fn every_half_hour_goes_on_through_a_repeated_hour() {
        assert_eq!(
            times("*/30 * * * *", "Europe/Paris", "2026-10-24T23:45:00Z", 6),
            [
                "10-25 02:00 CEST",
                "10-25 02:30 CEST",
                "10-25 02:00 CET",
                "10-25 02:30 CET",
                "10-25 03:00 CET",
                "10-25 03:30 CET"
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (cron, timezone) in [
            ("", "UTC"),
            ("* * * *", "UTC"),
            ("* * * * * *", "UTC"),
            ("61 * * * *", "UTC"),
            ("* * * * *", "Mars/Base"),
            ("* * * * *", ""),
        ] {
            assert!(check(cron, timezone).is_err(), "{cron} {timezone}");
        }
        assert_eq!(next("0 0 30 2 *", "UTC", Timestamp(0)).unwrap(), None);
    }
}
