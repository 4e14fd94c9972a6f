//! What only local folders must promise: nothing steps out, nothing half-written shows, links do not trap.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod places;

use bytes::Bytes;
use futures::StreamExt;
use skylabel::bucket::{Bucket, BucketErrorKind as Kind, Condition, OddKey};
use std::os::unix::ffi::OsStrExt;

async fn keys(bucket: &Bucket) -> Vec<String> {
    let pages: Vec<_> = bucket.list("", true).collect().await;
    pages.into_iter().flat_map(Result::unwrap).map(|listed| listed.key).collect()
}

#[tokio::test]
async fn no_key_steps_out_of_the_folder() {
    let place = places::folder().await;
    let bucket = place.bucket();
    for key in ["../secret", "a/../../secret", "/etc/passwd", "a//b", ".", "", "a/", "nul\0"] {
        assert_eq!(bucket.get(key).await.unwrap_err().kind, Kind::Invalid, "{key:?}");
        let put = bucket.put(key, Bytes::new(), "text/plain", Condition::Always).await;
        assert_eq!(put.unwrap_err().kind, Kind::Invalid, "{key:?}");
    }
}

#[tokio::test]
async fn the_listing_is_in_the_order_of_the_keys_bytes() {
    let place = places::folder().await;
    let mut all = ["a.txt", "a/b", "a/b c", "a-", "a0", "b/c/d", "b", "Z", "é"].map(str::to_owned).to_vec();
    all.retain(|key| key != "b");
    for key in &all {
        place.put(key, b"x").await;
    }
    let found = keys(&place.bucket()).await;
    all.sort();
    assert_eq!(found, all);
}

#[tokio::test]
async fn our_own_bookkeeping_is_never_listed() {
    let place = places::folder().await;
    let bucket = place.bucket();
    bucket.put("1.json", Bytes::from_static(b"{}"), "application/json", Condition::IfAbsent).await.unwrap();
    place.put(".skylabel-part-left-by-a-crash", b"half").await;
    assert_eq!(keys(&bucket).await, ["1.json"]);
}

#[tokio::test]
async fn links_are_followed_but_never_round_in_a_circle() {
    let place = places::folder().await;
    let root = std::path::PathBuf::from(&place.settings.path);
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::write(elsewhere.path().join("x.jpg"), "x").unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), root.join("linked")).unwrap();
    std::os::unix::fs::symlink(&root, root.join("self")).unwrap();
    std::os::unix::fs::symlink(root.join("gone"), root.join("dangling")).unwrap();
    place.put("a", b"x").await;
    let found = keys(&place.bucket()).await;
    assert!(found.contains(&"linked/x.jpg".to_owned()) && found.contains(&"a".to_owned()), "{found:?}");
    assert!(found.len() <= 6, "{found:?}");
}

#[tokio::test]
async fn a_name_that_is_no_text_is_odd_and_costs_itself_only() {
    let place = places::folder().await;
    place.put("good", b"x").await;
    let name = std::ffi::OsStr::from_bytes(b"bad-\xff.txt");
    std::fs::write(std::path::Path::new(&place.settings.path).join(name), "x").unwrap();
    let page = place.bucket().list("", true).next().await.unwrap().unwrap();
    let odd: Vec<_> = page.iter().map(|listed| listed.odd).collect();
    assert_eq!(odd, [Some(OddKey::NotUtf8), None]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_writers_that_want_to_be_first_one_is() {
    let place = places::folder().await;
    let tries = (0..16).map(|number| {
        let bucket = place.bucket();
        tokio::spawn(async move {
            let body = Bytes::from(format!("{number}"));
            bucket.put("claim.json", body, "application/json", Condition::IfAbsent).await.is_ok()
        })
    });
    let won = futures::future::join_all(tries).await.into_iter().filter(|won| *won.as_ref().unwrap()).count();
    assert_eq!(won, 1);
}
