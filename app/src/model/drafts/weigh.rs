//! Which unfinished work opens: the server's draft or what this browser kept.

use serde_json::Value;

/// The server's draft, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draft<'a> {
    pub updated_at: &'a str,
    pub result: &'a Value,
}

/// What this browser kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Here<'a> {
    /// `updated_at` of the server's draft that it stands on.
    pub base: Option<&'a str>,
    pub synced: bool,
    /// When the last step was done, RFC 3339.
    pub at: &'a str,
    pub result: &'a Value,
}

/// Which unfinished work to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing unfinished.
    Nothing,
    /// The server's draft; this browser adds nothing.
    Server,
    /// This browser's work: the server never got its last steps.
    Here,
    /// Both were changed apart. The newer one opens, the other is offered.
    Both { open_here: bool },
    /// The server's draft is gone (submitted or discarded elsewhere) but this browser has work it never sent: offered.
    Orphan,
}

pub fn weigh(server: Option<Draft<'_>>, here: Option<Here<'_>>) -> Verdict {
    let unsent = here.filter(|here| !here.synced);
    match (server, unsent) {
        (None, None) => Verdict::Nothing,
        (Some(_), None) => Verdict::Server,
        (None, Some(here)) if here.base.is_none() => Verdict::Here,
        (None, Some(_)) => Verdict::Orphan,
        (Some(server), Some(here))
            if here.base == Some(server.updated_at) || here.result == server.result =>
        {
            Verdict::Here
        }
        (Some(server), Some(here)) => {
            Verdict::Both { open_here: instant(here.at) > instant(server.updated_at) }
        }
    }
}

/// RFC 3339 times in UTC compare as text once the fraction is brought to one length.
pub fn instant(time: &str) -> String {
    let time = time.trim_end_matches('Z').trim_end_matches("+00:00");
    let (seconds, fraction) = time.split_once('.').unwrap_or((time, ""));
    format!("{seconds}.{fraction:0<9}")
}

/// `now`, or where the clock it is from goes after, something later than `known`.
pub fn later(now: &str, known: &str) -> String {
    if instant(now) > instant(known) {
        return now.to_owned();
    }
    let known = known.trim_end_matches('Z').trim_end_matches("+00:00");
    // The least that makes a difference: one digit more.
    if known.contains('.') { format!("{known:0<29}9Z") } else { format!("{known}.9Z") }
}
