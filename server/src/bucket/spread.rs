//! One listing by several ranges at once, delivered as one and in order. Knows pages, not how a store is asked for them.
//!
//! A range goes from after one key to another one, which must be met: then the ranges together are the whole listing,
//! in whatever order the store lists. A range that passes its end without meeting it (the object is gone, or the store
//! keeps another order than that of bytes) goes on to the next end, and what was listed ahead is dropped.

use super::gate::Gate;
use super::types::Listed;
use super::{BucketError, BucketErrorKind};
use async_stream::try_stream;
use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

/// Pages of one range that may wait for their turn.
const WAITING: usize = 2;
/// So many ends that were not met, and the rest is listed in one piece.
const PATIENCE: usize = 8;
/// A page is asked for again so often where the store asks for time.
const TRIES: u32 = 8;
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// From where to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageFrom {
    Start,
    /// After this key.
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

/// Lists by the ranges between `ends`: keys in increasing order that were there when last looked. `ways` is how many
/// pages are asked for at once at most; how many are is found out.
pub fn spread(
    source: Arc<dyn PageSource>,
    ends: Vec<String>,
    ways: usize,
) -> BoxStream<'static, Result<Vec<Listed>, BucketError>> {
    let pages = try_stream! {
        let gate = Arc::new(Gate::new(ways));
        let mut course = Course { source, gate, running: VecDeque::new(), ends: ends.into(), start: None, over: false };
        let (mut last, mut missed) = (None, 0);
        while let Some(front) = course.front() {
            match front.pieces.recv().await {
                Some(Ok(Piece::Page(objects))) => {
                    last = objects.last().map(|listed| listed.key.clone()).or(last);
                    yield objects;
                }
                Some(Ok(Piece::Met)) => course.next(),
                Some(Ok(Piece::Missed)) => {
                    missed += 1;
                    course.restart(last.clone(), missed > PATIENCE);
                }
                Some(Err(error)) => Err(error)?,
                None => Err(BucketError::new(BucketErrorKind::Other, "the listing was called off".to_owned()))?,
            }
        }
    };
    pages.boxed()
}

/// Ranges on their way, in the order of their keys.
struct Course {
    source: Arc<dyn PageSource>,
    gate: Arc<Gate>,
    running: VecDeque<Range>,
    /// Of the ranges to come; the last one has none.
    ends: VecDeque<String>,
    /// Where the next range begins.
    start: Option<String>,
    /// The last range is on its way.
    over: bool,
}

impl Course {
    /// The range whose turn it is, once as many as may are on their way; `None` when all is listed.
    fn front(&mut self) -> Option<&mut Range> {
        while !self.over && self.running.len() <= self.gate.limit() * 3 / 2 {
            let end = self.ends.pop_front();
            self.over = end.is_none();
            let range = Range::begin(&self.source, &self.gate, self.start.take(), end.clone());
            self.running.push_back(range);
            self.start = end;
        }
        self.running.front_mut()
    }

    fn next(&mut self) {
        self.running.pop_front();
    }

    /// Goes on after `last`, without the end that was not met; in one piece if that has happened too often.
    fn restart(&mut self, last: Option<String>, in_one_piece: bool) {
        let ahead: Vec<String> = self.running.drain(..).skip(1).filter_map(|range| range.end).collect();
        for end in ahead.into_iter().rev() {
            self.ends.push_front(end);
        }
        if in_one_piece {
            self.ends.clear();
        }
        self.start = last;
        self.over = false;
    }
}

enum Piece {
    Page(Vec<Listed>),
    /// The range's end was listed; for the last range, the listing is over.
    Met,
    /// The listing went past the range's end.
    Missed,
}

/// A range being listed; dropped, it stops.
struct Range {
    end: Option<String>,
    pieces: mpsc::Receiver<Result<Piece, BucketError>>,
    _task: AbortOnDropHandle<()>,
}

impl Range {
    fn begin(
        source: &Arc<dyn PageSource>,
        gate: &Arc<Gate>,
        start: Option<String>,
        end: Option<String>,
    ) -> Self {
        let (sender, pieces) = mpsc::channel(WAITING);
        let walk = walk(Arc::clone(source), Arc::clone(gate), start, end.clone(), sender);
        Self { end, pieces, _task: AbortOnDropHandle::new(tokio::spawn(walk)) }
    }
}

/// Lists one range. Whoever no longer listens has dropped the range, and this task with it.
async fn walk(
    source: Arc<dyn PageSource>,
    gate: Arc<Gate>,
    start: Option<String>,
    end: Option<String>,
    sender: mpsc::Sender<Result<Piece, BucketError>>,
) {
    let mut from = start.map_or(PageFrom::Start, PageFrom::After);
    loop {
        let page = match patiently(&*source, &gate, from).await {
            Ok(page) => page,
            Err(error) => {
                sender.send(Err(error)).await.ok();
                return;
            }
        };
        let (objects, ended) = cut(page.objects, end.as_deref());
        if !objects.is_empty() {
            sender.send(Ok(Piece::Page(objects))).await.ok();
        }
        let last = match (ended, page.next) {
            (Some(piece), _) => piece,
            (None, Some(token)) => {
                from = PageFrom::Token(token);
                continue;
            }
            (None, None) if end.is_none() => Piece::Met,
            (None, None) => Piece::Missed,
        };
        sender.send(Ok(last)).await.ok();
        return;
    }
}

/// What of a page belongs to the range, and whether the range ends in it.
fn cut(mut objects: Vec<Listed>, end: Option<&str>) -> (Vec<Listed>, Option<Piece>) {
    let Some(end) = end else { return (objects, None) };
    let Some(at) = objects.iter().position(|listed| listed.key.as_str() >= end) else {
        return (objects, None);
    };
    let met = objects[at].key == end;
    objects.truncate(if met { at + 1 } else { at });
    (objects, Some(if met { Piece::Met } else { Piece::Missed }))
}

/// One page, asked for again where the store asks for time.
async fn patiently(source: &dyn PageSource, gate: &Gate, from: PageFrom) -> Result<Page, BucketError> {
    let mut wait = FIRST_WAIT;
    for _ in 1..TRIES {
        let pass = gate.enter().await;
        match source.page(from.clone()).await {
            Err(error) if error.kind == BucketErrorKind::Throttled => {
                gate.slower();
                drop(pass);
                tokio::time::sleep(error.retry_after().unwrap_or(wait)).await;
                wait *= 2;
            }
            answer => {
                gate.well();
                return answer;
            }
        }
    }
    let _pass = gate.enter().await;
    source.page(from).await
}

#[cfg(test)]
#[path = "spread_tests.rs"]
mod tests;
