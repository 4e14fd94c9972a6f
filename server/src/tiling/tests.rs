//! The cache: what fits stays, what nobody looks at goes, and nothing half made is ever found.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::Name;
use super::cache::Cache;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

fn name(number: u8) -> Name {
    Name::of_test(number)
}

/// A made pyramid of about 100 KB, which somebody looked at so many seconds ago.
fn made(cache: &Cache, dir: &Path, number: u8, ago: u64) {
    let growing = cache.grow().unwrap();
    // A gray TIFF of one row; what matters is that it is a pyramid.
    let mut tiff = b"II*\0\x09\0\0\0\x55".to_vec();
    tiff.extend(8u16.to_le_bytes());
    for (tag, value) in [(256u16, 1u32), (257, 1), (258, 8), (259, 1), (262, 1), (273, 8), (278, 1), (279, 1)]
    {
        tiff.extend(tag.to_le_bytes().into_iter().chain(4u16.to_le_bytes()));
        tiff.extend(1u32.to_le_bytes().into_iter().chain(value.to_le_bytes()));
    }
    tiff.extend([0; 4]);
    fs::write(growing.source(), tiff).unwrap();
    tiles::build(&growing.source(), 0, &growing.pyramid(), &()).unwrap();
    fs::write(growing.pyramid().join("ballast"), vec![0; 100_000]).unwrap();
    let looked = SystemTime::now() - Duration::from_secs(ago);
    for file in fs::read_dir(growing.pyramid()).unwrap() {
        fs::File::options().write(true).open(file.unwrap().path()).unwrap().set_modified(looked).unwrap();
    }
    cache.place(&growing, &name(number), 0).unwrap();
    assert!(dir.join("tiles").exists());
}

#[test]
fn what_nobody_looked_at_for_the_longest_time_goes_first() {
    let dir = tempfile::tempdir().unwrap();
    let cache = Cache::open(dir.path(), 250_000);
    made(&cache, dir.path(), 1, 3000);
    made(&cache, dir.path(), 2, 2000);
    assert!(cache.about(&name(1), 0).is_some(), "and this look counts");
    made(&cache, dir.path(), 3, 1000);
    let there: Vec<bool> = (1..=3).map(|number| cache.about(&name(number), 0).is_some()).collect();
    assert_eq!(there, [true, false, true]);
    assert_eq!(fs::read_dir(dir.path().join("tiles/growing")).unwrap().count(), 0);
}

#[test]
fn the_newest_stays_even_if_it_alone_is_too_large() {
    let dir = tempfile::tempdir().unwrap();
    let cache = Cache::open(dir.path(), 10);
    made(&cache, dir.path(), 1, 10);
    made(&cache, dir.path(), 2, 20);
    assert!(cache.about(&name(1), 0).is_none() && cache.about(&name(2), 0).is_some());
}

#[test]
fn what_a_killed_server_left_is_gone_after_the_next_start_and_the_rest_stays() {
    let dir = tempfile::tempdir().unwrap();
    let cache = Cache::open(dir.path(), 1 << 20);
    made(&cache, dir.path(), 1, 10);
    let interrupted = cache.grow().unwrap();
    fs::write(interrupted.source(), "half").unwrap();
    std::mem::forget(interrupted);
    let cache = Cache::open(dir.path(), 1 << 20);
    assert!(!dir.path().join("tiles/growing").exists());
    assert!(cache.about(&name(1), 0).is_some());
}
