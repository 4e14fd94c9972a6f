//! Words for times and distances in time.

super::texts! {
    /// Distances in time.
    Time {
        now: "just now" | "gerade eben",
    }
    made {
        fn moment(day: &str, minute: &str) { format!("{day} {minute} UTC") } | { format!("{}, {minute} UTC", german_day(day)) }
        fn seconds(n: u64, ahead: bool) { directed(n, "s", ahead) } | { directed_german(n, "s", ahead) }
        fn minutes(n: u64, ahead: bool) { directed(n, "min", ahead) } | { directed_german(n, "min", ahead) }
        fn hours(n: u64, ahead: bool) { directed(n, "h", ahead) } | { directed_german(n, "h", ahead) }
        fn days(n: u64, ahead: bool) { directed(n, "d", ahead) } | { directed_german(n, if n == 1 { "Tag" } else { "Tagen" }, ahead) }
    }
}

fn directed(n: u64, unit: &str, ahead: bool) -> String {
    if ahead { format!("in {n} {unit}") } else { format!("{n} {unit} ago") }
}

/// `unit` in the dative, which both directions take.
fn directed_german(n: u64, unit: &str, ahead: bool) -> String {
    if ahead { format!("in {n} {unit}") } else { format!("vor {n} {unit}") }
}

/// `2026-11-22` as `22.11.2026`; anything else as it is.
fn german_day(day: &str) -> String {
    match day.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] => format!("{day}.{month}.{year}"),
        _ => day.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_says_moments_and_distances_in_its_own_way() {
        assert_eq!((Time::DE.moment)("2026-11-22", "17:52"), "22.11.2026, 17:52 UTC");
        assert_eq!((Time::DE.moment)("soon", "17:52"), "soon, 17:52 UTC");
        assert_eq!((Time::DE.minutes)(3, false), "vor 3 min");
        assert_eq!((Time::DE.hours)(2, true), "in 2 h");
        assert_eq!([1, 2].map(|n| (Time::DE.days)(n, false)), ["vor 1 Tag", "vor 2 Tagen"]);
    }
}
