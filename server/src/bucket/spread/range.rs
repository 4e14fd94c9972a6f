//! One range of a listing: lists its pages, keeps them until their turn, and says how it ended. Knows nothing of the
//! other ranges; its end may be moved down while it is being listed.

use super::midway::{Alphabet, common};
use super::spill::{Place, Spill};
use super::ways::Ways;
use super::{Page, PageFrom, PageSource};
use crate::bucket::types::Listed;
use crate::bucket::{BucketError, BucketErrorKind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Semaphore, mpsc};
use tokio_util::task::AbortOnDropHandle;

/// Pages of one range that may wait in memory.
const WAITING: usize = 2;

/// What all ranges of a listing use.
pub struct Means {
    pub source: Arc<dyn PageSource>,
    pub ways: Ways,
    /// Where pages wait whose turn is far.
    pub spill: Option<Arc<Spill>>,
    pub seen: Mutex<Seen>,
}

/// What was listed so far, by whatever range.
#[derive(Default)]
pub struct Seen {
    pub alphabet: Alphabet,
    pub pages: u64,
}

impl Means {
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One page, for whoever's turn it is or for one ahead. Asking again is the transport's business.
    pub async fn page(&self, from: PageFrom, in_turn: &AtomicBool) -> Result<Page, BucketError> {
        let _pass = self.ways.enter(in_turn).await;
        let page = self.source.page(from).await?;
        self.ways.served();
        Ok(page)
    }
}

/// What comes of a range, in its order.
pub enum Piece {
    Page(Vec<Listed>),
    /// The range's end was listed; for the last range, the listing is over.
    Met,
    /// The listing went past the range's end, to this key or to its own end.
    Missed(Option<String>),
}

enum Kept {
    Here(Vec<Listed>),
    There(Place),
    Met,
    Missed(Option<String>),
}

/// How far a range is.
#[derive(Default)]
pub struct Reach {
    pub first: Option<String>,
    pub last: Option<String>,
    /// Where the range was half its pages ago or before.
    half: Option<String>,
    quarter: Option<String>,
    /// The last range has none.
    pub end: Option<String>,
    pub pages: u64,
    pub over: bool,
}

impl Reach {
    /// Notes a page's first and last key.
    fn goes_on(&mut self, first: &str, last: &str) {
        self.first.get_or_insert_with(|| first.to_owned());
        if self.pages.is_power_of_two() {
            self.quarter = self.half.replace(last.to_owned());
        }
        self.last = Some(last.to_owned());
    }

    /// How many characters the latest half of the keys began with alike.
    pub fn alike(&self) -> usize {
        let before = self.quarter.as_ref().or(self.first.as_ref());
        let alike = before.zip(self.last.as_ref()).map(|(before, last)| common(before, last));
        alike.unwrap_or_default().chars().count()
    }
}

/// A range being listed; dropped, it stops.
pub struct Range {
    reach: Arc<Mutex<Reach>>,
    /// Room in memory, given back when a page is taken.
    room: Arc<Semaphore>,
    in_turn: Arc<AtomicBool>,
    pieces: mpsc::UnboundedReceiver<Result<Kept, BucketError>>,
    _task: AbortOnDropHandle<()>,
}

impl Range {
    /// Lists `from` there to the object at `end`, beginning with the page that is there already, if one is.
    pub fn begin(means: &Arc<Means>, from: PageFrom, end: Option<String>, first: Option<Page>) -> Self {
        let (sender, pieces) = mpsc::unbounded_channel();
        let reach = Arc::new(Mutex::new(Reach { end, ..Reach::default() }));
        let room = Arc::new(Semaphore::new(WAITING));
        let in_turn = Arc::<AtomicBool>::default();
        let walk = Walk {
            means: Arc::clone(means),
            reach: Arc::clone(&reach),
            room: Arc::clone(&room),
            in_turn: Arc::clone(&in_turn),
            sender,
        };
        let task = tokio::spawn(walk.all(from, first));
        Self { reach, room, in_turn, pieces, _task: AbortOnDropHandle::new(task) }
    }

    pub fn reach(&self) -> MutexGuard<'_, Reach> {
        self.reach.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its pages are being taken: it waits for no other, and they need not wait on disk.
    pub fn is_its_turn(&self, ways: &Ways) {
        if !self.in_turn.swap(true, Ordering::AcqRel) {
            ways.turn(|| !self.reach().over);
        }
    }

    /// Nothing waits to be taken.
    pub fn is_drained(&self) -> bool {
        self.pieces.is_empty()
    }

    /// What comes next; may be called off and called again.
    pub async fn next(&mut self) -> Result<Piece, BucketError> {
        let called_off = || BucketError::new(BucketErrorKind::Other, "the listing was called off".to_owned());
        let kept = self.pieces.recv().await.ok_or_else(called_off)??;
        Ok(match kept {
            Kept::Here(page) => {
                self.room.add_permits(1);
                Piece::Page(page)
            }
            Kept::There(place) => Piece::Page(place.take()?),
            Kept::Met => Piece::Met,
            Kept::Missed(at) => Piece::Missed(at),
        })
    }
}

/// The listing side of a range.
struct Walk {
    means: Arc<Means>,
    reach: Arc<Mutex<Reach>>,
    room: Arc<Semaphore>,
    in_turn: Arc<AtomicBool>,
    sender: mpsc::UnboundedSender<Result<Kept, BucketError>>,
}

impl Walk {
    /// Whoever no longer listens has dropped the range, and this task with it.
    async fn all(self, from: PageFrom, first: Option<Page>) {
        let mut from = from;
        let mut ready = first;
        loop {
            let page = match ready.take() {
                Some(page) => page,
                None => match self.means.page(from, &self.in_turn).await {
                    Ok(page) => page,
                    Err(error) => {
                        self.sender.send(Err(error)).ok();
                        return;
                    }
                },
            };
            let more = page.next.is_some();
            let (objects, ended) = self.take(page.objects, more);
            if ended.is_some() && self.in_turn.load(Ordering::Acquire) {
                self.means.ways.turn(|| false);
            }
            if !objects.is_empty() {
                self.keep(objects).await;
            }
            match (ended, page.next) {
                (None, Some(token)) => from = PageFrom::Token(token),
                (ended, _) => {
                    self.sender.send(Ok(ended.unwrap_or(Kept::Met))).ok();
                    return;
                }
            }
        }
    }

    /// What of a page belongs to the range, and how the range ends in it.
    fn take(&self, mut objects: Vec<Listed>, more: bool) -> (Vec<Listed>, Option<Kept>) {
        let mut reach = self.reach.lock().unwrap_or_else(PoisonError::into_inner);
        let past = reach.end.as_deref().and_then(|end| objects.iter().position(|o| o.key.as_str() >= end));
        let ended = match (past, &reach.end) {
            (Some(at), Some(end)) if objects[at].key == *end => {
                objects.truncate(at + 1);
                Some(Kept::Met)
            }
            (Some(at), _) => {
                let beyond = objects[at].key.clone();
                objects.truncate(at);
                Some(Kept::Missed(Some(beyond)))
            }
            (None, Some(_)) if !more => Some(Kept::Missed(None)),
            (None, _) => (!more).then_some(Kept::Met),
        };
        reach.pages += 1;
        reach.over = ended.is_some();
        let ends = objects.first().zip(objects.last()).map(|(first, last)| [&first.key, &last.key]);
        if let Some([first, last]) = ends {
            reach.goes_on(first, last);
        }
        // Whoever cuts holds what was seen and then looks at each range's reach: never the other way round.
        drop(reach);
        if let Some(ends) = ends {
            let mut seen = self.means.seen();
            seen.pages += 1;
            ends.into_iter().for_each(|key| seen.alphabet.see(key));
        }
        (objects, ended)
    }

    /// In memory while there is room; else on disk if its turn is far; else not before there is room.
    async fn keep(&self, page: Vec<Listed>) {
        let kept = if let Ok(room) = self.room.try_acquire() {
            room.forget();
            Kept::Here(page)
        } else {
            match self.spill().and_then(|spill| spill.keep(&page)) {
                Some(place) => Kept::There(place),
                None => self.when_there_is_room(page).await,
            }
        };
        self.sender.send(Ok(kept)).ok();
    }

    fn spill(&self) -> Option<&Arc<Spill>> {
        let far = !self.in_turn.load(Ordering::Relaxed);
        self.means.spill.as_ref().filter(|_| far)
    }

    async fn when_there_is_room(&self, page: Vec<Listed>) -> Kept {
        // The semaphore is never closed.
        if let Ok(room) = self.room.acquire().await {
            room.forget();
        }
        Kept::Here(page)
    }
}
