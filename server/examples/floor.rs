//! The floors that benches compare with: the same client doing only what no server could leave out. Prints one line of
//! JSON. Credentials and endpoint come from the usual AWS variables.

#![allow(clippy::expect_used, reason = "a measuring program may stop with a message")]

use app::model::storage::{StorageSecrets, StorageSettings};
use app::model::task::parse_task;
use futures::StreamExt;
use skylabel::bucket::{Bucket, Condition, install_crypto};
use skylabel::sync::source::filter::Format;
use skylabel::sync::source::parse::Rows;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// As the server has it: musl's own is slow.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() {
    install_crypto();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (done, seconds, cpu) = match args.as_slice() {
        ["list", bucket] => timed(list(bucket)).await,
        ["gets", bucket, at_once] => timed(gets(bucket, number(at_once))).await,
        ["submits", address, project_tasks, clients, seconds] => {
            timed(submits(address, project_tasks, number(clients), number(seconds))).await
        }
        ["puts", bucket, count, at_once, bytes] => {
            timed(puts(bucket, number(count), number(at_once), number(bytes))).await
        }
        ["parse", how] => {
            let rows = rows();
            timed(async { parse(&rows, how == &"stage") }).await
        }
        _ => panic!(
            "floor list BUCKET | gets BUCKET AT_ONCE | puts BUCKET COUNT AT_ONCE BYTES | parse alone|stage | submits HOST:PORT FIRST_TASK,TASKS CLIENTS SECONDS"
        ),
    };
    println!(r#"{{"done": {done}, "seconds": {seconds:.6}, "cpu": {cpu:.6}}}"#);
}

fn number(text: &str) -> usize {
    text.parse().expect("a number")
}

async fn timed(work: impl Future<Output = u64>) -> (u64, f64, f64) {
    let begun = (Instant::now(), cpu());
    let done = work.await;
    (done, begun.0.elapsed().as_secs_f64(), cpu() - begun.1)
}

/// CPU seconds of this process so far, from `/proc/self/stat` in ticks of 10 ms.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("/proc");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn connect(name: &str) -> Bucket {
    let settings = StorageSettings { path: name.to_owned(), ..StorageSettings::default() };
    Bucket::connect(&settings, &StorageSecrets::default()).expect("the bucket connects")
}

async fn list(name: &str) -> u64 {
    let mut pages = connect(name).list("", true);
    let mut keys = 0;
    while let Some(page) = pages.next().await {
        keys += page.expect("a page of the listing").len() as u64;
    }
    keys
}

/// Lists, then reads every object, so many at once; bodies are dropped.
async fn gets(name: &str, at_once: usize) -> u64 {
    let bucket = connect(name);
    let keys = bucket.list("", true).flat_map(|page| {
        futures::stream::iter(page.expect("a page of the listing").into_iter().map(|listed| listed.key))
    });
    keys.map(|key| {
        let bucket = bucket.clone();
        async move {
            let object = bucket.get(&key).await.expect("an object");
            object.bytes(1 << 20).await.expect("its body").len()
        }
    })
    .buffer_unordered(at_once)
    .fold(0, |read, _| async move { read + 1 })
    .await
}

/// Writes so many objects of so many bytes, so many at once.
async fn puts(name: &str, count: usize, at_once: usize, bytes: usize) -> u64 {
    let bucket = connect(name);
    let body = bytes::Bytes::from(vec![b'x'; bytes]);
    futures::stream::iter(0..count)
        .map(|n| {
            let (bucket, body) = (bucket.clone(), body.clone());
            async move {
                let key = format!("bare/{n}.json");
                bucket.put(&key, body, "application/json", Condition::Always).await.expect("written");
            }
        })
        .buffer_unordered(at_once)
        .fold(0, |written, ()| async move { written + 1 })
        .await
}

/// 200,000 rows of 300 bytes, each on its line.
fn rows() -> Vec<u8> {
    let row = |n: usize| {
        let head = format!(r#"{{"number": {n}, "text": ""#);
        format!("{head}{}\"}}\n", "x".repeat(298 - head.len()))
    };
    (0..200_000).map(row).collect::<String>().into_bytes()
}

/// Makes tasks of the rows: by serde_json and the same types alone, or as a sync does.
fn parse(body: &[u8], as_a_sync_does: bool) -> u64 {
    if !as_a_sync_does {
        let task = |line: &[u8]| parse_task(serde_json::from_slice(line).expect("JSON")).expect("a task");
        let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        return lines.map(|line| u64::from(!task(line).data.is_empty())).sum();
    }
    let (mut reader, mut found, mut read) = (Rows::new(Format::Lines, None), Vec::new(), 0);
    for part in body.chunks(64 << 10) {
        reader.push(part, &mut found).expect("rows");
        read += found.drain(..).filter(|row| row.read.is_ok()).count() as u64;
    }
    reader.finish(&mut found).expect("an end");
    read + found.len() as u64
}

/// Keeps so many clients posting annotations for so many seconds; gives how many were answered 201.
async fn submits(address: &str, first_and_count: &str, clients: usize, seconds: usize) -> u64 {
    let (first, count) = first_and_count.split_once(',').expect("FIRST,COUNT");
    let (first, count) = (number(first) as u64, number(count) as u64);
    let end = Instant::now() + std::time::Duration::from_secs(seconds as u64);
    let workers = (0..clients as u64).map(|client| {
        let address = address.to_owned();
        tokio::spawn(async move {
            let mut stream = TcpStream::connect(&address).await.expect("the server");
            stream.set_nodelay(true).expect("nodelay");
            let mut done = 0u64;
            while Instant::now() < end {
                let task = first + (done * clients as u64 + client) % count;
                post(&mut stream, &address, task).await;
                done += 1;
            }
            done
        })
    });
    let mut total = 0;
    for worker in workers.collect::<Vec<_>>() {
        total += worker.await.expect("a client");
    }
    total
}

const ANNOTATION: &str = r#"{"lead_time": 3.5, "result": [{"id": "a1b2c3d4e5", "from_name": "sentiment", "to_name": "text", "type": "choices", "value": {"choices": ["Positive"]}, "origin": "manual"}]}"#;

async fn post(stream: &mut TcpStream, host: &str, task: u64) {
    let request = format!(
        "POST /api/tasks/{task}/annotations/ HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{ANNOTATION}",
        ANNOTATION.len()
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = Vec::with_capacity(2048);
    let end = loop {
        assert!(stream.read_buf(&mut answer).await.expect("an answer") > 0, "the server hung up");
        if let Some(at) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
    };
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 201"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, number);
    while answer.len() < end + length {
        assert!(stream.read_buf(&mut answer).await.expect("a body") > 0, "the server hung up");
    }
}
