//! How much of a project is labeled.

use crate::api::types::TaskCounts;
use crate::messages::t;
use leptos::prelude::*;

/// A bar: labeled, then skipped, then what is open.
#[component]
pub fn Progress(#[prop(into)] counts: Signal<TaskCounts>) -> impl IntoView {
    let share =
        move |part: fn(TaskCounts) -> u64| format!("{:.2}", percent(part(counts.get()), counts.get().tasks));
    let said = move || {
        let counts = counts.get();
        (t().tasks.progress_said)(counts.labeled, counts.skipped, counts.tasks)
    };
    view! {
        <svg class="progress" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label=said>
            <rect class="progress-ground" width="100" height="4" />
            <rect class="progress-skipped" height="4" width=move || share(|c| c.labeled + c.skipped) />
            <rect class="progress-labeled" height="4" width=move || share(|c| c.labeled) />
        </svg>
    }
}

/// Part of a whole, from 0 to 100; of nothing, nothing.
pub fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 100.0).min(100.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_nothing_is_no_progress() {
        assert_eq!(percent(0, 0), 0.0);
        assert_eq!(percent(1, 4), 25.0);
        assert_eq!(percent(9, 4), 100.0);
    }
}
