#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;

/// Everybody's work on one task, and what must come of it: the versions that people made and nobody replaced or deleted.
#[derive(Clone, Default)]
struct World {
    servers: Vec<Account>,
    documents: Vec<Account>,
    /// An older state of a document, as somebody may put it back.
    backup: Account,
    clock: u32,
    standing: BTreeSet<Stamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Create(usize),
    /// The annotation that is first or last in the server's account.
    Edit(usize, bool),
    Delete(usize, bool),
    /// Takes in a document and writes to it what both come to.
    Sync(usize, usize),
    Pull(usize, usize),
    /// Somebody puts an older state of the document back.
    PutBack,
}

impl World {
    fn new(servers: usize, documents: usize) -> Self {
        Self {
            servers: vec![Account::new(); servers],
            documents: vec![Account::new(); documents],
            ..Self::default()
        }
    }

    /// The clocks of the servers differ: the later server's is behind.
    fn made(&mut self, server: usize, (id, lineage): (&str, &Lineage), after: Option<&Fate>) -> Stamp {
        self.clock += 1;
        let now = format!("2026-01-01T00:00:{:02}.{:06}Z", 50 - 20 * server, self.clock);
        let before = after.map(|fate| fate.stamp.to_string()).unwrap_or_default();
        let at = super::super::stamp::later(before.split(' ').next().unwrap(), &now);
        let stamp = Stamp::of((id, lineage), &at, &json!(self.clock), false, false);
        self.standing.insert(stamp.clone());
        stamp
    }

    fn live(&self, server: usize, first: bool) -> Option<String> {
        let mut live = self.servers[server].iter().filter(|(_, fate)| !fate.dead);
        let (id, _) = if first { live.next() } else { live.next_back() }?;
        Some(id.clone())
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Create(server) => {
                let id = format!("u{:03}", self.clock);
                let stamp = self.made(server, (&id, &Lineage::default()), None);
                let fate = Fate { stamp, dead: false, lineage: Some(Lineage::default()) };
                self.servers[server].insert(id, fate);
            }
            Act::Edit(server, first) => {
                let Some(id) = self.live(server, first) else { return };
                let old = self.servers[server][&id].clone();
                self.standing.remove(&old.stamp);
                let lineage = old.lineage.clone().unwrap().and(&old.stamp);
                let stamp = self.made(server, (&id, &lineage), Some(&old));
                self.servers[server].insert(id, Fate { stamp, dead: false, lineage: Some(lineage) });
            }
            Act::Delete(server, first) => {
                let Some(id) = self.live(server, first) else { return };
                let fate = self.servers[server].get_mut(&id).unwrap();
                fate.dead = true;
                self.standing.remove(&fate.stamp);
            }
            Act::Sync(server, document) => {
                self.act(Act::Pull(server, document));
                self.backup = std::mem::replace(&mut self.documents[document], self.servers[server].clone());
            }
            Act::Pull(server, document) => {
                let merged = merge(&self.servers[server], &self.documents[document]);
                self.servers[server] = merged.account;
            }
            Act::PutBack => self.documents[0] = self.backup.clone(),
        }
    }

    /// Everybody syncs until nothing is lacking anywhere.
    fn settle(&mut self) {
        for round in 0.. {
            assert!(round < 4, "it comes to rest");
            let mut quiet = true;
            for server in 0..self.servers.len() {
                for document in 0..self.documents.len() {
                    quiet &= !merge(&self.servers[server], &self.documents[document]).lacking;
                    self.act(Act::Sync(server, document));
                }
            }
            if quiet {
                return;
            }
        }
    }

    fn check(mut self, acts: &[Act]) {
        self.settle();
        for account in self.servers.iter().chain(&self.documents) {
            let live: Vec<_> = account.values().filter(|fate| !fate.dead).map(|fate| &fate.stamp).collect();
            let found: BTreeSet<_> = live.iter().map(|stamp| (*stamp).clone()).collect();
            assert_eq!(live.len(), found.len(), "nothing twice: {acts:?}");
            assert_eq!(found, self.standing, "{acts:?}");
        }
    }
}

/// Every history of so many acts, one after another.
fn explore(world: &World, acts: &[Act], history: &mut Vec<Act>, depth: usize) -> u64 {
    let mut seen = 1;
    world.clone().check(history);
    if depth == 0 {
        return seen;
    }
    for act in acts {
        // Two equal syncs in a row are one.
        if matches!(act, Act::Sync(..) | Act::Pull(..)) && history.last() == Some(act) {
            continue;
        }
        let mut next = world.clone();
        next.act(*act);
        history.push(*act);
        seen += explore(&next, acts, history, depth - 1);
        history.pop();
    }
    seen
}

#[test]
fn no_history_of_two_servers_on_one_document_loses_or_doubles_a_version() {
    let acts = [
        Act::Edit(0, true),
        Act::Edit(1, true),
        Act::Delete(0, true),
        Act::Delete(1, true),
        Act::Sync(0, 0),
        Act::Sync(1, 0),
        Act::PutBack,
    ];
    let mut world = World::new(2, 1);
    for act in [Act::Create(0), Act::Sync(0, 0), Act::Pull(1, 0)] {
        world.act(act);
    }
    let seen = explore(&world, &acts, &mut Vec::new(), 5);
    assert!(seen > 10_000, "{seen} histories");
}

#[test]
fn no_history_of_two_servers_with_a_document_each_loses_or_doubles_a_version() {
    let acts = [
        Act::Create(0),
        Act::Create(1),
        Act::Edit(0, false),
        Act::Edit(1, true),
        Act::Delete(1, true),
        Act::Sync(0, 0),
        Act::Sync(1, 1),
        Act::Pull(0, 1),
    ];
    assert!(explore(&World::new(2, 2), &acts, &mut Vec::new(), 4) > 4_000);
}

fn any_act(servers: usize, documents: usize) -> impl Strategy<Value = Act> {
    let of = (0..servers, 0..documents);
    prop_oneof![
        1 => (0..servers).prop_map(Act::Create),
        3 => (0..servers, any::<bool>()).prop_map(|(server, first)| Act::Edit(server, first)),
        1 => (0..servers, any::<bool>()).prop_map(|(server, first)| Act::Delete(server, first)),
        3 => of.clone().prop_map(|(server, document)| Act::Sync(server, document)),
        1 => of.prop_map(|(server, document)| Act::Pull(server, document)),
        1 => Just(Act::PutBack),
    ]
}

fn live(account: &Account) -> Vec<(&String, &Stamp)> {
    account.iter().filter(|(_, fate)| !fate.dead).map(|(id, fate)| (id, &fate.stamp)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn three_servers_and_two_documents_come_to_the_same(acts in prop::collection::vec(any_act(3, 2), 0..40)) {
        let mut world = World::new(3, 2);
        acts.iter().for_each(|act| world.act(*act));
        world.check(&acts);
    }

    #[test]
    fn merging_is_the_same_in_any_order_and_twice_is_once(acts in prop::collection::vec(any_act(3, 1), 0..25)) {
        let mut world = World::new(3, 1);
        acts.iter().for_each(|act| world.act(*act));
        let [a, b, c] = [&world.servers[0], &world.servers[1], &world.servers[2]];
        let (ab, ba) = (merge(a, b), merge(b, a));
        prop_assert_eq!(live(&ab.account), live(&ba.account));
        let again = merge(&ab.account, b);
        prop_assert!(again.apart.is_empty());
        prop_assert_eq!(live(&again.account), live(&ab.account));
        prop_assert!(!merge(a, &ab.account).lacking, "who has the result lacks nothing");
        let left = merge(&ab.account, c).account;
        let right = merge(a, &merge(b, c).account).account;
        prop_assert_eq!(live(&left), live(&right));
    }
}

fn fate(at: &str, says: &str, lineage: Option<Lineage>) -> Fate {
    let stamp = Stamp::of(("u", &Lineage::default()), at, &json!([says]), false, false);
    Fate { stamp, dead: false, lineage }
}

const EARLY: &str = "2026-01-01T00:00:00Z";
const LATE: &str = "2026-01-02T00:00:00Z";

#[test]
fn what_an_account_does_not_mention_stays() {
    let ours = Account::from([("u".to_owned(), fate(EARLY, "a", Some(Lineage::default())))]);
    let merged = merge(&ours, &Account::new());
    assert_eq!((merged.account, merged.taken.len(), merged.lacking), (ours, 0, true));
}

#[test]
fn equal_words_of_two_moments_are_one_annotation() {
    let of = |at| Account::from([("u".to_owned(), fate(at, "a", Some(Lineage::default())))]);
    let merged = merge(&of(EARLY), &of(LATE));
    assert_eq!((merged.taken, merged.apart.len(), merged.lacking), (vec!["u".to_owned()], 0, false));
}

#[test]
fn where_nothing_is_told_of_what_was_known_the_later_version_stands_alone() {
    let ours = Account::from([("u".to_owned(), fate(EARLY, "a", Some(Lineage::default())))]);
    let theirs = Account::from([("u".to_owned(), fate(LATE, "b", None))]);
    for (one, other) in [(&ours, &theirs), (&theirs, &ours)] {
        let merged = merge(one, other);
        assert_eq!((merged.account.len(), merged.apart.len()), (1, 0));
        assert_eq!(merged.account["u"].stamp, theirs["u"].stamp);
    }
}

#[test]
fn a_version_changed_on_both_sides_is_kept_apart_under_the_same_name_on_either() {
    let of = |at, says| Account::from([("u".to_owned(), fate(at, says, Some(Lineage::default())))]);
    let (one, other) = (of(EARLY, "a"), of(LATE, "b"));
    let (here, there) = (merge(&one, &other), merge(&other, &one));
    assert_eq!((here.apart[0].whose, there.apart[0].whose), (Whose::Ours, Whose::Theirs));
    assert_eq!(here.apart[0].unique_id, there.apart[0].unique_id);
    assert_eq!(here.account["u"].stamp, other["u"].stamp);
    assert!(here.lacking && there.lacking);
}

#[test]
fn what_was_brought_back_holds_against_the_deletion_until_it_is_deleted_again() {
    let of = |fate: &Fate| Account::from([("u".to_owned(), fate.clone())]);
    let first = fate(EARLY, "a", Some(Lineage::default()));
    let deleted = Fate { dead: true, ..first.clone() };
    let lineage = first.lineage.clone().map(Lineage::returned);
    let returned = Fate { lineage, ..first.clone() };
    let again = Fate { dead: true, ..returned.clone() };
    let fates = [first, deleted, returned, again];
    for (n, later) in fates.iter().enumerate() {
        for earlier in &fates[..n] {
            for (one, other) in [(earlier, later), (later, earlier)] {
                let merged = merge(&of(one), &of(other));
                assert_eq!((merged.account["u"].dead, merged.account.len()), (later.dead, 1), "{n}");
            }
        }
    }
}

#[test]
fn no_number_of_returns_that_somebody_writes_is_too_great_to_be_ranked() {
    let told = |returns: &str| {
        let lineage = Some(Lineage::from(returns));
        Account::from([("u".to_owned(), Fate { dead: true, ..fate(EARLY, "a", lineage) })])
    };
    let (few, most) = (told("^2"), told("^4294967295"));
    assert_eq!((merge(&few, &most).account, merge(&most, &few).account), (most.clone(), most));
}
