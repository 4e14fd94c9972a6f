//! Dates and times of DateTime controls: read and written by `strftime` formats, as the field does it. Knows no clock
//! and no time zone: a moment is what stands in the widget.

mod strftime;

pub use strftime::{MONTHS, format, parse};

use crate::model::config::DateTimeInput;
use serde_json::Value;

const FULL: &str = "%Y-%m-%dT%H:%M";
const DATE: &str = "%Y-%m-%d";
const TIME: &str = "%H:%M";

/// A date and a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    pub year: i32,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
}

impl Moment {
    /// Midnight of a day; `None` when there is no such day.
    pub fn day(year: i32, month: u32, day: u32) -> Option<Self> {
        let known = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day);
        known.then_some(Self { year, month, day, hour: 0, minute: 0, second: 0 })
    }

    pub fn iso_date(&self) -> String {
        format(DATE, self)
    }

    pub fn iso_time(&self) -> String {
        format(TIME, self)
    }

    /// The same day at another time.
    #[must_use]
    pub fn at(self, hour: u32, minute: u32) -> Self {
        Self { hour, minute, second: 0, ..self }
    }
}

pub const fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

pub const fn days_in(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Which fields a DateTime shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields {
    pub date: bool,
    pub time: bool,
    pub month: bool,
    pub year: bool,
}

impl DateTimeInput {
    pub fn fields(&self) -> Fields {
        let has = |part: &str| self.only.iter().any(|only| only == part);
        let date = self.only.is_empty() || has("date");
        Fields {
            date,
            time: self.only.is_empty() || has("time"),
            month: has("month") && !date,
            year: has("year") && !date,
        }
    }

    fn is_time_only(&self) -> bool {
        let fields = self.fields();
        fields.time && !fields.date && !fields.month && !fields.year
    }

    /// How answers are written.
    pub fn written_as(&self) -> &str {
        if self.is_time_only() {
            return TIME;
        }
        match &self.format {
            Some(format) => format,
            None if self.fields().time => FULL,
            None => DATE,
        }
    }

    /// The moment that an answer speaks of; `None` when it is written in another way.
    pub fn read(&self, said: &Value) -> Option<Moment> {
        if let Some(year) = said.as_i64() {
            return i32::try_from(year).ok().and_then(|year| Moment::day(year, 1, 1));
        }
        let said = said.as_str()?.trim();
        // A config that got another format, or a prediction of a model that knows ISO only.
        [self.written_as(), FULL, "%Y-%m-%dT%H:%M:%S", DATE]
            .into_iter()
            .find_map(|format| parse(format, said))
            .or_else(|| self.fields().year.then(|| parse("%Y", said)).flatten())
    }

    pub fn write(&self, moment: &Moment) -> String {
        format(self.written_as(), moment)
    }

    /// What of an answer is outside the bounds, as (its date, the least, the largest); both bounds may be broken only
    /// by a config that contradicts itself. `today` is what a bound of that name means.
    pub fn out_of_bounds(&self, said: &Value, today: Option<&Moment>) -> Option<OutOfBounds> {
        let moment = self.read(said)?;
        let fields = self.fields();
        let bound = |bound: &Option<String>| -> Option<String> {
            match bound.as_deref()?.trim() {
                "today" => today.map(Moment::iso_date),
                "current" => today.map(|today| format("%Y", today)),
                other => Some(other.to_owned()).filter(|other| !other.is_empty()),
            }
        };
        let said_as = |bound: &str| match () {
            () if self.is_time_only() => moment.iso_time(),
            () if bound.contains('T') && fields.time => format(FULL, &moment),
            () if bound.len() == 4 || (fields.year && !fields.month) => format("%Y", &moment),
            () => moment.iso_date(),
        };
        let year_only = fields.year && !fields.month && !fields.date;
        let cut = |bound: String| match bound.get(..4) {
            Some(year) if year_only => year.to_owned(),
            _ => bound,
        };
        let (min, max) = (bound(&self.min).map(cut), bound(&self.max).map(cut));
        let below = min.filter(|min| said_as(min) < *min);
        let above = max.filter(|max| said_as(max) > *max);
        let date = if self.is_time_only() { moment.iso_time() } else { moment.iso_date() };
        (below.is_some() || above.is_some()).then_some(OutOfBounds { date, min: below, max: above })
    }
}

/// A date outside its bounds, with the bounds that it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfBounds {
    pub date: String,
    pub min: Option<String>,
    pub max: Option<String>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::json;

    fn input(only: &str, format: Option<&str>, min: Option<&str>, max: Option<&str>) -> DateTimeInput {
        DateTimeInput {
            only: only.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            format: format.map(str::to_owned),
            min: min.map(str::to_owned),
            max: max.map(str::to_owned),
            step: None,
            default: None,
            hotkey: None,
        }
    }

    #[test]
    fn answers_are_written_as_the_field_writes_them() {
        let moment = Moment::day(1991, 5, 22).unwrap().at(9, 17);
        assert_eq!(input("", None, None, None).write(&moment), "1991-05-22T09:17");
        assert_eq!(input("date", None, None, None).write(&moment), "1991-05-22");
        assert_eq!(input("time", Some("%Y"), None, None).write(&moment), "09:17");
        assert_eq!(input("year", Some("%Y"), None, None).write(&moment), "1991");
        assert_eq!(input("date,time", Some("%d.%m.%y %H:%M"), None, None).write(&moment), "22.05.91 09:17");
    }

    #[test]
    fn answers_are_read_in_their_format_or_in_iso() {
        let moment = Moment::day(1991, 5, 22).unwrap();
        let german = input("date", Some("%d.%m.%Y"), None, None);
        assert_eq!(german.read(&json!("22.05.1991")), Some(moment));
        assert_eq!(german.read(&json!("1991-05-22")), Some(moment));
        assert_eq!(german.read(&json!("sometime in May")), None);
        assert_eq!(input("", None, None, None).read(&json!("1991-05-22T09:17")), Some(moment.at(9, 17)));
        assert_eq!(input("year", None, None, None).read(&json!(1991)).unwrap().year, 1991);
        assert_eq!(input("time", None, None, None).read(&json!("09:17")).unwrap().hour, 9);
    }

    #[test]
    fn bounds_are_kept_and_today_is_what_the_caller_says() {
        let today = Moment::day(2026, 3, 1).unwrap();
        let dates = input("date", None, Some("2020-01-01"), Some("today"));
        assert_eq!(dates.out_of_bounds(&json!("2020-01-01"), Some(&today)), None);
        let late = dates.out_of_bounds(&json!("2026-03-02"), Some(&today)).unwrap();
        assert_eq!((late.min, late.max.as_deref()), (None, Some("2026-03-01")));
        assert_eq!(
            dates.out_of_bounds(&json!("2026-03-02"), None),
            None,
            "without a clock there is no today"
        );
        let early = dates.out_of_bounds(&json!("2019-12-31"), None).unwrap();
        assert_eq!(early.date, "2019-12-31");
        let years = input("year", None, Some("2000"), None);
        assert!(years.out_of_bounds(&json!("1999-01-01"), None).is_some());
        assert!(years.out_of_bounds(&json!("2000-01-01"), None).is_none());
        let times = input("time", None, Some("08:00"), Some("17:30"));
        assert!(times.out_of_bounds(&json!("07:59"), None).is_some());
        assert!(times.out_of_bounds(&json!("17:30"), None).is_none());
    }

    #[test]
    fn there_are_no_days_that_are_not() {
        assert!(Moment::day(2023, 2, 29).is_none());
        assert!(Moment::day(2024, 2, 29).is_some());
        assert!(Moment::day(2024, 13, 1).is_none());
        assert!(Moment::day(0, 1, 1).is_none());
    }
}
