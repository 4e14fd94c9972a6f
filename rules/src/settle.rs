//! What to do after a conditional write that was refused or whose answer was lost: read back what stands there and
//! decide. Pure; `push` does the reading and writing.

use crate::object::{Condition, Version};

/// What this server knows of the object from before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The version last seen under our hands.
    pub version: Option<Version>,
    /// Of the write last done.
    pub done: Option<String>,
    /// Of the write being tried, by every try since the last one known to have arrived.
    pub trying: String,
    /// The key is ours: we wrote it, read it at a restore, or took it over.
    pub key_is_ours: bool,
}

/// What a read back found at the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Nothing,
    Object {
        version: Version,
        /// The write id in it; `None` if it is no document of ours.
        write_id: Option<String>,
        /// It speaks of the task that we push.
        same_task: bool,
        /// Nobody else edited it since the write that it names.
        intact: bool,
        /// A server of this project wrote it, and nobody else edited it since.
        peer: bool,
        /// It is byte for byte what we want there.
        same_bytes: bool,
    },
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Our latest document stands there.
    Done(Version),
    /// Write again, under this condition.
    Write(Condition),
    /// The natural key belongs to another; take the key that names object and row.
    OtherKey,
    /// Another server of this project wrote there: take in what it says, and write what both come to.
    Merge(Version),
    /// Somebody else wrote there.
    Conflict,
}

/// Decides from what stands at the key.
pub fn judge(known: &Known, standing: Standing) -> Next {
    let Standing::Object { version, write_id, same_task, intact, peer, same_bytes } = standing else {
        return Next::Write(Condition::IfAbsent);
    };
    let named = write_id.is_some_and(|id| id == known.trying || known.done.as_ref() == Some(&id));
    let ours = named && intact;
    match ours {
        true if same_bytes => Next::Done(version),
        true => Next::Write(Condition::IfUnchanged(version)),
        // The version that we knew is still there, whoever else's words it carries: an adopted document.
        false if known.version.as_ref() == Some(&version) => Next::Write(Condition::IfUnchanged(version)),
        false if peer && same_task => Next::Merge(version),
        false if peer => Next::OtherKey,
        false if known.key_is_ours || same_task => Next::Conflict,
        false => Next::OtherKey,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known() -> Known {
        Known {
            version: Some(Version("v1".into())),
            done: Some("w1".into()),
            trying: "w2".into(),
            key_is_ours: true,
        }
    }

    fn object(version: &str, write_id: Option<&str>, same_task: bool, same_bytes: bool) -> Standing {
        Standing::Object {
            version: Version(version.into()),
            write_id: write_id.map(str::to_owned),
            same_task,
            intact: true,
            peer: false,
            same_bytes,
        }
    }

    fn of_peer(standing: Standing) -> Standing {
        match standing {
            Standing::Object { version, write_id, same_task, same_bytes, .. } => {
                Standing::Object { version, write_id, same_task, intact: true, peer: true, same_bytes }
            }
            Standing::Nothing => Standing::Nothing,
        }
    }

    fn edited(standing: Standing) -> Standing {
        match standing {
            Standing::Object { version, write_id, same_task, .. } => Standing::Object {
                version,
                write_id,
                same_task,
                intact: false,
                peer: false,
                same_bytes: false,
            },
            Standing::Nothing => Standing::Nothing,
        }
    }

    #[test]
    fn a_write_whose_answer_was_lost_is_found_done() {
        assert_eq!(judge(&known(), object("v2", Some("w2"), true, true)), Next::Done(Version("v2".into())));
    }

    #[test]
    fn an_older_try_of_ours_is_written_over() {
        let next = judge(&known(), object("v2", Some("w2"), true, false));
        assert_eq!(next, Next::Write(Condition::IfUnchanged(Version("v2".into()))));
    }

    #[test]
    fn a_copied_bucket_with_new_versions_is_still_ours() {
        let next = judge(&known(), object("copied", Some("w1"), true, false));
        assert_eq!(next, Next::Write(Condition::IfUnchanged(Version("copied".into()))));
    }

    #[test]
    fn a_document_of_ours_that_somebody_edited_is_theirs() {
        for write_id in ["w1", "w2"] {
            assert_eq!(judge(&known(), edited(object("v9", Some(write_id), true, false))), Next::Conflict);
        }
    }

    #[test]
    fn what_did_not_arrive_is_written_again() {
        let next = judge(&known(), object("v1", Some("w1"), true, false));
        assert_eq!(next, Next::Write(Condition::IfUnchanged(Version("v1".into()))));
        assert_eq!(judge(&known(), Standing::Nothing), Next::Write(Condition::IfAbsent));
    }

    #[test]
    fn what_another_server_of_the_project_wrote_is_merged_and_its_other_tasks_left_alone() {
        let fresh = Known { trying: "w".into(), ..Known::default() };
        for known in [known(), fresh] {
            let next = |same_task| judge(&known, of_peer(object("v9", Some("x"), same_task, false)));
            assert_eq!(next(true), Next::Merge(Version("v9".into())));
            assert_eq!(next(false), Next::OtherKey);
        }
        let edited = edited(of_peer(object("v9", Some("x"), true, false)));
        assert_eq!(judge(&known(), edited), Next::Conflict);
    }

    #[test]
    fn a_foreign_change_is_a_conflict() {
        assert_eq!(judge(&known(), object("v9", Some("x"), true, false)), Next::Conflict);
        assert_eq!(judge(&known(), object("v9", None, false, false)), Next::Conflict);
    }

    #[test]
    fn a_key_never_ours_gives_way_to_another_task_but_not_to_the_same_one() {
        let fresh = Known { trying: "w".into(), ..Known::default() };
        assert_eq!(judge(&fresh, object("v9", Some("x"), false, false)), Next::OtherKey);
        assert_eq!(judge(&fresh, object("v9", None, false, false)), Next::OtherKey);
        assert_eq!(judge(&fresh, object("v9", Some("x"), true, false)), Next::Conflict);
    }

    proptest! {
        #[test]
        fn nothing_foreign_is_ever_written_over(
            version in "v[12]", write_id in prop::option::of("w[0-3]"),
            same_task: bool, same_bytes: bool, key_is_ours: bool, is_edited: bool, is_peer: bool,
        ) {
            let known = Known { key_is_ours, ..known() };
            let named = matches!(write_id.as_deref(), Some("w1" | "w2"));
            let ours = named && !is_edited || version == "v1";
            let found = object(&version, write_id.as_deref(), same_task, same_bytes);
            let found = if is_peer { of_peer(found) } else { found };
            let next = judge(&known, if is_edited { edited(found) } else { found });
            match next {
                Next::Done(_) | Next::Write(_) => prop_assert!(ours),
                Next::Merge(_) => prop_assert!(!ours && is_peer && same_task && !is_edited),
                Next::OtherKey | Next::Conflict => prop_assert!(!ours),
            }
            prop_assert_ne!(next, Next::Write(Condition::Always));
        }
    }
}
