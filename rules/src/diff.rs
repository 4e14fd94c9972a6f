//! What changed between the objects that a storage knows and a listing of them. Pure: pages of both sides go in, one
//! finding an object comes out.
//!
//! Both sides are merged in key order and in constant memory. The order of the listing is checked, not believed: where
//! it fails, the caller starts over with [`Diff::unordered`], which holds the known keys in memory instead.

use crate::object::{Known, Listed};
use std::collections::{HashMap, HashSet, VecDeque};

/// How a listed object stands to what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    New,
    /// Another etag or size.
    Changed,
    Unchanged,
    /// Unchanged, but it failed for a passing reason.
    Retry,
    /// Known as gone, and back.
    Returned,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Listed {
        listed: Listed,
        change: Change,
        known: Option<Known>,
    },
    /// Known, not gone, and not in the listing.
    Absent(Known),
}

/// The listing is not in increasing order of its keys' bytes, or holds one twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the listing is not in the order of its keys")]
pub struct OutOfOrder;

/// The merge of one listing with the known objects.
#[derive(Debug)]
pub struct Diff {
    side: Side,
    /// All known objects have been fed.
    fed: bool,
}

#[derive(Debug)]
enum Side {
    Ordered { known: VecDeque<Known>, last: Option<String> },
    Unordered { known: HashMap<String, Known>, seen: HashSet<String> },
}

impl Diff {
    /// Known objects are to be fed in the order of their keys.
    pub fn ordered() -> Self {
        Self { side: Side::Ordered { known: VecDeque::new(), last: None }, fed: false }
    }

    pub fn unordered() -> Self {
        Self { side: Side::Unordered { known: HashMap::new(), seen: HashSet::new() }, fed: false }
    }

    /// Whether the listing must be in the order of its keys.
    pub fn is_ordered(&self) -> bool {
        matches!(self.side, Side::Ordered { .. })
    }

    /// Whether known objects must be fed before this key can be taken; `None` asks for the listing's end.
    pub fn wants_known(&self, key: Option<&str>) -> bool {
        if self.fed {
            return false;
        }
        match (&self.side, key) {
            (Side::Ordered { known, .. }, Some(key)) => {
                known.back().is_none_or(|last| last.key.as_str() < key)
            }
            _ => true,
        }
    }

    /// The next page of known objects; `last` when there are no more.
    pub fn feed(&mut self, page: Vec<Known>, last: bool) {
        self.fed = last;
        match &mut self.side {
            Side::Ordered { known, .. } => {
                debug_assert!(page.windows(2).all(|pair| pair[0].key < pair[1].key));
                known.extend(page);
            }
            Side::Unordered { known, .. } => known.extend(page.into_iter().map(|k| (k.key.clone(), k))),
        }
    }

    /// Takes the next object of the listing. A key that an unordered listing repeats is not found twice.
    pub fn take(&mut self, listed: Listed, found: &mut Vec<Found>) -> Result<(), OutOfOrder> {
        debug_assert!(!self.wants_known(Some(&listed.key)));
        let known = match &mut self.side {
            Side::Ordered { known, last } => {
                if last.as_ref().is_some_and(|last| *last >= listed.key) {
                    return Err(OutOfOrder);
                }
                last.replace(listed.key.clone());
                while known.front().is_some_and(|k| k.key < listed.key) {
                    found.extend(known.pop_front().and_then(absent));
                }
                if known.front().is_some_and(|k| k.key == listed.key) { known.pop_front() } else { None }
            }
            Side::Unordered { known, seen } => {
                if !seen.insert(listed.key.clone()) {
                    return Ok(());
                }
                known.remove(&listed.key)
            }
        };
        let change = known.as_ref().map_or(Change::New, |known| change(known, &listed));
        found.push(Found::Listed { listed, change, known });
        Ok(())
    }

    /// The listing is over: what was fed and not listed is absent. Called again after each further page.
    pub fn drain(&mut self, found: &mut Vec<Found>) {
        match &mut self.side {
            Side::Ordered { known, .. } => found.extend(known.drain(..).filter_map(absent)),
            Side::Unordered { known, .. } => {
                let mut rest: Vec<_> = known.drain().map(|(_, known)| known).collect();
                rest.sort_unstable_by(|a, b| a.key.cmp(&b.key));
                found.extend(rest.into_iter().filter_map(absent));
            }
        }
    }
}

fn absent(known: Known) -> Option<Found> {
    (!known.gone).then_some(Found::Absent(known))
}

fn change(known: &Known, listed: &Listed) -> Change {
    if known.gone {
        Change::Returned
    } else if known.etag != listed.etag || known.size != listed.size {
        Change::Changed
    } else if known.retry {
        Change::Retry
    } else {
        Change::Unchanged
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use app::model::storage::Outcome;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn listed(key: &str, version: u8) -> Listed {
        Listed { key: key.to_owned(), size: 1, etag: version.to_string(), odd: None }
    }

    fn known(key: &str, version: u8, gone: bool, retry: bool) -> Known {
        let (key, etag) = (key.to_owned(), version.to_string());
        Known { key, etag, size: 1, outcome: Outcome::Imported, reason: None, retry, gone, run: 1 }
    }

    /// Runs a diff as the run does: known objects in pages, fed on demand.
    fn diff(
        mut diff: Diff,
        listing: &[Listed],
        all: &[Known],
        page: usize,
    ) -> Result<Vec<Found>, OutOfOrder> {
        let mut pages: VecDeque<Vec<Known>> = all.chunks(page).map(<[Known]>::to_vec).collect();
        let mut feed = |diff: &mut Diff| {
            let next = pages.pop_front().unwrap_or_default();
            diff.feed(next, pages.is_empty());
        };
        let mut found = Vec::new();
        for object in listing {
            while diff.wants_known(Some(&object.key)) {
                feed(&mut diff);
            }
            diff.take(object.clone(), &mut found)?;
        }
        loop {
            diff.drain(&mut found);
            if !diff.wants_known(None) {
                return Ok(found);
            }
            feed(&mut diff);
        }
    }

    fn keys() -> impl Strategy<Value = BTreeMap<String, (u8, bool, bool)>> {
        prop::collection::btree_map(
            "[ab/.\u{e9}\u{10000}]{0,4}",
            (0u8..2, any::<bool>(), any::<bool>()),
            0..20,
        )
    }

    proptest! {
        #[test]
        fn no_key_is_lost_or_doubled(now in keys(), before in keys(), page in 1usize..5) {
            let listing: Vec<_> = now.iter().map(|(key, (v, ..))| listed(key, *v)).collect();
            let all: Vec<_> = before.iter().map(|(key, (v, gone, retry))| known(key, *v, *gone, *retry)).collect();
            let found = diff(Diff::ordered(), &listing, &all, page).unwrap();
            let mut unordered = listing.clone();
            unordered.reverse();
            unordered.extend(listing.clone());
            let mut other = diff(Diff::unordered(), &unordered, &all, page).unwrap();
            let key = |found: &Found| match found {
                Found::Listed { listed, .. } => listed.key.clone(),
                Found::Absent(known) => known.key.clone(),
            };
            prop_assert!(found.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])));
            other.sort_by_key(key);
            prop_assert_eq!(&found, &other);

            let mut seen = 0;
            for finding in &found {
                match finding {
                    Found::Absent(known) => {
                        prop_assert!(!known.gone && !now.contains_key(&known.key) && before.contains_key(&known.key));
                    }
                    Found::Listed { listed, change, known } => {
                        seen += 1;
                        let (version, ..) = now[&listed.key];
                        let expected = match before.get(&listed.key) {
                            None => Change::New,
                            Some((_, true, _)) => Change::Returned,
                            Some((v, ..)) if *v != version => Change::Changed,
                            Some((_, _, true)) => Change::Retry,
                            Some(_) => Change::Unchanged,
                        };
                        prop_assert_eq!(*change, expected);
                        prop_assert_eq!(known.is_some(), before.contains_key(&listed.key));
                    }
                }
            }
            prop_assert_eq!(seen, now.len());
            let absent = before.iter().filter(|(key, (_, gone, _))| !gone && !now.contains_key(*key)).count();
            prop_assert_eq!(found.len(), seen + absent);
        }
    }

    #[test]
    fn a_listing_out_of_order_is_noticed() {
        let listing = [listed("a/b/", 0), listed("a/b.", 0)];
        assert_eq!(diff(Diff::ordered(), &listing, &[], 9), Err(OutOfOrder));
        assert_eq!(diff(Diff::ordered(), &[listed("a", 0), listed("a", 0)], &[], 9), Err(OutOfOrder));
    }

    #[test]
    fn keys_are_compared_as_bytes() {
        let listing = [
            listed("a/b.", 0),
            listed("a/b/", 0),
            listed("a/b0", 0),
            listed("\u{ffff}", 0),
            listed("\u{10000}", 0),
        ];
        assert_eq!(diff(Diff::ordered(), &listing, &[], 9).unwrap().len(), 5);
    }

    #[test]
    fn no_more_is_asked_for_than_the_next_key_needs() {
        assert!(Diff::ordered().is_ordered() && !Diff::unordered().is_ordered());
        let mut ordered = Diff::ordered();
        assert!(ordered.wants_known(Some("a")));
        ordered.feed(vec![known("b", 0, false, false), known("m", 0, false, false)], false);
        assert!(!ordered.wants_known(Some("a")) && !ordered.wants_known(Some("m")));
        assert!(ordered.wants_known(Some("n")) && ordered.wants_known(None));
        ordered.feed(Vec::new(), true);
        assert!(!ordered.wants_known(Some("n")) && !ordered.wants_known(None));
        let mut unordered = Diff::unordered();
        unordered.feed(vec![known("m", 0, false, false)], false);
        assert!(unordered.wants_known(Some("a")), "all of them are needed");
    }

    #[test]
    fn an_unordered_listing_that_repeats_a_key_finds_it_once() {
        let listing = [listed("b", 0), listed("a", 0), listed("b", 0)];
        let found = diff(Diff::unordered(), &listing, &[known("b", 0, false, false)], 9).unwrap();
        let changes: Vec<_> = found
            .iter()
            .map(|found| match found {
                Found::Listed { listed, change, .. } => (listed.key.as_str(), *change),
                Found::Absent(known) => panic!("{} is there", known.key),
            })
            .collect();
        assert_eq!(changes, [("b", Change::Unchanged), ("a", Change::New)]);
    }
}
