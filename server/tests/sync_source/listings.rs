//! Listings that servers may give and that real test servers do not: without order, broken off between pages.

use crate::servers::{keys, s3};
use crate::world::{World, assert_adds_up};
use app::api::types::LiveEvent;
use app::model::storage::{StorageSettings, SyncStatus};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a store answers to listings: its pages, and how many of them it gives before it breaks down.
#[derive(Default)]
struct Script {
    pages: Vec<Vec<String>>,
    breaks_at: Option<usize>,
    delay: Duration,
}

/// A store that lists as it is told, and holds nothing.
struct Lister {
    endpoint: String,
    script: Arc<Mutex<Script>>,
}

impl Lister {
    async fn start() -> Self {
        let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", door.local_addr().unwrap());
        let script = Arc::new(Mutex::new(Script::default()));
        let told = script.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = door.accept().await {
                tokio::spawn(answer(socket, told.clone()));
            }
        });
        Self { endpoint, script }
    }

    fn tell(&self, pages: Vec<Vec<String>>, breaks_at: Option<usize>) {
        *self.script.lock().unwrap() = Script { pages, breaks_at, delay: Duration::ZERO };
    }

    fn slow(&self, delay: Duration) {
        self.script.lock().unwrap().delay = delay;
    }

    async fn source(&self, world: &World) -> app::model::ids::StorageId {
        let settings = StorageSettings { use_blob_urls: true, ..s3(&self.endpoint, "listed") };
        world.source_with(settings, keys()).await
    }
}

async fn answer(mut socket: TcpStream, script: Arc<Mutex<Script>>) {
    let mut request = Vec::new();
    let mut part = [0; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match socket.read(&mut part).await {
            Ok(0) | Err(_) => return,
            Ok(read) => request.extend_from_slice(&part[..read]),
        }
    }
    let line = String::from_utf8_lossy(&request).lines().next().unwrap_or_default().to_owned();
    let token = line.split_once("continuation-token=").map_or("0", |(_, rest)| rest);
    let page: usize = token.split(['&', ' ']).next().unwrap().parse().unwrap();
    let (delay, status, body) = {
        let script = script.lock().unwrap();
        let broken = script.breaks_at == Some(page);
        (script.delay, if broken { "403 Forbidden" } else { "200 OK" }, body(&script, page))
    };
    tokio::time::sleep(delay).await;
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // A client that left does not need the answer.
    socket.write_all((head + &body).as_bytes()).await.ok();
}

fn body(script: &Script, page: usize) -> String {
    let objects: String = script.pages.get(page).into_iter().flatten().map(|key| {
        format!("<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>\"e\"</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>")
    }).collect();
    let more = page + 1 < script.pages.len();
    let next = if more {
        format!("<NextContinuationToken>{}</NextContinuationToken>", page + 1)
    } else {
        String::new()
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>listed</Name><EncodingType>url</EncodingType><IsTruncated>{more}</IsTruncated>{next}{objects}</ListBucketResult>"
    )
}

fn page(range: std::ops::Range<u32>) -> Vec<String> {
    range.map(|n| format!("{n:05}.jpg")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_lists_without_order_gives_the_same_tasks_and_is_named() {
    let lister = Lister::start().await;
    let (mut first, mut second) = (page(0..40), page(40..80));
    first.reverse();
    second.push("00003.jpg".into());
    lister.tell(vec![second.clone(), first.clone()], None);
    let world = World::new().await;
    let id = lister.source(&world).await;
    let live = world.engine.live(id);
    assert_adds_up(&live.counts);
    assert_eq!(
        (live.status, live.counts.imported, live.counts.tasks_created),
        (SyncStatus::Completed, 80, 80)
    );
    assert!(live.problem.unwrap().contains("does not list in the order of keys"));

    let before = world.db.generation();
    let counts = world.sync(id).await.counts;
    assert_eq!((counts.unchanged, counts.requests), (80, 2), "once it is known, it is not tried again");
    assert_eq!(world.db.generation(), before);
    first.retain(|key| key != "00007.jpg");
    lister.tell(vec![second, first], None);
    let live = world.sync(id).await;
    assert_eq!((live.counts.vanished, live.counts.unchanged), (1, 79));
    assert_eq!(world.visible().await.len(), 79);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_breaks_off_keeps_what_it_found_and_concludes_nothing() {
    let lister = Lister::start().await;
    lister.tell(vec![page(0..20), page(20..40)], None);
    let world = World::new().await;
    let id = lister.source(&world).await;
    let mut first = page(1..20);
    first.push("00019a.jpg".into());
    lister.tell(vec![first.clone(), page(20..40)], Some(1));
    let live = world.sync(id).await;
    assert_eq!((live.status, live.counts.vanished), (SyncStatus::Failed, 0));
    assert!(live.problem.unwrap().contains("listed"));
    assert_eq!(world.visible().await.len(), 41);
    lister.tell(vec![first, page(20..40)], None);
    let live = world.sync(id).await;
    assert_eq!((live.status, live.counts.vanished, live.counts.listed), (SyncStatus::Completed, 1, 40));
    assert_adds_up(&live.counts);
}

#[tokio::test(flavor = "multi_thread")]
async fn open_pages_hear_of_progress_a_few_times_a_second() {
    let lister = Lister::start().await;
    lister.tell((0..30).map(|n| page(n * 100..(n + 1) * 100)).collect(), None);
    lister.slow(Duration::from_millis(30));
    let world = World::new().await;
    let mut events = world.events.subscribe();
    let began = Instant::now();
    lister.source(&world).await;
    let seconds = began.elapsed().as_secs_f64();
    let (mut running, mut counts, mut last) = (0, Vec::new(), None);
    // The end is told just after it came.
    while last != Some(SyncStatus::Completed)
        && let Ok(Ok(event)) = tokio::time::timeout(Duration::from_secs(5), events.recv()).await
    {
        if let LiveEvent::Storage { card } = &*event {
            last = Some(card.status);
            if card.status == SyncStatus::InProgress {
                running += 1;
                counts.push(card.counts.listed);
            }
        }
    }
    assert_eq!(last, Some(SyncStatus::Completed), "they hear of the end");
    assert!(running >= 3, "{running} in {seconds} s");
    assert!(f64::from(running) <= seconds * 5.0 + 3.0, "{running} in {seconds} s");
    assert!(counts.is_sorted(), "{counts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_during_a_run_is_one_more_run_and_no_run_is_lost() {
    let lister = Lister::start().await;
    lister.tell((0..10).map(|n| page(n * 10..(n + 1) * 10)).collect(), None);
    let world = World::new().await;
    let id = lister.source(&world).await;
    let runs = world.engine.live(id).run;
    lister.slow(Duration::from_millis(100));
    world.engine.request_sync(id).await.unwrap();
    while world.engine.live(id).status != SyncStatus::InProgress {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let mut events = world.events.subscribe();
    for _ in 0..20 {
        world.engine.request_sync(id).await.unwrap();
        assert_eq!(world.engine.live(id).status, SyncStatus::Queued);
    }
    let mut pages: Vec<_> = (0..10).map(|n| page(n * 10..(n + 1) * 10)).collect();
    pages[9].push("late.jpg".into());
    lister.tell(pages, None);
    let live = world.settled(id).await;
    assert_eq!((live.run, live.counts.listed), (runs + 2, 101));
    assert_eq!(world.visible().await.len(), 101);
    let mut ends = 0;
    while let Ok(event) = events.try_recv() {
        if let LiveEvent::Storage { card } = &*event
            && !card.status.is_active()
        {
            ends += 1;
        }
    }
    assert_eq!(ends, 1, "the first run's end is not shown while another is queued");
}
