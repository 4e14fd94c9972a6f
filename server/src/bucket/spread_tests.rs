#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::bucket::BucketErrorKind;
use crate::sync::source::diff::{Change, Diff, Found};
use futures::FutureExt;
use proptest::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
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

async fn all(source: Arc<dyn PageSource>, ends: Vec<String>, dir: Option<&Path>) -> Vec<String> {
    let pages: Vec<_> = spread(source, ends, 8, dir).collect().await;
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
        every in 1usize..90,
        page in 1usize..5,
        by_parts: bool,
        cutting: bool,
    ) {
        let mut known: Vec<String> = keys.iter().chain(&gone).cloned().collect();
        known.sort_unstable();
        known.dedup();
        let ends: Vec<String> = known.iter().step_by(every).cloned().collect();
        let keys: Vec<String> = keys.into_iter().filter(|key| !gone.contains(key)).collect();
        let store = Memory::new(keys, page, by_parts);
        let expected = store.keys.clone();
        let dir = tempfile::tempdir().unwrap();
        prop_assert_eq!(run(all(Arc::new(store), ends, cutting.then_some(dir.path()))), expected);
    }
}

type KeyOf = fn(u64) -> String;

/// Keys made as they are asked for, each page after 80 ms.
struct Far {
    keys: u64,
    /// The key of a number, in increasing order.
    key: KeyOf,
    asked: AtomicU64,
    /// Every so many requests are told to wait.
    throttles: u64,
}

const ROUND_TRIP: Duration = Duration::from_millis(80);

fn numbered(number: u64) -> String {
    format!("photos/{number:08}.jpg")
}

/// As if each were the hash of what it names.
fn hashed(number: u64) -> String {
    format!("{:016x}.jpg", number.wrapping_mul(u64::MAX / 2_000_000))
}

/// One folder has nearly all.
fn in_folders(number: u64) -> String {
    match number {
        0..2_000 => format!("test/caf\u{e9}/{number:04}.jpg"),
        2_000..1_900_000 => format!("train/cat {:02}/frame_{:07}.png", number / 300_000, number),
        _ => format!("val-{}/{number}.jpg", number / 20_000),
    }
}

impl Far {
    fn first_after(&self, key: &str) -> u64 {
        let (mut low, mut high) = (0, self.keys);
        while low < high {
            let middle = (low + high) / 2;
            if (self.key)(middle).as_str() > key { high = middle } else { low = middle + 1 }
        }
        low
    }
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
                PageFrom::After(key) => self.first_after(&key),
                PageFrom::Token(token) => token.parse().unwrap(),
            };
            let end = (first + 1000).min(self.keys);
            let next = (end < self.keys).then(|| end.to_string());
            Ok(Page { objects: (first..end).map(|number| listed((self.key)(number))).collect(), next })
        }
        .boxed()
    }
}

/// Seconds of the stopped clock for a listing and the diff with nothing known, and requests.
fn time_of(keys: u64, key: KeyOf, every: Option<usize>) -> (f64, u64) {
    let dir = tempfile::tempdir().unwrap();
    run(async {
        let far = Arc::new(Far { keys, key, asked: AtomicU64::new(0), throttles: 0 });
        let ends = every.map(|every| (0..keys).skip(every).step_by(every).map(key).collect());
        let begun = Instant::now();
        let source = Arc::clone(&far) as Arc<dyn PageSource>;
        let mut pages = spread(source, ends.unwrap_or_default(), 32, Some(dir.path()));
        let (mut next, mut found) = (0, Vec::new());
        let mut diff = Diff::ordered();
        diff.feed(Vec::new(), true);
        while let Some(page) = pages.next().await {
            for listed in page.unwrap() {
                assert_eq!(listed.key, key(next));
                diff.take(listed, &mut found).unwrap();
                next += 1;
            }
            assert!(found.drain(..).all(|found| matches!(found, Found::Listed { change: Change::New, .. })));
        }
        assert_eq!(next, keys);
        (begun.elapsed().as_secs_f64(), far.asked.load(Ordering::Relaxed))
    })
}

fn in_turn(keys: u64) -> f64 {
    (keys / 1000) as f64 * ROUND_TRIP.as_secs_f64()
}

#[test]
fn two_million_known_keys_are_listed_eight_times_faster_than_in_turn() {
    let (seconds, asked) = time_of(2_000_000, numbered, Some(2000));
    assert!(in_turn(2_000_000) / seconds >= 8.0, "{:.1} times", in_turn(2_000_000) / seconds);
    assert!(asked <= 2_000 * 105 / 100, "{asked} requests for 2000 pages");
}

#[test]
fn two_million_keys_seen_for_the_first_time_are_listed_eight_times_faster_than_in_turn() {
    // Each range ends amid a page; in folders, more guesses find nothing.
    let shapes: [(&str, KeyOf, f64, u64); 3] = [
        ("numbered", numbered, 16.0, 108),
        ("hashed", hashed, 16.0, 108),
        ("in folders", in_folders, 8.0, 112),
    ];
    for (name, key, times, percent) in shapes {
        let (seconds, asked) = time_of(2_000_000, key, None);
        let gain = in_turn(2_000_000) / seconds;
        println!("{name}: {gain:.1} times, {asked} requests");
        assert!(gain >= times, "{name}: {gain:.1} times");
        assert!(asked <= 2_000 * percent / 100, "{name}: {asked} requests for 2000 pages");
    }
}

#[test]
fn ten_thousand_keys_are_listed_as_fast_as_in_turn() {
    let (seconds, asked) = time_of(10_000, numbered, None);
    assert!(seconds <= in_turn(10_000) * 1.1, "{seconds} s");
    assert_eq!(asked, 10);
}

#[test]
fn threads_that_list_and_cut_do_not_wait_for_each_other_for_ever() {
    // Pages come at once: whoever takes them and whoever cuts meet as often as can be.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_time().build().unwrap();
    for _ in 0..20 {
        let keys: Vec<String> = (0..6_000).map(numbered).collect();
        let dir = tempfile::tempdir().unwrap();
        let listing = runtime.spawn(async move {
            let store = Arc::new(Memory::new(keys, 10, false));
            all(store, Vec::new(), Some(dir.path())).await.len()
        });
        let listed = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(60), listing).await });
        assert_eq!(listed.expect("the threads wait for each other").unwrap(), 6_000);
    }
}

#[test]
fn a_deleted_folder_costs_no_more_than_its_own_ends() {
    let deleted = |number: &u64| (400_000..600_000).contains(number);
    let ends: Vec<String> = (0..1_000_000).step_by(2000).skip(1).map(numbered).collect();
    let (seconds, asked) = run(async {
        // The keys behind the gap follow at once.
        let key: KeyOf = |number| numbered(if number < 400_000 { number } else { number + 200_000 });
        let far = Arc::new(Far { keys: 800_000, key, asked: AtomicU64::new(0), throttles: 0 });
        let begun = Instant::now();
        let pages = spread(Arc::clone(&far) as Arc<dyn PageSource>, ends, 32, None);
        let listed: usize = pages.map(|page| page.unwrap().len()).collect::<Vec<_>>().await.into_iter().sum();
        assert_eq!(listed as u64, 1_000_000 - (0..1_000_000).filter(deleted).count() as u64);
        (begun.elapsed().as_secs_f64(), far.asked.load(Ordering::Relaxed))
    });
    assert!(in_turn(800_000) / seconds >= 8.0, "{:.1} times", in_turn(800_000) / seconds);
    assert!(asked <= 800 + 200, "{asked} requests for 800 pages");
}

#[test]
fn a_store_that_is_no_faster_for_more_requests_lists_what_comes_first_first() {
    /// One page after the other, however many are asked for.
    struct Busy(Far, tokio::sync::Mutex<()>);
    impl PageSource for Busy {
        fn page(&self, from: PageFrom) -> BoxFuture<'_, Result<Page, BucketError>> {
            async move {
                let _turn = self.1.lock().await;
                self.0.page(from).await
            }
            .boxed()
        }
    }
    run(async {
        let far = Far { keys: 500_000, key: numbered, asked: AtomicU64::new(0), throttles: 0 };
        let store: Arc<dyn PageSource> = Arc::new(Busy(far, tokio::sync::Mutex::default()));
        let dir = tempfile::tempdir().unwrap();
        let (begun, mut listed, mut half) = (Instant::now(), 0, None);
        let mut pages = spread(store, Vec::new(), 32, Some(dir.path()));
        while let Some(page) = pages.next().await {
            listed += page.unwrap().len();
            if listed >= 250_000 {
                half.get_or_insert_with(|| begun.elapsed().as_secs_f64());
            }
        }
        let (half, all) =
            (half.unwrap() / in_turn(250_000), begun.elapsed().as_secs_f64() / in_turn(500_000));
        assert_eq!(listed, 500_000);
        assert!(
            half <= 1.25 && all <= 1.1,
            "the half after {half:.2} of its time in turn, all after {all:.2}"
        );
    });
}

#[test]
fn a_store_that_keeps_refusing_is_told_of_and_not_asked_on() {
    let far = Arc::new(Far { keys: 100_000, key: numbered, asked: AtomicU64::new(0), throttles: 1 });
    let pages: Vec<_> = run(spread(Arc::clone(&far) as Arc<dyn PageSource>, Vec::new(), 32, None).collect());
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].as_ref().unwrap_err().kind, BucketErrorKind::Throttled);
    assert_eq!(far.asked.load(Ordering::Relaxed), 1, "asking again is the transport's business");
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
    let pages: Vec<_> = run(spread(store, vec!["c".into(), "e".into()], 8, None).collect());
    let listed: Vec<&str> =
        pages.iter().flatten().flatten().map(|listed: &Listed| listed.key.as_str()).collect();
    assert_eq!(listed, ["a", "b", "c"]);
    assert_eq!(pages.last().unwrap().as_ref().unwrap_err().kind, BucketErrorKind::Forbidden);
}
