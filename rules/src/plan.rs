//! What a run does with each object it found, and what it counts it as. Pure and deterministic.

use crate::diff::Change;
use crate::filter::{Format, Skip, Verdict};
use crate::object::{Known, Understood};
use app::model::storage::Outcome;

/// What is to be done with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Nothing: not one row is written.
    Keep,
    /// Write down that it is left out; its tasks leave the lists unless another storage includes them.
    LeaveOut(Skip),
    /// One task for the whole object.
    Blob,
    /// Read it for its tasks.
    Read(Format),
}

/// One object's part of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub act: Act,
    pub outcome: Outcome,
    /// No tasks of this object can stand yet: they only need to be inserted.
    pub fresh: bool,
}

/// What a plan depends on beside the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Objects are to be understood in another way than when they were last read.
    pub reinterpret: bool,
    /// The labeling config asks for other data than then: what failed may fit now.
    pub revalidate: bool,
    /// This run's number; what an interrupted start of it wrote counts as done by it.
    pub run: i64,
}

impl Rules {
    /// From how objects were understood `before`, and how they are now.
    pub fn after(before: Option<Understood>, blobs: bool, needs: u64, run: i64) -> Self {
        let differs = |of: fn(Understood) -> u64, now| before.is_some_and(|before| of(before) != now);
        Self {
            reinterpret: differs(|before| before.blobs.into(), blobs.into()),
            revalidate: differs(|before| before.needs, needs),
            run,
        }
    }
}

/// `stands`: the project has tasks of this object, by whatever storage or target.
pub fn plan(change: Change, known: Option<&Known>, verdict: Verdict, stands: bool, rules: Rules) -> Plan {
    let format = match verdict {
        Verdict::Skip(skip) => return left_out(change, known, skip, stands),
        Verdict::Take(format) => format,
    };
    let taken_before = known.is_some_and(|known| known.outcome != Outcome::Skipped);
    let anew =
        rules.reinterpret || rules.revalidate && known.is_some_and(|known| known.outcome == Outcome::Failed);
    let same = taken_before && change == Change::Unchanged && !anew;
    if let (true, Some(known)) = (same, known) {
        return Plan { act: Act::Keep, outcome: kept(known, rules.run), fresh: false };
    }
    let outcome = match known {
        Some(known) if taken_before && known.outcome != Outcome::Failed => Outcome::Updated,
        Some(_) => Outcome::Imported,
        None if stands && format == Format::Blob => Outcome::Unchanged,
        None => Outcome::Imported,
    };
    let act = match format {
        Format::Blob => Act::Blob,
        Format::Json | Format::Lines => Act::Read(format),
    };
    Plan { act, outcome, fresh: !stands }
}

fn left_out(change: Change, known: Option<&Known>, skip: Skip, stands: bool) -> Plan {
    let said = known.is_some_and(|known| {
        known.outcome == Outcome::Skipped && known.reason.as_deref() == Some(skip.to_string().as_str())
    });
    let act = if said && change == Change::Unchanged { Act::Keep } else { Act::LeaveOut(skip) };
    Plan { act, outcome: Outcome::Skipped, fresh: !stands }
}

/// What an object that nothing happened to counts as: a failure stays one until it is mended.
fn kept(known: &Known, run: i64) -> Outcome {
    match known.outcome {
        Outcome::Failed => Outcome::Failed,
        outcome if known.run >= run => outcome,
        _ => Outcome::Unchanged,
    }
}

/// Whether the listing is one to conclude from that objects are gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    pub listed: u64,
    /// Known objects that were there at the last run and are within the storage's folder.
    pub present: u64,
    /// Of these, the ones that are not in the listing.
    pub absent: u64,
}

/// Below this many known objects, any number of them may go.
const FEW: u64 = 10;

impl Survey {
    /// The sentence that says why nothing may be concluded from this listing, if so.
    pub fn doubt(&self) -> Option<String> {
        let remedy = "Nothing was concluded from that. If the objects were taken away on purpose, remove this \
                      storage (its tasks stay) and add it again";
        if self.listed == 0 && self.absent > 0 {
            let before = self.absent;
            return Some(format!(
                "the listing came back empty, where {before} objects were before. {remedy}"
            ));
        }
        if self.present >= FEW && self.absent * 2 > self.present {
            let (absent, present) = (self.absent, self.present);
            return Some(format!(
                "{absent} of {present} known objects are missing from the listing. {remedy}"
            ));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    const RULES: Rules = Rules { reinterpret: false, revalidate: false, run: 5 };

    fn known(outcome: Outcome) -> Known {
        let reason = (outcome == Outcome::Skipped).then(|| Skip::Regex.to_string());
        let (key, etag) = ("k".to_owned(), "e".to_owned());
        Known { key, etag, size: 1, outcome, reason, retry: false, gone: false, run: 3 }
    }

    fn outcomes() -> impl Strategy<Value = Outcome> {
        prop::sample::select(Outcome::ALL.to_vec())
    }

    fn verdicts() -> impl Strategy<Value = Verdict> {
        prop::sample::select(vec![
            Verdict::Take(Format::Blob),
            Verdict::Take(Format::Json),
            Verdict::Skip(Skip::Regex),
            Verdict::Skip(Skip::NotTasks),
        ])
    }

    proptest! {
        #[test]
        fn what_a_run_did_the_next_one_keeps(outcome in outcomes(), verdict in verdicts(), stands: bool) {
            let before = known(outcome);
            let first = plan(Change::Changed, Some(&before), verdict, stands, RULES);
            let after = Known {
                outcome: first.outcome,
                reason: match first.act { Act::LeaveOut(skip) => Some(skip.to_string()), _ => None },
                run: 5,
                ..before
            };
            let second = plan(Change::Unchanged, Some(&after), verdict, true, Rules { run: 6, ..RULES });
            prop_assert_eq!(second.act, Act::Keep);
        }

        #[test]
        fn only_what_is_taken_is_ever_read(outcome in outcomes(), verdict in verdicts(), new: bool) {
            let before = known(outcome);
            let (change, before) = if new { (Change::New, None) } else { (Change::Changed, Some(&before)) };
            let plan = plan(change, before, verdict, false, RULES);
            prop_assert_eq!(plan.outcome == Outcome::Skipped, matches!(verdict, Verdict::Skip(_)));
        }
    }

    #[test]
    fn a_failure_stays_a_failure_until_the_object_changes() {
        let take = Verdict::Take(Format::Json);
        let kept = plan(Change::Unchanged, Some(&known(Outcome::Failed)), take, false, RULES);
        assert_eq!((kept.act, kept.outcome), (Act::Keep, Outcome::Failed));
        for change in [Change::Changed, Change::Retry] {
            let again = plan(change, Some(&known(Outcome::Failed)), take, false, RULES);
            assert_eq!((again.act, again.outcome), (Act::Read(Format::Json), Outcome::Imported));
        }
    }

    #[test]
    fn what_failed_is_read_again_under_another_config_and_nothing_else_is() {
        let rules = Rules { revalidate: true, ..RULES };
        let plan = |outcome| {
            plan(Change::Unchanged, Some(&known(outcome)), Verdict::Take(Format::Json), true, rules).act
        };
        assert_eq!(plan(Outcome::Failed), Act::Read(Format::Json));
        assert_eq!(plan(Outcome::Imported), Act::Keep);
    }

    #[test]
    fn a_wider_filter_brings_objects_in() {
        let plan =
            plan(Change::Unchanged, Some(&known(Outcome::Skipped)), Verdict::Take(Format::Blob), true, RULES);
        assert_eq!((plan.act, plan.outcome), (Act::Blob, Outcome::Imported));
    }

    #[test]
    fn a_narrower_filter_leaves_objects_out() {
        let plan =
            plan(Change::Unchanged, Some(&known(Outcome::Imported)), Verdict::Skip(Skip::Regex), true, RULES);
        assert_eq!((plan.act, plan.outcome), (Act::LeaveOut(Skip::Regex), Outcome::Skipped));
    }

    #[test]
    fn a_resumed_run_counts_what_it_did_before_the_crash() {
        let take = Verdict::Take(Format::Blob);
        let done = Known { run: 5, ..known(Outcome::Imported) };
        assert_eq!(plan(Change::Unchanged, Some(&done), take, true, RULES).outcome, Outcome::Imported);
        assert_eq!(
            plan(Change::Unchanged, Some(&known(Outcome::Imported)), take, true, RULES).outcome,
            Outcome::Unchanged
        );
    }

    #[test]
    fn a_listing_that_lost_too_much_concludes_nothing() {
        let survey = |listed, present, absent| Survey { listed, present, absent }.doubt();
        assert!(survey(0, 1, 1).unwrap().contains("came back empty"));
        assert!(survey(4, 10, 6).unwrap().starts_with("6 of 10"));
        assert_eq!(survey(5, 10, 5), None);
        assert_eq!(survey(1, 9, 8), None);
        assert_eq!(survey(0, 0, 0), None);
    }

    #[test]
    fn an_object_read_well_before_counts_as_updated_and_one_that_failed_as_imported() {
        let take = Verdict::Take(Format::Json);
        let outcome = |before| plan(Change::Changed, Some(&known(before)), take, true, RULES).outcome;
        assert_eq!(outcome(Outcome::Imported), Outcome::Updated);
        assert_eq!(outcome(Outcome::Unchanged), Outcome::Updated);
        assert_eq!(outcome(Outcome::Failed), Outcome::Imported);
        assert_eq!(outcome(Outcome::Skipped), Outcome::Imported);
    }

    #[test]
    fn a_new_object_whose_task_stands_is_unchanged_as_a_blob_and_read_as_json() {
        let new = |format, stands| plan(Change::New, None, Verdict::Take(format), stands, RULES);
        assert_eq!(
            (new(Format::Blob, true).outcome, new(Format::Blob, true).fresh),
            (Outcome::Unchanged, false)
        );
        assert_eq!(
            (new(Format::Blob, false).outcome, new(Format::Blob, false).fresh),
            (Outcome::Imported, true)
        );
        assert_eq!(
            (new(Format::Json, true).outcome, new(Format::Json, true).fresh),
            (Outcome::Imported, false)
        );
        assert_eq!(
            (new(Format::Json, false).outcome, new(Format::Json, false).fresh),
            (Outcome::Imported, true)
        );
    }

    #[test]
    fn what_is_left_out_is_said_once_and_said_anew_for_another_reason_or_version() {
        let mut before = known(Outcome::Skipped);
        let act = |before: &Known, change, skip| left_out(change, Some(before), skip, true);
        assert_eq!(act(&before, Change::Unchanged, Skip::Regex).act, Act::Keep);
        assert_eq!(act(&before, Change::Unchanged, Skip::NotTasks).act, Act::LeaveOut(Skip::NotTasks));
        assert_eq!(act(&before, Change::Changed, Skip::Regex).act, Act::LeaveOut(Skip::Regex));
        before.outcome = Outcome::Failed;
        assert_eq!(act(&before, Change::Unchanged, Skip::Regex).act, Act::LeaveOut(Skip::Regex));
        assert!(!act(&before, Change::Unchanged, Skip::Regex).fresh);
        assert!(left_out(Change::New, None, Skip::Regex, false).fresh);
    }

    #[test]
    fn another_way_of_understanding_is_noticed_and_the_same_is_not() {
        let before = Understood { store: 1, blobs: true, unordered: false, needs: 7, row_id: 0 };
        let rules = |blobs, needs| Rules::after(Some(before), blobs, needs, 1);
        assert_eq!((rules(true, 7).reinterpret, rules(true, 7).revalidate), (false, false));
        assert_eq!((rules(false, 7).reinterpret, rules(false, 7).revalidate), (true, false));
        assert_eq!((rules(true, 8).reinterpret, rules(true, 8).revalidate), (false, true));
        let first = Rules::after(None, true, 7, 1);
        assert_eq!((first.reinterpret, first.revalidate), (false, false));
    }
}
