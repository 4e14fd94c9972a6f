//! One listing by several ranges at once, delivered as one and in order. Knows pages, not how a store is asked for them.
//!
//! A range goes from after one key to another one, which must be met: then the ranges together are the whole listing,
//! in whatever order the store lists. A range that passes its end without meeting it (the object is gone, or the store
//! keeps another order than that of bytes) goes on to the next end, and what was listed ahead is dropped.
//!
//! Ends are keys known from before, or found: whoever waits for pages while fewer are asked for than may be, cuts a range
//! that is on its way. What is found behind the cut is the end of the one part and the first page of the other.

mod midway;
mod range;
mod spill;
mod ways;

use super::BucketError;
use super::types::Listed;
use async_stream::try_stream;
use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt};
use midway::{after_all_of, common, midway};
use range::{Means, Piece, Range};
use spill::Spill;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;
use ways::Ways;

/// So many ends that were not met, and the rest is listed in one piece.
const PATIENCE: usize = 8;
/// Nothing is cut before so many pages: small listings are faster in one piece.
const SMALL: u64 = 20;
/// A range is cut after so many pages of its own.
const WORTH: u64 = 4;
/// Requests that bring nothing new: one in so many pages, and so many a range.
const SPARED: u64 = 20;
const SPARED_A_RANGE: u64 = 2;
/// Behind every key that is written in ASCII.
const BEHIND: &str = "\u{7f}";

/// From where to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageFrom {
    Start,
    /// After this key, which need not be there.
    After(String),
    /// Where the page with this token ended.
    Token(String),
}

/// One page, and the token of the next.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub objects: Vec<Listed>,
    pub next: Option<String>,
}

/// Whatever lists in pages.
pub trait PageSource: Send + Sync + 'static {
    fn page(&self, from: PageFrom) -> BoxFuture<'_, Result<Page, BucketError>>;
}

/// Lists by the ranges between `ends`: keys in increasing order that were there when last looked; further ones are found
/// where there is a `dir` for pages to wait in. `ways` is how many pages are asked for at once at most; how many are is
/// found out.
pub fn spread(
    source: Arc<dyn PageSource>,
    ends: Vec<String>,
    ways: usize,
    dir: Option<&Path>,
) -> BoxStream<'static, Result<Vec<Listed>, BucketError>> {
    let mut course = Course::new(source, ends, ways, dir.and_then(Spill::within));
    let pages = try_stream! {
        let (mut last, mut missed) = (None, 0);
        while let Some(piece) = course.next().await? {
            match piece {
                Piece::Page(objects) => {
                    last = objects.last().map(|listed| listed.key.clone()).or(last);
                    yield objects;
                }
                Piece::Met => course.pass(),
                Piece::Missed(at) if course.goes_on_at(at.as_deref()) => course.pass(),
                Piece::Missed(at) => {
                    missed += 1;
                    course.restart(last.clone(), at.filter(|_| missed <= PATIENCE));
                }
            }
        }
    };
    pages.boxed()
}

/// A range and what is guessed of it.
struct Lane {
    range: Range,
    number: u64,
    /// Nothing of the range was found behind this.
    ceiling: Option<String>,
    /// Its part of all keys, as far as cuts were in their middle.
    part: f64,
    /// Somebody looks behind a cut.
    looked_at: bool,
}

/// What was found behind a cut.
struct Look {
    number: u64,
    cut: String,
    page: Result<Page, BucketError>,
}

/// Ranges on their way, in the order of their keys.
struct Course {
    means: Arc<Means>,
    lanes: VecDeque<Lane>,
    looks: JoinSet<Look>,
    /// Of the ranges to come; the last one has none.
    ends: VecDeque<String>,
    /// Where the next range begins.
    start: Option<String>,
    /// The last range is on its way.
    all_begun: bool,
    /// What is left is not cut any more.
    in_one_piece: bool,
    /// The first key of the listing.
    first: Option<String>,
    begun: u64,
    /// Requests that brought nothing new.
    spared: u64,
}

impl Course {
    fn new(source: Arc<dyn PageSource>, ends: Vec<String>, ways: usize, spill: Option<Arc<Spill>>) -> Self {
        let means = Means { source, ways: Ways::new(ways), spill, seen: Mutex::default() };
        Self {
            means: Arc::new(means),
            lanes: VecDeque::new(),
            looks: JoinSet::new(),
            ends: ends.into(),
            start: None,
            all_begun: false,
            in_one_piece: false,
            first: None,
            begun: 0,
            spared: 0,
        }
    }

    /// What comes next in the order of ranges; `None` when all is listed.
    async fn next(&mut self) -> Result<Option<Piece>, BucketError> {
        loop {
            self.begin_ranges();
            if self.lanes.front().is_some_and(|lane| lane.range.is_drained()) {
                self.look_behind_cuts();
            }
            let Some(front) = self.lanes.front_mut() else { return Ok(None) };
            front.range.is_its_turn(&self.means.ways);
            tokio::select! {
                biased;
                Some(look) = self.looks.join_next() => {
                    // One that was called off says nothing.
                    if let Ok(look) = look {
                        self.found(look);
                    }
                }
                piece = front.range.next() => return piece.map(Some),
            }
        }
    }

    fn begin_ranges(&mut self) {
        while !self.all_begun && self.lanes.len() <= self.means.ways.limit() * 3 / 2 {
            let end = self.ends.pop_front();
            self.all_begun = end.is_none();
            let from = self.start.take().map_or(PageFrom::Start, PageFrom::After);
            let range = Range::begin(&self.means, from, end.clone(), None);
            let lane = self.lane(range, None, 1.0);
            self.lanes.push_back(lane);
            self.start = end;
        }
    }

    fn lane(&mut self, range: Range, ceiling: Option<String>, part: f64) -> Lane {
        self.begun += 1;
        Lane { range, number: self.begun, ceiling, part, looked_at: false }
    }

    /// The front range is over.
    fn pass(&mut self) {
        self.lanes.pop_front();
    }

    /// Whether the range after the front one goes on where that one stopped, though it did not meet its end.
    fn goes_on_at(&self, at: Option<&str>) -> bool {
        self.lanes.get(1).is_some_and(|next| {
            let reach = next.range.reach();
            match at {
                Some(at) => reach.first.as_deref() == Some(at),
                None => reach.first.is_none() && reach.over,
            }
        })
    }

    /// Goes on after `last`, without the end that was not met and those that were passed with it: `at` is where the
    /// listing is. In one piece if that is not told.
    fn restart(&mut self, last: Option<String>, at: Option<String>) {
        self.looks.abort_all();
        let ahead: Vec<String> =
            self.lanes.drain(..).skip(1).filter_map(|lane| lane.range.reach().end.clone()).collect();
        for end in ahead.into_iter().rev() {
            self.ends.push_front(end);
        }
        match &at {
            Some(at) => self.ends.retain(|end| end > at),
            None => self.ends.clear(),
        }
        self.in_one_piece = at.is_none();
        self.start = last;
        self.all_begun = false;
    }

    /// Cuts ranges while more pages may be asked for than are.
    fn look_behind_cuts(&mut self) {
        let pages = self.means.seen().pages;
        let listing = |lane: &&Lane| !lane.range.reach().over;
        if !self.all_begun || self.in_one_piece || pages < SMALL || self.means.spill.is_none() {
            return;
        }
        let mut busy = self.lanes.iter().filter(listing).count() + self.looks.len();
        while busy < self.means.ways.limit() && self.may_spare(pages) {
            let Some((number, cut)) = self.cut() else { return };
            let means = Arc::clone(&self.means);
            self.looks.spawn(async move {
                let page = means.page(PageFrom::After(cut.clone()), &AtomicBool::new(false)).await;
                Look { number, cut, page }
            });
            busy += 1;
        }
    }

    fn may_spare(&self, pages: u64) -> bool {
        self.spared + self.looks.len() as u64 <= pages / SPARED + SPARED_A_RANGE * self.lanes.len() as u64
    }

    /// A cut through the range that seems to have the most left.
    fn cut(&mut self) -> Option<(u64, String)> {
        let lanes = &mut self.lanes;
        if let Some(lane) = lanes.front().filter(|_| self.first.is_none()) {
            self.first.clone_from(&lane.range.reach().first);
        }
        let first = self.first.as_deref()?;
        let mut best: Option<(&mut Lane, String)> = None;
        let seen = self.means.seen();
        for lane in lanes.iter_mut().filter(|lane| !lane.looked_at) {
            if best.as_ref().is_some_and(|(best, _)| best.part >= lane.part) {
                continue;
            }
            let reach = lane.range.reach();
            let Some(last) = reach.last.clone().filter(|_| !reach.over && reach.pages >= WORTH) else {
                continue;
            };
            let ceiling = lane.ceiling.clone().filter(|ceiling| *ceiling > last);
            let high = ceiling.or_else(|| reach.end.clone());
            let alike = reach.alike();
            drop(reach);
            let cut = match high {
                Some(high) => midway(&seen.alphabet, &last, &high, alike),
                None => after_all_of(common(first, &last)).or_else(|| Some(BEHIND.to_owned())),
            };
            if let Some(cut) = cut.filter(|cut| *cut > last) {
                best = Some((lane, cut));
            }
        }
        best.map(|(lane, cut)| {
            lane.looked_at = true;
            (lane.number, cut)
        })
    }

    /// Divides a range where something was found, unless the range is there already.
    fn found(&mut self, Look { number, cut, page }: Look) {
        let lane = self.lanes.iter_mut().enumerate().find(|(_, lane)| lane.number == number);
        let Some((at, lane)) = lane else {
            self.spared += 1;
            return;
        };
        // A failure is told by the range that meets it in its turn; it is not looked into again.
        lane.looked_at = page.is_err();
        let Ok(mut page) = page else { return };
        let mut reach = lane.range.reach();
        let found = page.objects.first().map(|first| first.key.clone());
        let inside = found.filter(|key| reach.end.as_ref().is_none_or(|end| key < end));
        let passed = reach.over || reach.last.as_ref() >= Some(inside.as_ref().unwrap_or(&cut));
        let Some(key) = inside.filter(|_| !passed) else {
            drop(reach);
            self.spared += 1;
            if !passed {
                lane.ceiling = Some(cut);
            }
            return;
        };
        let end = reach.end.replace(key.clone());
        drop(reach);
        let ceiling = lane.ceiling.replace(cut);
        lane.part /= 2.0;
        let part = lane.part;
        page.objects.remove(0);
        let range = Range::begin(&self.means, PageFrom::After(key), end, Some(page));
        let lane = self.lane(range, ceiling, part);
        self.lanes.insert(at + 1, lane);
    }
}

#[cfg(test)]
#[path = "spread_tests.rs"]
mod tests;
