//! Places where a test can have the process end at once, as a power cut would: `SKYLABEL_ABORT_AT=commit.before#3` ends a
//! debug build at its third coming there. A release has none of this.

#[cfg(debug_assertions)]
mod armed {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static ARMED: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static COMINGS: AtomicU64 = AtomicU64::new(0);

    pub fn reached(place: &str, moment: &str) {
        let armed = ARMED.get_or_init(|| {
            let said = std::env::var("SKYLABEL_ABORT_AT").ok()?;
            let (name, coming) = said.split_once('#')?;
            Some((name.to_owned(), coming.parse().ok()?))
        });
        let Some((name, coming)) = armed else { return };
        let here = name.split_once('.') == Some((place, moment));
        if here && COMINGS.fetch_add(1, Ordering::Relaxed) + 1 == *coming {
            std::process::abort();
        }
    }
}

/// Before something that must be there afterwards, or not at all.
#[inline]
pub fn before(_place: &str) {
    #[cfg(debug_assertions)]
    armed::reached(_place, "before");
}

/// After it, and before anybody was told.
#[inline]
pub fn after(_place: &str) {
    #[cfg(debug_assertions)]
    armed::reached(_place, "after");
}
