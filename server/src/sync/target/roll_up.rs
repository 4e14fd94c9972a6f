//! The daily file beside a target's documents: the tasks that were annotated on a day, a line each, for pipelines that
//! take a day at once. It is rewritten while the day lasts and a last time after its end; it is never read back.

use super::TargetError;
use super::blobs::Blobs;
use super::document::{self, Form, Part};
use super::site::{LARGEST, Site};
use super::tend::Asked;
use super::{files, push};
use crate::bucket::{Condition, TargetKey, Version};
use crate::hex::hex;
use crate::store::roll_ups::{self, RollUp};
use crate::store::{StoreError, documents};
use app::model::storage::StorageSettings;
use app::model::target::DocumentShape;
use bytes::Bytes;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, Utc};
use ring::digest::{SHA256, digest};
use std::collections::BTreeSet;
use std::time::Duration;

/// Between two versions of a day's file.
const EVERY: Duration = Duration::from_secs(600);
/// After midnight, until the last version is written: what was saved just before has its time.
const GRACE: Duration = Duration::from_secs(60);
/// Days whose files are made up for after an absence.
const MOST_DAYS: u64 = 366;
/// Tasks read at once.
const PAGE: usize = 200;
/// Writes before a file that others keep writing is left for later.
const ROUNDS: u32 = 4;

/// Does what is due. Documents do not wait for it: what went wrong is remembered, and told with the target's state.
pub async fn keep(site: &Site, asked: Asked) {
    let now = Utc::now();
    let is_due = {
        let memory = site.memory.roll_up();
        memory.is_due(now.timestamp_millis()) || (asked == Asked::Now && memory.problem.is_some())
    };
    if !site.record.settings.roll_up || !is_due {
        return;
    }
    let written = write(site, now).await;
    let mut memory = site.memory.roll_up();
    match written {
        Ok(written) => memory.looked(now, &written),
        Err(error) => {
            tracing::warn!(storage = %site.record.id, "the daily file was not written: {error}");
            memory.problem = Some(format!("the daily file was not written: {error}"));
            memory.rests_until = later(now, EVERY);
            memory.next_ms = Some(memory.rests_until);
        }
    }
}

/// What came of looking at the files.
struct Written {
    any: bool,
    /// When to look again even if nothing is annotated, Unix milliseconds.
    next_ms: Option<i64>,
}

/// Brings the files up to date that need it.
async fn write(site: &Site, now: DateTime<Utc>) -> Result<Written, TargetError> {
    let last = last_look(site).await?;
    let blobs = Blobs::load(&site.db, site.record.project).await?;
    let (mut any, mut too_large) = (false, None);
    for day in days(now.date_naive(), last, unfinished(site).await?) {
        match write_day(site, &blobs, day, now).await {
            // The other days do not wait for one that will never be written.
            Err(error @ TargetError::DayTooLarge { .. }) => too_large = too_large.or(Some(error)),
            written => any |= written?,
        }
    }
    if let Some(error) = too_large {
        return Err(error);
    }
    let first = unfinished(site).await?.into_iter().min();
    let last_time = first.map(|day| later(end(day), GRACE));
    let again = any.then(|| later(now, EVERY));
    Ok(Written { any, next_ms: last_time.into_iter().chain(again).min() })
}

/// The day up to which no file lacks anything, as far as is known.
async fn last_look(site: &Site) -> Result<Option<NaiveDate>, TargetError> {
    let remembered = site.memory.roll_up().last_look;
    if remembered.is_some() {
        return Ok(remembered);
    }
    let day = roll_ups::last_day(site.db.reader(), site.record.id).await?;
    Ok(day.and_then(|day| day.parse().ok()))
}

/// The days whose files may still change.
async fn unfinished(site: &Site) -> Result<Vec<NaiveDate>, TargetError> {
    let days = roll_ups::open_days(site.db.reader(), site.record.id).await?;
    Ok(days.iter().filter_map(|day| day.parse().ok()).collect())
}

/// The days that may lack something in their files: the unfinished ones, and all from the last that was looked at to
/// today, yesterday at least.
fn days(today: NaiveDate, last: Option<NaiveDate>, unfinished: Vec<NaiveDate>) -> BTreeSet<NaiveDate> {
    let yesterday = today.pred_opt().unwrap_or(today);
    let earliest = today.checked_sub_days(Days::new(MOST_DAYS - 1)).unwrap_or(today);
    let first = last.unwrap_or(yesterday).min(yesterday).max(earliest);
    first.iter_days().take_while(|day| *day <= today).chain(unfinished).collect()
}

/// Brings one day's file up to date. Answers whether it was written.
async fn write_day(
    site: &Site,
    blobs: &Blobs,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<bool, TargetError> {
    let name = day.to_string();
    let known = roll_ups::of_day(site.db.reader(), site.record.id, &name).await?;
    if known.as_ref().is_some_and(|known| known.is_final) {
        return Ok(false);
    }
    let is_over = now.timestamp_millis() >= later(end(day), GRACE);
    let state =
        roll_ups::state_of_day(site.db.reader(), site.record.project, &start(day), &start_of_next(day))
            .await?;
    if known.is_none() && state.0 == 0 {
        return Ok(false);
    }
    let seen = format!("{name}: {state:?}");
    if !is_over && known.is_some() && site.memory.roll_up().saw(&seen) {
        return Ok(false);
    }
    let body = lines(site, blobs, day).await?;
    let is_new = known.as_ref().and_then(|known| known.digest.as_deref()) != Some(digest_of(&body).as_str());
    let etag = match known.and_then(|known| known.etag).filter(|_| !is_new) {
        Some(etag) => etag,
        None => put(site, &name, &body).await?.0,
    };
    let roll_up = RollUp { etag: Some(etag), digest: Some(digest_of(&body)), is_final: is_over };
    let storage = site.record.id;
    let work = site.db.write_batch(move |conn| {
        Box::pin(async move { Ok::<_, StoreError>(roll_ups::set(conn, storage, &name, &roll_up).await?) })
    });
    work.await?;
    site.memory.roll_up().see(seen);
    Ok(is_new)
}

/// The tasks of a day as their documents say them, a line each.
async fn lines(site: &Site, blobs: &Blobs, day: NaiveDate) -> Result<Bytes, TargetError> {
    // Whatever shape the documents have, a line is a task.
    let settings = StorageSettings { shape: DocumentShape::Task, ..site.record.settings.clone() };
    let (from, until) = (start(day), start_of_next(day));
    let tasks = roll_ups::tasks_of_day(site.db.reader(), site.record.project, &from, &until).await?;
    let mut lines = Vec::new();
    for page in tasks.chunks(PAGE) {
        for task in documents::load(&site.db, page).await? {
            let line = push::render(&settings, blobs, "", &task, Part::Whole)?;
            if !add_line(&mut lines, &line, LARGEST) {
                return Err(TargetError::DayTooLarge { day: day.to_string() });
            }
        }
    }
    Ok(Bytes::from(lines))
}

/// Answers `false` if the file would be larger than what is read back.
fn add_line(lines: &mut Vec<u8>, line: &[u8], largest: u64) -> bool {
    lines.extend_from_slice(line);
    lines.push(b'\n');
    lines.len() as u64 <= largest
}

/// Writes a file over the version that is ours, or leaves it to somebody else.
async fn put(site: &Site, day: &str, body: &Bytes) -> Result<Version, TargetError> {
    let target_key = TargetKey::RollUp(day.to_owned());
    let key = site.key(&target_key);
    for _ in 0..ROUNDS {
        let condition = match site.read(&key).await? {
            None => Condition::IfAbsent,
            Some((version, standing)) if standing == *body => return Ok(version),
            Some((version, standing)) if is_ours(&standing) => Condition::IfUnchanged(version),
            Some(_) => return Err(TargetError::NotOurs(key)),
        };
        if let Some(version) = files::put(site, &target_key, body.clone(), condition).await? {
            return Ok(version);
        }
    }
    Err(TargetError::Unsettled(site.place()))
}

/// Whether every line is a task of Skylabel's that nobody edited.
fn is_ours(standing: &[u8]) -> bool {
    let mut lines = standing.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.all(|line| {
        document::is_intact(line) && document::read(line).is_ok_and(|document| document.form == Form::Ours)
    })
}

fn digest_of(body: &[u8]) -> String {
    hex(digest(&SHA256, body).as_ref())
}

/// When a day begins, as the database keeps times.
fn start(day: NaiveDate) -> String {
    day.and_time(NaiveTime::MIN).and_utc().to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn start_of_next(day: NaiveDate) -> String {
    end(day).to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn end(day: NaiveDate) -> DateTime<Utc> {
    day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX).and_time(NaiveTime::MIN).and_utc()
}

fn later(at: DateTime<Utc>, by: Duration) -> i64 {
    at.timestamp_millis().saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX))
}

/// What is kept in memory of a target's daily files.
#[derive(Debug)]
pub struct Remembered {
    /// What the open days' files were last made of.
    seen: BTreeSet<String>,
    /// The day on which all that lacked something were last brought up to date.
    last_look: Option<NaiveDate>,
    /// No version is written before this time, Unix milliseconds.
    rests_until: i64,
    /// When to look again even if nothing is annotated, Unix milliseconds.
    pub next_ms: Option<i64>,
    /// Why the last one was not written.
    pub problem: Option<String>,
}

impl Default for Remembered {
    /// At a start it is looked at once.
    fn default() -> Self {
        Self { seen: BTreeSet::new(), last_look: None, rests_until: 0, next_ms: Some(0), problem: None }
    }
}

impl Remembered {
    fn saw(&self, state: &str) -> bool {
        self.seen.contains(state)
    }

    fn see(&mut self, state: String) {
        let day: String = state.chars().take_while(|c| *c != ':').collect();
        self.seen.retain(|seen| !seen.starts_with(&day));
        self.seen.insert(state);
    }

    /// The files were looked at. A look before the next version may be written would find nothing to do.
    fn looked(&mut self, now: DateTime<Utc>, written: &Written) {
        self.problem = None;
        self.last_look = Some(now.date_naive());
        if written.any {
            self.rests_until = later(now, EVERY);
        }
        self.next_ms = written.next_ms.map(|at| at.max(self.rests_until));
    }

    /// The target was found empty: its files are due at once, whatever was written lately.
    pub fn start_anew(&mut self) {
        *self = Self::default();
    }

    /// Whether it is time.
    pub fn is_due(&self, now_ms: i64) -> bool {
        self.rests_until <= now_ms
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_day_begins_and_ends_at_midnight_of_the_world() {
        let day: NaiveDate = "2026-02-28".parse().unwrap();
        assert_eq!(start(day), "2026-02-28T00:00:00.000000Z");
        assert_eq!(start_of_next(day), "2026-03-01T00:00:00.000000Z");
    }

    #[test]
    fn a_file_of_somebody_else_is_not_ours() {
        assert!(is_ours(b""), "one without a line holds nothing to lose");
        for foreign in
            ["notes", "{\"a\": 1}\n", "{\"data\": {}, \"annotations\": [], \"storage\": {\"format\": 1}}\n"]
        {
            assert!(!is_ours(foreign.as_bytes()), "{foreign}");
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn no_day_of_an_absence_is_left_out() {
        let named = |last: Option<&str>, unfinished: &[&str]| -> Vec<String> {
            let unfinished = unfinished.iter().map(|text| day(text)).collect();
            days(day("2026-03-02"), last.map(day), unfinished).iter().map(NaiveDate::to_string).collect()
        };
        assert_eq!(named(None, &[]), ["2026-03-01", "2026-03-02"]);
        assert_eq!(named(Some("2026-03-02"), &[]), ["2026-03-01", "2026-03-02"]);
        assert_eq!(
            named(Some("2026-02-27"), &["2026-01-09"]),
            ["2026-01-09", "2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]
        );
        assert_eq!(named(Some("2027-01-01"), &[]), ["2026-03-01", "2026-03-02"], "the clock was set back");
        let most = named(Some("2020-01-01"), &[]);
        assert_eq!((most.len() as u64, most[0].as_str()), (MOST_DAYS, "2025-03-02"));
    }

    #[test]
    fn no_look_is_asked_for_before_the_next_version_may_be_written() {
        let written_at: DateTime<Utc> = "2026-03-01T23:55:00Z".parse().unwrap();
        let day_is_over = later(end(written_at.date_naive()), GRACE);
        let mut remembered = Remembered::default();
        remembered.looked(written_at, &Written { any: true, next_ms: Some(day_is_over) });
        let next = remembered.next_ms.unwrap();
        assert!(day_is_over < next && remembered.is_due(next), "{next}");
        let then = DateTime::from_timestamp_millis(next).unwrap();
        remembered.looked(then, &Written { any: false, next_ms: None });
        assert_eq!(remembered.next_ms, None, "nothing is left to look for");
    }

    #[test]
    fn a_file_does_not_grow_beyond_what_can_be_read_again() {
        let mut lines = Vec::new();
        assert!(add_line(&mut lines, b"abc", 8) && add_line(&mut lines, b"def", 8));
        assert_eq!(lines, b"abc\ndef\n");
        assert!(!add_line(&mut lines, b"", 8));
        let said = TargetError::DayTooLarge { day: "2026-03-01".to_owned() }.to_string();
        assert!(said.contains("2026-03-01") && said.contains("256 MiB"), "{said}");
    }

    #[test]
    fn what_a_day_was_made_of_is_remembered_once() {
        let mut remembered = Remembered::default();
        remembered.see("2026-01-01: 1".into());
        remembered.see("2026-01-01: 2".into());
        assert!(remembered.saw("2026-01-01: 2") && !remembered.saw("2026-01-01: 1"));
    }
}
