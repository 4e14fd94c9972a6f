#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use futures::FutureExt;
use proptest::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::time::Instant;

/// A store in memory, in an order of its own.
struct Memory {
    keys: Vec<String>,
    page: usize,
    asked: AtomicU64,
}

impl Memory {
    fn new(mut keys: Vec<String>, page: usize, by_parts: bool) -> Self {
        keys.sort_unstable();
        keys.dedup();
        if by_parts {
            keys.sort_by(|a, b| a.split('/').cmp(b.split('/')));
        }
        Self { keys, page, asked: AtomicU64::new(0) }
    }

    fn place(&self, from: &PageFrom) -> usize {
        match from {
            PageFrom::Start => 0,
            PageFrom::After(key) => self.keys.iter().position(|k| k == key).map_or_else(
                || self.keys.iter().position(|k| k > key).unwrap_or(self.keys.len()),
                |at| at + 1,
            ),
            PageFrom::Token(token) => token.parse().unwrap(),
        }
    }
}

impl PageSource for Memory {
    fn page(&self, from: PageFrom) -> BoxFuture<'_, Result<Page, BucketError>> {
        async move {
            self.asked.fetch_add(1, Ordering::Relaxed);
            let first = self.place(&from);
            let end = (first + self.page).min(self.keys.len());
            let objects = self.keys[first..end].iter().map(|key| listed(key.clone())).collect();
            Ok(Page { objects, next: (end < self.keys.len()).then(|| end.to_string()) })
        }
        .boxed()
    }
}

fn listed(key: String) -> Listed {
    Listed { key, size: 1, etag: String::new(), odd: None }
}

async fn all(source: Arc<dyn PageSource>, ends: Vec<String>) -> Vec<String> {
    let pages: Vec<_> = spread(source, ends, 8).collect().await;
    pages.into_iter().flat_map(Result::unwrap).map(|listed| listed.key).collect()
}

/// Blocks on a future with the clock stopped.
fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(work)
}

proptest! {
    #[test]
    fn ranges_together_are_the_listing_whatever_the_order_and_whatever_ends_are_gone(
        keys in prop::collection::vec("[ab./0]{1,5}", 0..60),
        gone in prop::collection::vec("[ab./0]{1,5}", 0..8),
        every in 1usize..9,
        page in 1usize..5,
        by_parts: bool,
    ) {
        let mut known: Vec<String> = keys.iter().chain(&gone).cloned().collect();
        known.sort_unstable();
        known.dedup();
        let ends: Vec<String> = known.iter().step_by(every).cloned().collect();
        let keys: Vec<String> = keys.into_iter().filter(|key| !gone.contains(key)).collect();
        let store = Memory::new(keys, page, by_parts);
        let expected = store.keys.clone();
        prop_assert_eq!(run(all(Arc::new(store), ends)), expected);
    }
}

/// Numbered keys, made as they are asked for; each page takes 80 ms.
struct Far {
    keys: u64,
    asked: AtomicU64,
    /// Every so many requests are told to wait.
    throttles: u64,
}

const ROUND_TRIP: Duration = Duration::from_millis(80);

fn key(number: u64) -> String {
    format!("photos/{number:08}.jpg")
}

impl PageSource for Far {
    fn page(&self, from: PageFrom) -> BoxFuture<'_, Result<Page, BucketError>> {
        async move {
            let count = self.asked.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(ROUND_TRIP).await;
            if self.throttles > 0 && count.is_multiple_of(self.throttles) {
                return Err(BucketError::new(BucketErrorKind::Throttled, "slow down"));
            }
            let first = match from {
                PageFrom::Start => 0,
                PageFrom::After(key) => key[7..15].parse::<u64>().unwrap() + 1,
                PageFrom::Token(token) => token.parse().unwrap(),
            };
            let end = (first + 1000).min(self.keys);
            let next = (end < self.keys).then(|| end.to_string());
            Ok(Page { objects: (first..end).map(|number| listed(key(number))).collect(), next })
        }
        .boxed()
    }
}

/// Seconds of the stopped clock, and requests.
fn time_of(keys: u64, every: usize, throttles: u64) -> (f64, u64) {
    run(async {
        let far = Arc::new(Far { keys, asked: AtomicU64::new(0), throttles });
        let ends = (0..keys).skip(every).step_by(every).map(key).collect();
        let begun = Instant::now();
        let mut pages = spread(Arc::clone(&far) as Arc<dyn PageSource>, ends, 32);
        let mut next = 0;
        while let Some(page) = pages.next().await {
            for listed in page.unwrap() {
                assert_eq!(listed.key, key(next));
                next += 1;
            }
        }
        assert_eq!(next, keys);
        (begun.elapsed().as_secs_f64(), far.asked.load(Ordering::Relaxed))
    })
}

#[test]
fn two_million_known_keys_are_listed_eight_times_faster_than_in_turn() {
    let (keys, in_turn) = (2_000_000, 2_000.0 * ROUND_TRIP.as_secs_f64());
    let (seconds, asked) = time_of(keys, 2000, 0);
    assert!(in_turn / seconds >= 8.0, "{:.1} times", in_turn / seconds);
    assert!(asked <= 2_000 * 105 / 100, "{asked} requests for 2000 pages");
}

#[test]
fn a_store_that_asks_for_time_gets_it_and_everything_is_listed() {
    let (_, asked) = time_of(100_000, 2000, 5);
    assert!(asked <= 100 * 130 / 100, "{asked} requests for 100 pages");
}

#[test]
fn a_failure_is_told_in_its_place_and_nothing_follows() {
    struct Broken(Memory);
    impl PageSource for Broken {
        fn page(&self, from: PageFrom) -> BoxFuture<'_, Result<Page, BucketError>> {
            match from {
                PageFrom::After(key) if key == "c" => {
                    async { Err(BucketError::new(BucketErrorKind::Forbidden, "no")) }.boxed()
                }
                from => self.0.page(from),
            }
        }
    }
    let keys = ["a", "b", "c", "d", "e", "f"].map(str::to_owned).to_vec();
    let store = Arc::new(Broken(Memory::new(keys, 2, false)));
    let pages: Vec<_> = run(spread(store, vec!["c".into(), "e".into()], 8).collect());
    let listed: Vec<&str> =
        pages.iter().flatten().flatten().map(|listed: &Listed| listed.key.as_str()).collect();
    assert_eq!(listed, ["a", "b", "c"]);
    assert_eq!(pages.last().unwrap().as_ref().unwrap_err().kind, BucketErrorKind::Forbidden);
}
