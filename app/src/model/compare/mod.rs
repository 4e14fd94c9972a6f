//! Two annotations of one task side by side: which regions both have, which differ and how, which only one has, and
//! where their answers part. The same whichever comes first.

mod answers;
mod place;

use crate::model::result::{Document, Region, Subject};
use place::Place;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Two regions that overlap this much (shared part of what both cover) are in the same place.
const SAME_PLACE: f64 = 0.5;
/// Two regions with the same labels that overlap this little are still meant to be one thing.
const SAME_THING: f64 = 0.1;

/// How two annotations stand to each other in one region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    Agree,
    /// In the same place, but called otherwise.
    OtherLabel,
    /// Called the same, but in another place.
    OtherPlace,
    OnlyFirst,
    OnlySecond,
}

impl Verdict {
    pub const ALL: [Self; 5] =
        [Self::Agree, Self::OtherLabel, Self::OtherPlace, Self::OnlyFirst, Self::OnlySecond];

    /// The same seen from the other side.
    pub const fn turned(self) -> Self {
        match self {
            Self::OnlyFirst => Self::OnlySecond,
            Self::OnlySecond => Self::OnlyFirst,
            other => other,
        }
    }
}

/// One region of either or both.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionPair {
    pub first: Option<String>,
    pub second: Option<String>,
    pub object: String,
    pub verdict: Verdict,
    /// How much of what both cover is shared, 0 to 1; 0 where one has nothing.
    pub overlap: f64,
}

/// What both say through one control of the same thing.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerPair {
    pub control: String,
    /// Of a region: the first's.
    pub of: Subject,
    pub first: Option<Value>,
    pub second: Option<Value>,
    pub agree: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    pub regions: Vec<RegionPair>,
    pub answers: Vec<AnswerPair>,
}

impl Comparison {
    pub fn count(&self, verdict: Verdict) -> usize {
        self.regions.iter().filter(|pair| pair.verdict == verdict).count()
    }

    pub fn answers_that_agree(&self) -> usize {
        self.answers.iter().filter(|pair| pair.agree).count()
    }

    /// The share of regions and answers in which both agree, 0 to 1; 1 where nobody says anything.
    pub fn score(&self) -> f64 {
        let all = self.regions.len() + self.answers.len();
        if all == 0 {
            return 1.0;
        }
        (self.count(Verdict::Agree) + self.answers_that_agree()) as f64 / all as f64
    }
}

/// Compares two annotations of one task.
pub fn compare(first: &Document, second: &Document) -> Comparison {
    let (ours, theirs) = (sides(first), sides(second));
    let matched = match_up(&ours, &theirs);
    let mut partner: Vec<Option<(usize, f64)>> = vec![None; ours.len()];
    let mut taken = vec![false; theirs.len()];
    for (a, b, overlap) in matched {
        partner[a] = Some((b, overlap));
        taken[b] = true;
    }
    let mut comparison = Comparison { answers: answers::of_task(first, second), ..Comparison::default() };
    for (side, partner) in ours.iter().zip(partner) {
        let other = partner.and_then(|(b, overlap)| Some((theirs.get(b)?, overlap)));
        comparison.regions.push(pair(side, other));
        if let Some((other, _)) = other {
            comparison.answers.extend(answers::of_regions((first, side.region), (second, other.region)));
        }
    }
    let alone = theirs.iter().zip(taken).filter(|(_, taken)| !taken);
    comparison.regions.extend(alone.map(|(side, _)| RegionPair {
        first: None,
        second: Some(side.region.id.clone()),
        object: side.region.to_name.clone(),
        verdict: Verdict::OnlySecond,
        overlap: 0.0,
    }));
    comparison
}

fn pair(side: &Side<'_>, other: Option<(&Side<'_>, f64)>) -> RegionPair {
    let verdict = match other {
        None => Verdict::OnlyFirst,
        Some((other, _)) if other.labels != side.labels => Verdict::OtherLabel,
        Some((_, overlap)) if overlap >= SAME_PLACE => Verdict::Agree,
        Some(_) => Verdict::OtherPlace,
    };
    RegionPair {
        first: Some(side.region.id.clone()),
        second: other.map(|(other, _)| other.region.id.clone()),
        object: side.region.to_name.clone(),
        verdict,
        overlap: other.map_or(0.0, |(_, overlap)| overlap),
    }
}

/// A region as it is compared.
struct Side<'a> {
    region: &'a Region,
    labels: Vec<&'a str>,
    place: Place,
    /// Everything that is said of it: equal texts are equal regions.
    content: String,
}

fn sides(document: &Document) -> Vec<Side<'_>> {
    document.regions().iter().map(|region| side(document, region)).collect()
}

fn side<'a>(document: &Document, region: &'a Region) -> Side<'a> {
    let mut labels: Vec<&str> = region.labels.iter().map(String::as_str).collect();
    labels.sort_unstable();
    labels.dedup();
    let said = answers::said_of(document, region);
    let content = json!([region.to_name, region.item, region.area, labels, said]).to_string();
    Side { place: Place::of(document, region), region, labels, content }
}

/// Pairs regions that are meant to be one thing: equal ones first, then by how much they share, same labels before
/// others. Each is in one pair at most.
fn match_up(ours: &[Side<'_>], theirs: &[Side<'_>]) -> Vec<(usize, usize, f64)> {
    let mut found: Vec<Candidate<'_>> = Vec::new();
    let groups = grouped(theirs);
    for (a, side) in ours.iter().enumerate() {
        for b in groups.get(&key(side)).into_iter().flatten().copied() {
            let other = &theirs[b];
            if other.place.left() > side.place.right() {
                break;
            }
            found.extend(Candidate::of((a, side), (b, other)));
        }
    }
    found.sort_by(|one, two| two.weight.total_cmp(&one.weight).then_with(|| one.names.cmp(&two.names)));
    let (mut used_a, mut used_b) = (vec![false; ours.len()], vec![false; theirs.len()]);
    let mut pairs = Vec::new();
    for candidate in found {
        if !used_a[candidate.a] && !used_b[candidate.b] {
            (used_a[candidate.a], used_b[candidate.b]) = (true, true);
            pairs.push((candidate.a, candidate.b, candidate.overlap));
        }
    }
    pairs
}

type Key<'a> = (&'a str, Option<u32>, u8);

fn key<'a>(side: &Side<'a>) -> Key<'a> {
    (&side.region.to_name, side.region.item, side.place.family())
}

/// What can be compared at all, by where it begins.
fn grouped<'a>(sides: &[Side<'a>]) -> BTreeMap<Key<'a>, Vec<usize>> {
    let mut groups: BTreeMap<Key<'a>, Vec<usize>> = BTreeMap::new();
    for (at, side) in sides.iter().enumerate() {
        groups.entry(key(side)).or_default().push(at);
    }
    for group in groups.values_mut() {
        group.sort_by(|one, two| sides[*one].place.left().total_cmp(&sides[*two].place.left()));
    }
    groups
}

struct Candidate<'a> {
    a: usize,
    b: usize,
    overlap: f64,
    weight: f64,
    /// Both contents, the lesser first: settles draws alike from either side.
    names: (&'a str, &'a str),
}

impl<'a> Candidate<'a> {
    fn of((a, ours): (usize, &'a Side<'_>), (b, theirs): (usize, &'a Side<'_>)) -> Option<Self> {
        let same = ours.labels == theirs.labels;
        let equal = ours.content == theirs.content;
        let overlap = if equal { 1.0 } else { ours.place.overlap(&theirs.place) };
        let least = if same { SAME_THING } else { SAME_PLACE };
        if overlap < least {
            return None;
        }
        let weight = overlap + if same { 0.25 } else { 0.0 } + if equal { 2.0 } else { 0.0 };
        let (one, two) = (ours.content.as_str(), theirs.content.as_str());
        Some(Self { a, b, overlap, weight, names: (one.min(two), one.max(two)) })
    }
}

#[cfg(test)]
mod tests;
