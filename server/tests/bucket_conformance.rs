//! What a bucket promises, kept by every kind of place: a real S3 server that checks signatures, one that keeps keys
//! byte for byte, Google's wire protocol and a plain folder.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod places;

use app::model::storage::{Side, StorageKind};
use bytes::Bytes;
use futures::StreamExt;
use places::{Hand, Place};
use skylabel::bucket::{Bucket, BucketErrorKind as Kind, Condition, Listed, ReadRange, Version};
use std::collections::BTreeSet;
use std::time::Duration;

/// Keys that other people chose, and that must work like any other.
fn hostile() -> Vec<String> {
    let mut keys: Vec<String> = [
        "a b.json",
        "a+b.json",
        "a%2Fb.json",
        "100%",
        "hash#tag?query=1&x",
        "quote\"'`.txt",
        "emoji-😀-é-日本.jpg",
        ".hidden",
        "~tilde",
        "deep/er/and deeper/file (1).txt",
        "c++ & co/x + y.txt",
        "semi;colon:at@eq=comma,dollar$bang!star*[b]{c}|^<>",
        "trailing space ",
        "...",
    ]
    .map(str::to_owned)
    .to_vec();
    keys.push(format!("long/{}", (0..4).map(|_| "x".repeat(240)).collect::<Vec<_>>().join("/")));
    keys
}

async fn listing(bucket: &Bucket, folder: &str, recursive: bool) -> Vec<Listed> {
    let pages: Vec<_> = bucket.list(folder, recursive).collect().await;
    pages.into_iter().flat_map(Result::unwrap).collect()
}

async fn content(bucket: &Bucket, key: &str) -> Bytes {
    bucket.get(key).await.unwrap().bytes(1 << 20).await.unwrap()
}

async fn hostile_keys_list_read_sign_and_write_byte_for_byte(place: Place) {
    let bucket = place.bucket();
    for key in hostile() {
        place.put(&key, key.as_bytes()).await;
    }
    let listed = listing(&bucket, "", true).await;
    let found: BTreeSet<String> = listed.iter().map(|listed| listed.key.clone()).collect();
    assert_eq!(found, hostile().into_iter().collect());
    let http = reqwest::Client::new();
    for object in listed {
        let key = &object.key;
        assert_eq!((object.odd, object.size), (None, key.len() as u64), "{key}");
        assert_eq!(content(&bucket, key).await, key.as_bytes(), "{key}");
        assert_eq!(bucket.key_of(&bucket.uri(key)), Some(key.as_str()));
        if let Some(url) = bucket.sign_get(key, Duration::from_secs(60)).await.unwrap() {
            let fetched = http.get(url).send().await.unwrap();
            assert_eq!(fetched.status(), 200, "{key}");
            assert_eq!(fetched.bytes().await.unwrap(), key.as_bytes(), "{key}");
        }
        let again = Bytes::from(format!("again {key}"));
        bucket.put(key, again.clone(), "text/plain", Condition::Always).await.unwrap();
        assert_eq!(place.look(key).await.unwrap(), again, "{key}");
    }
}

async fn conditions_are_kept(place: Place) {
    let bucket = place.bucket();
    let put = async |body: &'static str, condition| {
        bucket.put("out/1.json", Bytes::from_static(body.as_bytes()), "application/json", condition).await
    };
    let never = match place.settings.kind {
        StorageKind::Gcs => "17",
        _ => "\"0123456789abcdef0123456789abcdef\"",
    };
    let nowhere = put("x", Condition::IfUnchanged(Version(never.into()))).await;
    assert_eq!(nowhere.unwrap_err().kind, Kind::Changed);
    let first = put("one", Condition::IfAbsent).await.unwrap();
    assert_eq!(put("two", Condition::IfAbsent).await.unwrap_err().kind, Kind::Changed);
    assert_eq!(bucket.get("out/1.json").await.unwrap().version, first);
    let second = put("three", Condition::IfUnchanged(first.clone())).await.unwrap();
    assert_ne!(first, second);
    let refused = put("four", Condition::IfUnchanged(first)).await.unwrap_err();
    assert_eq!(refused.kind, Kind::Changed);
    assert!(refused.is_definite() && refused.to_string().contains("out/1.json"), "{refused}");
    assert_eq!(place.look("out/1.json").await.unwrap(), "three");
    put("five", Condition::IfUnchanged(second)).await.unwrap();
    assert_eq!(bucket.get("out/1.json").await.unwrap().content_type.as_deref(), Some("application/json"));
}

async fn parts_of_objects_are_what_was_asked_for(place: Place) {
    let bucket = place.bucket();
    place.put("media/x.bin", b"0123456789").await;
    for (range, expected, span) in [
        (ReadRange::Whole, "0123456789", 0..10),
        (ReadRange::From(7), "789", 7..10),
        (ReadRange::Between(2..4), "23", 2..4),
        (ReadRange::Between(8..99), "89", 8..10),
        (ReadRange::Last(3), "789", 7..10),
    ] {
        let part = bucket.get_range("media/x.bin", range.clone()).await.unwrap();
        assert_eq!((part.size, part.range), (10, span), "{range:?}");
        assert!(part.last_modified.is_some());
        let chunks: Vec<Bytes> = part.body.map(Result::unwrap).collect().await;
        assert_eq!(chunks.concat(), expected.as_bytes(), "{range:?}");
    }
    for beyond in
        [ReadRange::From(10), ReadRange::Between(20..30), ReadRange::Between(3..3), ReadRange::Last(0)]
    {
        let error = bucket.get_range("media/x.bin", beyond.clone()).await.unwrap_err();
        assert_eq!(error.kind, Kind::OutOfRange, "{beyond:?}: {error}");
    }
    place.put("empty", b"").await;
    assert_eq!(content(&bucket, "empty").await, "");
    let large = bucket.get("media/x.bin").await.unwrap().bytes(9).await.unwrap_err();
    assert_eq!(large.kind, Kind::Invalid);
}

async fn listings_are_whole_and_keep_to_their_folder(place: Place) {
    let bucket = place.bucket();
    let many: Vec<String> = (0..1_050).map(|number| format!("many/{number:05}.json")).collect();
    futures::stream::iter(&many).for_each_concurrent(16, |key| place.put(key, b"{}")).await;
    for key in ["many.txt", "many2/x", "top"] {
        place.put(key, b"x").await;
    }
    let pages: Vec<_> = bucket.list("many/", true).map(Result::unwrap).collect().await;
    assert!(pages.len() > 1 && pages.iter().all(|page| page.len() <= 1_000));
    let found: Vec<Listed> = pages.into_iter().flatten().collect();
    assert_eq!(found.iter().map(|listed| listed.key.clone()).collect::<Vec<_>>(), many);
    assert!(found.iter().all(|listed| listed.size == 2 && !listed.etag.is_empty() && listed.odd.is_none()));
    assert_eq!(listing(&bucket, "many/", true).await, found);
    let mut ends: Vec<String> = many.iter().skip(96).step_by(97).cloned().collect();
    ends.insert(4, "many/00388 gone.json".to_owned());
    assert!(ends.is_sorted());
    let dir = tempfile::tempdir().unwrap();
    let between: Vec<_> = bucket.list_at_once("many/", ends, dir.path()).map(Result::unwrap).collect().await;
    assert_eq!(between.concat(), found, "by ranges");
    let top: BTreeSet<_> = listing(&bucket, "", false).await.into_iter().map(|listed| listed.key).collect();
    assert_eq!(top, ["many.txt", "top"].map(str::to_owned).into());
    assert_eq!(listing(&bucket, "nothing/here/", true).await, []);
}

async fn an_etag_moves_with_the_content(place: Place) {
    let bucket = place.bucket();
    place.put("a", b"one").await;
    let before = listing(&bucket, "", true).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    place.put("a", b"two").await;
    let after = listing(&bucket, "", true).await;
    assert_ne!(before[0].etag, after[0].etag);
    let version = bucket.get("a").await.unwrap().version.0;
    assert!(version.starts_with(&after[0].etag), "{version} {}", after[0].etag);
}

async fn what_is_missing_is_said(place: Place) {
    let bucket = place.bucket();
    let missing = bucket.get("no/such key").await.unwrap_err();
    assert_eq!(missing.kind, Kind::NoSuchObject, "{missing}");
    assert!(missing.to_string().contains("no/such key"), "{missing}");
    bucket.delete("no/such key").await.unwrap();
    place.put("here", b"x").await;
    bucket.delete("here").await.unwrap();
    assert_eq!(place.look("here").await, None);
    let mut nowhere = place.settings.clone();
    nowhere.path = format!("{}-not-there", nowhere.path);
    let nowhere = Bucket::connect(&nowhere, &place.secrets).unwrap();
    let error = nowhere.list("", true).next().await.unwrap().unwrap_err();
    assert_eq!(error.kind, Kind::NoSuchBucket, "{error}");
    assert!(error.is_definite() && error.to_string().contains("-not-there"), "{error}");
    let report = nowhere.check(Side::Target, "").await;
    assert!(!report.ok() && !report.unreachable, "{report:?}");
}

async fn a_check_of_what_works_finds_nothing_wrong(place: Place) {
    let bucket = place.bucket();
    let empty = bucket.check(Side::Source, "in/").await;
    assert!(empty.ok(), "{empty:?}");
    place.put("in/a.json", b"{}").await;
    let source = bucket.check(Side::Source, "in/").await;
    let names = |report: &app::model::storage::CheckReport| -> Vec<String> {
        report.steps.iter().map(|step| step.name.clone()).collect()
    };
    assert_eq!(
        (source.ok(), names(&source)),
        (true, ["list", "read", "sign"].map(str::to_owned).to_vec()),
        "{source:?}"
    );
    // The account of the tests has no key to sign with, and a folder has no addresses.
    let signs = place.settings.kind == StorageKind::S3;
    assert_eq!(source.steps[2].detail.starts_with("URLs can be signed"), signs, "{source:?}");
    let signed = bucket.sign_get("in/a.json", Duration::from_secs(60)).await.unwrap();
    assert_eq!(signed.is_some(), signs, "{signed:?}");
    let target = bucket.check(Side::Target, "out/").await;
    assert!(target.ok() && !target.unreachable, "{target:?}");
    assert_eq!(names(&target), ["list", "write", "read", "conditions", "delete"]);
    assert!(!target.steps[3].detail.starts_with("unprotected:"), "{target:?}");
    assert_eq!(listing(&bucket, "out/", true).await, [], "the probe is gone");
    assert!(bucket.requests().total() > 0);
}

macro_rules! on_every_place {
    ($($promise:ident),* $(,)?) => { on_every_place!(@ weed, $($promise),*); on_every_place!(@ moto, $($promise),*);
        on_every_place!(@ gcs, $($promise),*); on_every_place!(@ folder, $($promise),*); };
    (@ $place:ident, $($promise:ident),*) => {
        mod $place {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $promise() {
                skylabel::bucket::install_crypto();
                super::$promise(super::places::$place().await).await;
            })*
        }
    };
}

on_every_place!(
    hostile_keys_list_read_sign_and_write_byte_for_byte,
    conditions_are_kept,
    parts_of_objects_are_what_was_asked_for,
    listings_are_whole_and_keep_to_their_folder,
    an_etag_moves_with_the_content,
    what_is_missing_is_said,
    a_check_of_what_works_finds_nothing_wrong,
);

/// Keys that a URL library would tidy.
const UNTIDY: [&str; 10] = [
    "a//b",
    "./x",
    "up/../y",
    "..",
    "/lead",
    "//",
    "tab\tx",
    "c\u{1}x",
    "folder/",
    "nfd e\u{301}//nfc \u{e9}",
];

async fn untidy_keys_are_keys_like_any_other(place: Place) {
    let bucket = place.bucket();
    for key in UNTIDY {
        match &place.hand {
            Hand::S3(client) => client.put_untouched(&place.settings.path, key, b"0123456789").await.unwrap(),
            _ => place.put(key, b"0123456789").await,
        }
    }
    let listed = listing(&bucket, "", true).await;
    let found: BTreeSet<_> = listed.iter().map(|listed| listed.key.as_str()).collect();
    assert_eq!(found, UNTIDY.into());
    for object in &listed {
        let key = object.key.as_str();
        assert_eq!(
            (object.odd, content(&bucket, key).await.as_ref()),
            (None, b"0123456789".as_slice()),
            "{key:?}"
        );
        let part = bucket.get_range(key, ReadRange::Between(2..4)).await.unwrap();
        assert_eq!((part.size, part.range.clone()), (10, 2..4), "{key:?}");
        assert_eq!(part.body.map(Result::unwrap).collect::<Vec<_>>().await.concat(), b"23", "{key:?}");
        if let Some(url) = bucket.sign_get(key, Duration::from_secs(60)).await.unwrap() {
            assert_eq!(reqwest::get(url).await.unwrap().text().await.unwrap(), "0123456789", "{key:?}");
        }
    }
    for key in UNTIDY {
        let put = async |body: &'static str, condition| {
            bucket.put(key, Bytes::from_static(body.as_bytes()), "text/plain", condition).await
        };
        let taken = put("x", Condition::IfAbsent).await.unwrap_err();
        assert_eq!(taken.kind, Kind::Changed, "{key:?}: {taken}");
        let first = put("one", Condition::Always).await.unwrap();
        let second = put("two", Condition::IfUnchanged(first.clone())).await.unwrap();
        assert_eq!(
            put("three", Condition::IfUnchanged(first)).await.unwrap_err().kind,
            Kind::Changed,
            "{key:?}"
        );
        let object = bucket.get(key).await.unwrap();
        assert_eq!(
            (object.version.clone(), object.content_type.as_deref()),
            (second, Some("text/plain")),
            "{key:?}"
        );
        bucket.delete(key).await.unwrap();
        assert_eq!(bucket.get(key).await.unwrap_err().kind, Kind::NoSuchObject, "{key:?}");
    }
    assert_eq!(listing(&bucket, "", true).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn untidy_keys_are_kept_byte_for_byte_by_s3() {
    untidy_keys_are_keys_like_any_other(places::moto().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn untidy_keys_are_kept_byte_for_byte_by_google() {
    untidy_keys_are_keys_like_any_other(places::gcs().await).await;
}

/// This server checks signatures, but keeps such a key as a tidy one.
#[tokio::test(flavor = "multi_thread")]
async fn requests_for_untidy_keys_are_signed_as_the_server_signs() {
    let place = places::weed().await;
    let bucket = place.bucket();
    bucket.put("sig//b c+d", Bytes::from_static(b"x"), "text/plain", Condition::Always).await.unwrap();
    assert_eq!(content(&bucket, "sig//b c+d").await, "x");
    let url = bucket.sign_get("sig//b c+d", Duration::from_secs(60)).await.unwrap().unwrap();
    assert_eq!(reqwest::get(url).await.unwrap().text().await.unwrap(), "x");
    let stranger = Bucket::connect(&place.settings, &places::keys(testkit::ACCESS_KEY, "wrong")).unwrap();
    assert_eq!(stranger.get("sig//b c+d").await.unwrap_err().kind, Kind::Credentials);
}
