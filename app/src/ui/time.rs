//! Times for people. Server and first render show the moment in UTC; once the page lives, it says how long ago.

use crate::messages::{decimal, t};
use crate::ui::effect::Effect;
use leptos::prelude::*;
use std::time::Duration;

const TICK: Duration = Duration::from_secs(5);

/// The browser's time in milliseconds, moving every few seconds; `None` until the page lives.
#[derive(Clone, Copy)]
pub struct Clock(RwSignal<Option<f64>>);

impl Clock {
    pub fn provide() {
        let now = RwSignal::new(None);
        provide_context(Self(now));
        Effect::new(move |_| {
            now.set(Some(js_sys::Date::now()));
            if let Ok(ticking) = set_interval_with_handle(move || now.set(Some(js_sys::Date::now())), TICK) {
                on_cleanup(move || ticking.clear());
            }
        });
    }
}

/// A moment (RFC 3339), as a distance from now.
#[component]
pub fn Ago(#[prop(into)] at: String) -> impl IntoView {
    let clock = use_context::<Clock>();
    let utc = readable_utc(&at);
    let moment = at.clone();
    let text = {
        let utc = utc.clone();
        move || match clock.and_then(|Clock(now)| now.get()) {
            None => utc.clone(),
            Some(now) => {
                distance((now - js_sys::Date::parse(&moment)) / 1000.0).unwrap_or_else(|| utc.clone())
            }
        }
    };
    view! { <time datetime=at title=utc>{text}</time> }
}

/// `2026-11-22T17:52:24.123Z` as `2026-11-22 17:52 UTC`, in the words of the language; anything else as it is.
fn readable_utc(at: &str) -> String {
    match (at.get(..10), at.get(11..16)) {
        (Some(day), Some(minute)) if at.is_char_boundary(10) => (t().time.moment)(day, minute),
        _ => at.to_owned(),
    }
}

/// Seconds since (or, negative, until) as words; `None` for what is better said by its date.
fn distance(seconds: f64) -> Option<String> {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 3_600.0;
    const DAY: f64 = 86_400.0;
    let words = t().time;
    let (size, unit): (f64, fn(u64, bool) -> String) = match seconds.abs() {
        near if near < 5.0 => return Some(words.now.to_owned()),
        near if near < MINUTE => (1.0, words.seconds),
        near if near < HOUR => (MINUTE, words.minutes),
        near if near < DAY => (HOUR, words.hours),
        near if near < 14.0 * DAY => (DAY, words.days),
        _ => return None,
    };
    Some(unit((seconds.abs() / size) as u64, seconds < 0.0))
}

/// A length of time in seconds: `24 ms`, `0.4 s`, `12 s`, `3 min 20 s`.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match seconds {
        s if s < 0.095 => format!("{:.0} ms", s * 1000.0),
        s if s < 10.0 => format!("{} s", decimal(s, 1)),
        s if s < 60.0 => format!("{whole} s"),
        _ => format!("{} min {} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_utc_before_the_page_lives() {
        assert_eq!(readable_utc("2026-11-22T17:52:24.123Z"), "2026-11-22 17:52 UTC");
        assert_eq!(readable_utc("soon"), "soon");
    }

    #[test]
    fn distances_are_said_in_the_largest_fitting_unit() {
        assert_eq!(distance(2.0).as_deref(), Some("just now"));
        assert_eq!(distance(42.0).as_deref(), Some("42 s ago"));
        assert_eq!(distance(125.0).as_deref(), Some("2 min ago"));
        assert_eq!(distance(7_300.0).as_deref(), Some("2 h ago"));
        assert_eq!(distance(-30.0).as_deref(), Some("in 30 s"));
        assert_eq!(distance(90_000.0).as_deref(), Some("1 d ago"));
        assert_eq!(distance(90_000_000.0), None);
        assert_eq!(distance(f64::NAN), None);
    }

    #[test]
    fn durations_keep_a_digit_only_when_short() {
        assert_eq!(duration(0.0241), "24 ms");
        assert_eq!(duration(0.44), "0.4 s");
        assert_eq!(duration(12.3), "12 s");
        assert_eq!(duration(200.0), "3 min 20 s");
    }
}
