//! The copy of unfinished work in this browser's storage: written with every operation, so that a crash of the tab
//! loses nothing, and weighed against the server's draft when a task is opened. [`weigh`] decides, purely.

use crate::api::types::Draft;
use crate::model::ids::{AnnotationId, TaskId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What this browser remembers of one task (and, when editing, one annotation).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mirror {
    pub result: Value,
    pub lead_time: f64,
    /// `updated_at` of the server's draft that this work stands on.
    pub base: Option<String>,
    /// The server has exactly this.
    pub synced: bool,
    /// When the last operation happened here, RFC 3339.
    pub at: String,
}

/// Which unfinished work to open.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Nothing unfinished.
    Nothing,
    /// The server's draft; this browser adds nothing.
    Server,
    /// This browser's work: the server never got its last operations.
    Mirror,
    /// Both were changed apart. The newer one opens, the other is offered.
    Both { open_mirror: bool },
    /// The server's draft is gone (submitted or discarded elsewhere) but this browser has work it never sent: offered.
    Orphan,
}

/// Weighs the server's draft against this browser's copy.
pub fn weigh(server: Option<&Draft>, mirror: Option<&Mirror>) -> Verdict {
    let unsent = mirror.filter(|m| !m.synced);
    match (server, unsent) {
        (None, None) => Verdict::Nothing,
        (Some(_), None) => Verdict::Server,
        (None, Some(m)) if m.base.is_none() => Verdict::Mirror,
        (None, Some(_)) => Verdict::Orphan,
        (Some(s), Some(m)) if m.base.as_deref() == Some(s.updated_at.as_str()) || m.result == s.result => {
            Verdict::Mirror
        }
        (Some(s), Some(m)) => Verdict::Both { open_mirror: instant(&m.at) > instant(&s.updated_at) },
    }
}

/// RFC 3339 times compare as text once the fraction is brought to one length.
fn instant(time: &str) -> String {
    let time = time.trim_end_matches('Z').trim_end_matches("+00:00");
    let (seconds, fraction) = time.split_once('.').unwrap_or((time, ""));
    format!("{seconds}.{fraction:0<9}")
}

fn key(task: TaskId, annotation: Option<AnnotationId>) -> String {
    match annotation {
        Some(id) => format!("skylabel.draft.{task}.{id}"),
        None => format!("skylabel.draft.{task}.new"),
    }
}

fn storage() -> Option<web_sys::Storage> {
    leptos::prelude::window().local_storage().ok().flatten()
}

/// This browser's copy, if it has one that can be read.
pub fn read(task: TaskId, annotation: Option<AnnotationId>) -> Option<Mirror> {
    let text = storage()?.get_item(&key(task, annotation)).ok()??;
    serde_json::from_str(&text).ok()
}

/// Writes the copy; false if the browser's storage refused (full or forbidden), in which case the server's draft is
/// all there is.
pub fn write(task: TaskId, annotation: Option<AnnotationId>, mirror: &Mirror) -> bool {
    let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(mirror)) else { return false };
    storage.set_item(&key(task, annotation), &text).is_ok()
}

/// Forgets the copy: the work was submitted or thrown away.
pub fn forget(task: TaskId, annotation: Option<AnnotationId>) {
    if let Some(storage) = storage() {
        // Refusal leaves a copy that is marked as sent, which `weigh` ignores.
        let _ = storage.remove_item(&key(task, annotation));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn draft(at: &str) -> Draft {
        Draft { annotation: None, result: json!([1]), lead_time: None, updated_at: at.into() }
    }

    fn mirror(base: Option<&str>, synced: bool, at: &str) -> Mirror {
        Mirror { result: json!([2]), lead_time: 1.0, base: base.map(Into::into), synced, at: at.into() }
    }

    #[test]
    fn a_fresh_browser_takes_the_servers_draft() {
        assert_eq!(weigh(Some(&draft("2026-01-01T00:00:00Z")), None), Verdict::Server);
    }

    #[test]
    fn work_the_server_never_got_is_not_lost() {
        let m = mirror(Some("2026-01-01T00:00:00Z"), false, "2026-01-01T00:00:05Z");
        assert_eq!(weigh(Some(&draft("2026-01-01T00:00:00Z")), Some(&m)), Verdict::Mirror);
        assert_eq!(weigh(None, Some(&mirror(None, false, "2026-01-01T00:00:05Z"))), Verdict::Mirror);
    }

    #[test]
    fn a_newer_draft_from_elsewhere_wins_but_the_other_is_offered() {
        let m = mirror(Some("2026-01-01T00:00:00Z"), false, "2026-01-01T00:00:05Z");
        let newer = draft("2026-01-01T00:00:05.250Z");
        assert_eq!(weigh(Some(&newer), Some(&m)), Verdict::Both { open_mirror: false });
    }

    #[test]
    fn work_submitted_elsewhere_is_offered_not_reopened() {
        let m = mirror(Some("2026-01-01T00:00:00Z"), false, "2026-01-01T00:00:05Z");
        assert_eq!(weigh(None, Some(&m)), Verdict::Orphan);
        assert_eq!(weigh(None, Some(&mirror(Some("x"), true, "y"))), Verdict::Nothing);
    }
}
