//! Formats of dates such as `%Y-%m-%d`: writing and reading, in English as the field does it.

use super::{Moment, days_in};

/// The months in English, as results hold them.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// A moment in a format.
pub fn format(format: &str, moment: &Moment) -> String {
    let mut out = String::new();
    let mut signs = format.chars();
    while let Some(sign) = signs.next() {
        if sign != '%' {
            out.push(sign);
            continue;
        }
        let (pad, name) = match signs.next() {
            Some('-') => (None, signs.next()),
            Some('_') => (Some(' '), signs.next()),
            Some('0') => (Some('0'), signs.next()),
            Some('e') => (Some(' '), Some('e')),
            other => (Some('0'), other),
        };
        match name {
            Some(name) => write(&mut out, name, pad, moment),
            None => out.push('%'),
        }
    }
    out
}

fn write(out: &mut String, name: char, pad: Option<char>, moment: &Moment) {
    let number = |value: u32, width: usize| match pad {
        Some('0') => format!("{value:0width$}"),
        Some(_) => format!("{value:width$}"),
        None => value.to_string(),
    };
    let year = moment.year.unsigned_abs();
    let hour12 = if moment.hour.is_multiple_of(12) { 12 } else { moment.hour % 12 };
    let month = MONTHS.get(moment.month.saturating_sub(1) as usize).copied().unwrap_or_default();
    let day = DAYS[weekday(moment) as usize % 7];
    let text = match name {
        'Y' => number(year, 4),
        'y' => number(year % 100, 2),
        'm' => number(moment.month, 2),
        'd' | 'e' => number(moment.day, 2),
        'H' => number(moment.hour, 2),
        'I' => number(hour12, 2),
        'M' => number(moment.minute, 2),
        'S' => number(moment.second, 2),
        'L' => number(0, 3),
        'j' => number(day_of_year(moment), 3),
        'q' => moment.month.div_ceil(3).to_string(),
        'u' => (if weekday(moment) == 0 { 7 } else { weekday(moment) }).to_string(),
        'w' => weekday(moment).to_string(),
        'p' => if moment.hour < 12 { "AM" } else { "PM" }.to_owned(),
        'B' => month.to_owned(),
        'b' | 'h' => month[..month.len().min(3)].to_owned(),
        'A' => day.to_owned(),
        'a' => day[..3].to_owned(),
        'F' => format("%Y-%m-%d", moment),
        'T' | 'X' => format("%H:%M:%S", moment),
        'R' => format("%H:%M", moment),
        'D' | 'x' => format("%m/%d/%Y", moment),
        'c' => format("%m/%d/%Y, %I:%M:%S %p", moment),
        '%' => "%".to_owned(),
        other => format!("%{other}"),
    };
    out.push_str(&text);
}

fn day_of_year(moment: &Moment) -> u32 {
    (1..moment.month).map(|month| days_in(moment.year, month)).sum::<u32>() + moment.day
}

/// 0 is Sunday.
fn weekday(moment: &Moment) -> u32 {
    let before = i64::from(moment.year) - 1;
    let days = before * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    // The first day of the year 1 was a Monday.
    (days + i64::from(day_of_year(moment))).rem_euclid(7) as u32
}

/// What was read so far.
#[derive(Default)]
struct Found {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    of_year: Option<u32>,
    hour: Option<u32>,
    minute: Option<u32>,
    second: Option<u32>,
    afternoon: Option<bool>,
}

/// The moment that a text gives in a format; `None` when it is not in that format, or there is no such moment.
pub fn parse(format: &str, text: &str) -> Option<Moment> {
    let mut found = Found::default();
    let rest = take(format, text, &mut found)?;
    if !rest.trim().is_empty() {
        return None;
    }
    found.moment()
}

fn take<'a>(format: &str, text: &'a str, found: &mut Found) -> Option<&'a str> {
    let mut rest = text;
    let mut signs = format.chars();
    while let Some(sign) = signs.next() {
        if sign != '%' {
            rest = match sign.is_whitespace() {
                true => rest.trim_start(),
                false => rest.strip_prefix(sign)?,
            };
            continue;
        }
        let name = match signs.next()? {
            '-' | '_' | '0' => signs.next()?,
            name => name,
        };
        rest = part(name, rest, found)?;
    }
    Some(rest)
}

fn part<'a>(name: char, text: &'a str, found: &mut Found) -> Option<&'a str> {
    let number = |most: usize| digits(text, most);
    let (value, rest) = match name {
        'Y' => number(4)?,
        'y' | 'm' | 'd' | 'e' | 'H' | 'I' | 'M' | 'S' => number(2)?,
        'j' | 'L' => number(3)?,
        'q' | 'u' | 'w' => number(1)?,
        'B' => named(text, &MONTHS, usize::MAX)?,
        'b' | 'h' => named(text, &MONTHS, 3)?,
        'A' => named(text, &DAYS, usize::MAX)?,
        'a' => named(text, &DAYS, 3)?,
        'p' => named(text, &["AM", "PM"], 2)?,
        'F' => return take("%Y-%m-%d", text, found),
        'T' | 'X' => return take("%H:%M:%S", text, found),
        'R' => return take("%H:%M", text, found),
        'D' | 'x' => return take("%m/%d/%Y", text, found),
        'c' => return take("%m/%d/%Y, %I:%M:%S %p", text, found),
        '%' => return text.strip_prefix('%'),
        _ => return None,
    };
    match name {
        'Y' => found.year = i32::try_from(value).ok(),
        // As POSIX reads two digits.
        'y' => found.year = i32::try_from(if value < 69 { 2000 + value } else { 1900 + value }).ok(),
        'm' => found.month = Some(value),
        'B' | 'b' | 'h' => found.month = Some(value + 1),
        'd' | 'e' => found.day = Some(value),
        'j' => found.of_year = Some(value),
        'H' | 'I' => found.hour = Some(value),
        'M' => found.minute = Some(value),
        'S' => found.second = Some(value),
        'p' => found.afternoon = Some(value == 1),
        _ => {}
    }
    Some(rest)
}

fn digits(text: &str, most: usize) -> Option<(u32, &str)> {
    let text = text.trim_start();
    let count = text.chars().take(most).take_while(char::is_ascii_digit).count();
    Some((text[..count].parse().ok()?, &text[count..]))
}

/// The place of a name, written out or by its first letters.
fn named<'a>(text: &'a str, names: &[&str], letters: usize) -> Option<(u32, &'a str)> {
    let at = names.iter().position(|name| {
        let name = &name[..name.len().min(letters)];
        text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
    })?;
    let length = names.get(at)?.len().min(letters);
    Some((at as u32, &text[length..]))
}

impl Found {
    fn moment(self) -> Option<Moment> {
        let year = self.year.unwrap_or(1900);
        let (month, day) = match self.of_year {
            Some(of_year) if self.month.is_none() => from_day_of_year(year, of_year)?,
            _ => (self.month.unwrap_or(1), self.day.unwrap_or(1)),
        };
        let hour = self.hour.unwrap_or(0);
        let hour = match self.afternoon {
            Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
            None => hour,
        };
        let (minute, second) = (self.minute.unwrap_or(0), self.second.unwrap_or(0));
        let in_day = hour < 24 && minute < 60 && second < 60;
        Moment::day(year, month, day).filter(|_| in_day).map(|day| Moment { hour, minute, second, ..day })
    }
}

fn from_day_of_year(year: i32, of_year: u32) -> Option<(u32, u32)> {
    let mut left = of_year;
    for month in 1..=12 {
        let days = days_in(year, month);
        if left <= days {
            return (left > 0).then_some((month, left));
        }
        left -= days;
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_written_with_names_and_padding() {
        let moment = Moment::day(2024, 2, 5).unwrap().at(15, 4);
        let written = format("%A, %-d %B %Y %I:%M %p %e|%_m|%j|%b|%a|%y|%%", &moment);
        assert_eq!(written, "Monday, 5 February 2024 03:04 PM  5| 2|036|Feb|Mon|24|%");
    }

    #[test]
    fn dates_are_read_back() {
        let moment = Moment::day(2024, 2, 5).unwrap();
        assert_eq!(parse("%d %b %Y", "05 Feb 2024"), Some(moment));
        assert_eq!(parse("%-d. %B %Y", "5. february 2024"), Some(moment));
        assert_eq!(parse("%I:%M %p, %d/%m/%y", "12:30 AM, 05/02/24"), Some(moment.at(0, 30)));
        assert_eq!(parse("%j %Y", "36 2024"), Some(moment));
        for wrong in ["2024-02-30", "2024-02", "2024-02-05x", ""] {
            assert_eq!(parse("%Y-%m-%d", wrong), None, "{wrong}");
        }
        assert_eq!(parse("%H:%M", "24:00"), None);
    }

    proptest! {
        #[test]
        fn every_moment_survives_the_formats_that_say_it_all(
            year in 1000..=9999, month in 1..=12_u32, day in 1..=28_u32, hour in 0..24_u32, minute in 0..60_u32
        ) {
            let moment = Moment::day(year, month, day).unwrap().at(hour, minute);
            for by in ["%Y-%m-%dT%H:%M", "%d.%m.%Y %R", "%A, %d %B %Y, %I:%M %p", "%b %-d, %Y %-H:%M"] {
                prop_assert_eq!(parse(by, &format(by, &moment)), Some(moment), "{}", by);
            }
        }

        #[test]
        fn any_text_can_be_tried(by in "[%a-zA-Z0-9 .:é-]{0,12}", text in "[0-9A-Za-z é.:-]{0,16}") {
            let _ = parse(&by, &text);
            let _ = format(&by, &Moment::day(2024, 2, 5).unwrap());
        }
    }
}
