//! Two accounts of one task's annotations into one: what this database holds, and what a document says. Pure.
//!
//! An annotation is known by its unique id, never by the number that a server gave it. Of two versions the greater
//! stands. A version that gives way without its successor knowing of it (both were changed at once, or one was changed
//! while the other was deleted) is kept apart, as an annotation of its own whose unique id follows from the version: so
//! nothing handed in is lost, and it is the same annotation wherever that was done. A deletion stands for the version
//! deleted and for those before it; what an account does not mention is not deleted.

use super::stamp::{Lineage, Stamp};
use std::collections::BTreeMap;

/// What became of an annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    pub stamp: Stamp,
    /// This version was deleted.
    pub dead: bool,
    /// What it comes from; `None`: not told, so it is taken to have replaced everything before it.
    pub lineage: Option<Lineage>,
}

/// Annotations by unique id.
pub type Account = BTreeMap<String, Fate>;

/// Whose words are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Ours,
    Theirs,
}

/// A version that is kept apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    pub whose: Whose,
    /// The annotation that it was a version of.
    pub of: String,
    /// The one that it becomes.
    pub unique_id: String,
}

/// What two accounts come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    pub account: Account,
    /// Annotations whose fate is another one than it was in ours, those kept apart left out.
    pub taken: Vec<String>,
    pub apart: Vec<Apart>,
    /// Theirs does not say everything that this comes to.
    pub lacking: bool,
}

impl Fate {
    /// A version is followed by its deletion, that by its return, and so on.
    pub fn rank(&self) -> (&Stamp, u32) {
        let returns = self.lineage.as_ref().map_or(0, Lineage::returns);
        (&self.stamp, 2 * returns + u32::from(self.dead))
    }

    /// Whether this is that version, or says the same.
    fn repeats(&self, other: &Self) -> bool {
        self.stamp == other.stamp || (!self.dead && !other.dead && self.stamp.says_the_same(&other.stamp))
    }

    fn has_replaced(&self, version: &Stamp) -> bool {
        self.lineage.as_ref().is_some_and(|lineage| lineage.knows(version))
    }

    /// This one, which stands over one that it repeats: it knows from now on what that knew.
    fn repeating(self, other: &Self) -> Self {
        let lineage = match (self.lineage, &other.lineage) {
            (Some(ours), Some(theirs)) => Some(ours.joined(theirs)),
            (one, other) => one.or_else(|| other.clone()),
        };
        let repeated = Lineage::default().and(&other.stamp);
        let another = self.stamp != other.stamp;
        let lineage = lineage.map(|lineage| if another { lineage.joined(&repeated) } else { lineage });
        Self { lineage, ..self }
    }
}

/// Merges what `theirs` says into `ours`. In whichever order accounts are merged, and however often, the same
/// annotations stand in the end.
pub fn merge(ours: &Account, theirs: &Account) -> Merged {
    let mut merged = Merged { account: ours.clone(), ..Merged::default() };
    let mut aside = Vec::new();
    for (unique_id, their_fate) in theirs {
        let Some(our_fate) = ours.get(unique_id) else {
            merged.account.insert(unique_id.clone(), their_fate.clone());
            continue;
        };
        let (stands, gives_way, whose) = match their_fate.rank() > our_fate.rank() {
            true => (their_fate, our_fate, Whose::Ours),
            false => (our_fate, their_fate, Whose::Theirs),
        };
        if stands.repeats(gives_way) {
            merged.account.insert(unique_id.clone(), stands.clone().repeating(gives_way));
            continue;
        }
        merged.account.insert(unique_id.clone(), stands.clone());
        if stands.lineage.is_some() && gives_way.lineage.is_some() {
            aside.push((whose, unique_id, gives_way));
        }
    }
    for (whose, of, fate) in aside {
        merged.keep_apart(whose, of, fate);
    }
    merged.bury_replaced();
    let is_apart = |id: &String| merged.apart.iter().any(|apart| apart.unique_id == *id);
    let taken = merged.account.iter().filter(|(id, fate)| ours.get(*id) != Some(*fate) && !is_apart(id));
    merged.taken = taken.map(|(id, _)| id.clone()).collect();
    merged.lacking = merged
        .account
        .iter()
        .any(|(id, fate)| theirs.get(id).is_none_or(|theirs| theirs.rank() != fate.rank()));
    merged
}

impl Merged {
    /// Keeps a version that gave way, unless somebody replaced it. That it was deleted is kept too: others may have kept
    /// it apart before they heard of it.
    fn keep_apart(&mut self, whose: Whose, of: &str, fate: &Fate) {
        let unique_id = fate.stamp.apart(of);
        if self.account.values().any(|other| other.has_replaced(&fate.stamp)) {
            return;
        }
        // It may be there already, and may have been changed or deleted since.
        if self.account.get(&unique_id).is_some_and(|there| there.rank() >= fate.rank()) {
            return;
        }
        let lineage = fate.lineage.clone().map(|lineage| lineage.apart(of));
        self.account.insert(unique_id.clone(), Fate { lineage, ..fate.clone() });
        if !fate.dead {
            self.apart.push(Apart { whose, of: of.to_owned(), unique_id });
        }
    }

    /// What was kept apart goes when it comes out that a person had replaced it.
    fn bury_replaced(&mut self) {
        let replaced: Vec<String> = self
            .account
            .iter()
            .filter(|(_, fate)| {
                !fate.dead && self.account.values().any(|other| other.has_replaced(&fate.stamp))
            })
            .map(|(id, _)| id.clone())
            .collect();
        for id in replaced {
            self.apart.retain(|apart| apart.unique_id != id);
            if let Some(fate) = self.account.get_mut(&id) {
                fate.dead = true;
            }
        }
    }
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
