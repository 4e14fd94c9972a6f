//! Words for times and distances in time.

super::texts! {
    /// Distances in time.
    Time {
        now: "just now",
    }
    made {
        fn seconds(n: u64, ahead: bool) { directed(n, "s", ahead) }
        fn minutes(n: u64, ahead: bool) { directed(n, "min", ahead) }
        fn hours(n: u64, ahead: bool) { directed(n, "h", ahead) }
        fn days(n: u64, ahead: bool) { directed(n, "d", ahead) }
    }
}

fn directed(n: u64, unit: &str, ahead: bool) -> String {
    if ahead { format!("in {n} {unit}") } else { format!("{n} {unit} ago") }
}
