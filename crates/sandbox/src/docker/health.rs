//! Health checks of services, asked more often than they say.

use bollard::models::{HealthConfig, ImageInspect};

use super::container::Plan;

/// How often a service is asked, in nanoseconds: images say up to 30 seconds, which a job would wait.
const OFTEN: i64 = 1_000_000_000;
/// Docker's own interval and number of tries.
const INTERVAL: i64 = 30_000_000_000;
const RETRIES: i64 = 3;

impl Plan {
    pub(super) fn health(&mut self) -> &mut HealthConfig {
        self.body.healthcheck.get_or_insert_default()
    }

    /// Asks more often, and as many times more: so the service has as long as before.
    pub(super) fn hasten(&mut self, image: &ImageInspect) {
        let of_image = image
            .config
            .as_ref()
            .and_then(|config| config.healthcheck.clone());
        let of_image = of_image.unwrap_or_default();
        let given = self.body.healthcheck.clone().unwrap_or_default();
        let test = given.test.as_ref().or(of_image.test.as_ref());
        if test
            .and_then(|test| test.first())
            .is_none_or(|kind| kind == "NONE")
        {
            return;
        }
        let number = |given: Option<i64>, of_image: Option<i64>, default| {
            let set = |value: &i64| *value > 0;
            given
                .filter(set)
                .or(of_image.filter(set))
                .unwrap_or(default)
        };
        let interval = number(given.interval, of_image.interval, INTERVAL);
        let retries = number(given.retries, of_image.retries, RETRIES);
        let often = interval.min(OFTEN);
        let health = self.health();
        health.interval = Some(often);
        health.retries = Some(times(retries.saturating_mul(interval), often));
    }
}

/// How many times the part fits, the last one perhaps not wholly.
fn times(whole: i64, part: i64) -> i64 {
    whole / part + i64::from(whole % part > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bollard::models::ImageConfig;

    fn image(interval: i64, retries: i64) -> ImageInspect {
        let healthcheck = HealthConfig {
            test: Some(vec!["CMD".to_owned(), "true".to_owned()]),
            interval: Some(interval),
            retries: Some(retries),
            ..HealthConfig::default()
        };
        let config = ImageConfig {
            healthcheck: Some(healthcheck),
            ..ImageConfig::default()
        };
        ImageInspect {
            config: Some(config),
            ..ImageInspect::default()
        }
    }

    fn hastened(plan: &mut Plan, image: &ImageInspect) -> Option<(i64, i64)> {
        plan.hasten(image);
        let health = plan.body.healthcheck.as_ref()?;
        Some((health.interval?, health.retries?))
    }

    #[test]
    fn patience_stays_the_same() {
        assert_eq!(
            hastened(&mut Plan::default(), &image(0, 0)),
            Some((OFTEN, 90))
        );
        assert_eq!(
            hastened(&mut Plan::default(), &image(10 * OFTEN, 5)),
            Some((OFTEN, 50))
        );
        assert_eq!(
            hastened(&mut Plan::default(), &image(OFTEN / 2, 5)),
            Some((OFTEN / 2, 5))
        );
        let mut plan = Plan::default();
        plan.health().interval = Some(2 * OFTEN + 1);
        assert_eq!(
            hastened(&mut plan, &image(9, 3)),
            Some((OFTEN, 7)),
            "options go first"
        );
    }

    #[test]
    fn without_a_check_nothing_is_asked() {
        assert_eq!(
            hastened(&mut Plan::default(), &ImageInspect::default()),
            None
        );
        let mut plan = Plan::default();
        plan.health().test = Some(vec!["NONE".to_owned()]);
        assert_eq!(hastened(&mut plan, &image(9, 3)), None);
    }
}
