//! One sitting's work as it is written down: the results it began with, and the edits of each step since. Results hold
//! the run lengths of masks packed here, as documents do.

use crate::model::mask::pack;
use crate::model::result::Edit;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The results after step `seq`, masks packed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Base {
    pub seq: u64,
    pub results: Vec<Value>,
}

/// What is known of a sitting without reading its steps; written anew with each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// The last step.
    pub seq: u64,
    /// The last step that the server has.
    pub synced: u64,
    /// `updated_at` of the server's draft that the work stands on.
    pub base: Option<String>,
    pub lead_time: f64,
    /// When the last step was done, RFC 3339.
    pub at: String,
    /// Names the annotation that the work becomes.
    pub unique_id: String,
    /// A person chose to keep it beside other work: it is offered, never opened by itself.
    #[serde(default)]
    pub aside: bool,
}

/// Steps by their number, the edits of each.
pub type Steps = Vec<(u64, Vec<Edit>)>;

/// A sitting as it was written down.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Journal {
    pub head: Head,
    /// `None`: it was lost, and nothing can be read.
    pub base: Option<Base>,
    /// Ascending.
    pub steps: Steps,
}

/// A sitting as it could be read again.
#[derive(Clone, Debug, PartialEq)]
pub struct Replayed {
    /// As they are sent: masks whole.
    pub results: Vec<Value>,
    /// The steps, from the first that does not fit on, that are not in it.
    pub left: Steps,
}

impl Journal {
    /// Plays the steps on the results that they began with, up to the first that does not fit or is missing.
    pub fn replay(&self) -> Option<Replayed> {
        let Base { mut seq, mut results } = self.base.clone()?;
        let mut left = Vec::new();
        for (number, edits) in &self.steps {
            if *number <= seq && left.is_empty() {
                continue;
            }
            if left.is_empty() && *number == seq + 1 && play(&mut results, edits) {
                seq = *number;
            } else {
                left.push((*number, edits.clone()));
            }
        }
        results.iter_mut().for_each(pack::unpack);
        Some(Replayed { results, left })
    }

    /// The server has all of it.
    pub const fn is_synced(&self) -> bool {
        self.head.synced >= self.head.seq
    }
}

/// All edits of a step, or none.
fn play(results: &mut Vec<Value>, edits: &[Edit]) -> bool {
    let done = edits.iter().take_while(|edit| play_one(results, edit)).count();
    if done == edits.len() {
        return true;
    }
    for edit in crate::model::result::invert(edits.get(..done).unwrap_or_default()) {
        // What was just done fits backwards.
        play_one(results, &edit);
    }
    false
}

fn play_one(results: &mut Vec<Value>, edit: &Edit) -> bool {
    let at = edit.at as usize;
    match (&edit.before, &edit.after) {
        (None, None) => {}
        (None, Some(after)) if at <= results.len() => results.insert(at, after.clone()),
        (Some(before), after) if results.get(at) == Some(before) => match (after, results.get_mut(at)) {
            (Some(after), Some(place)) => *place = after.clone(),
            _ => drop(results.remove(at)),
        },
        _ => return false,
    }
    true
}
