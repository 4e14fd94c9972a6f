//! What was handed in and waits for the server's answer. It stands in this browser's database before the next task
//! shows, and is sent again until the server has answered, on the next page if need be. Each bears a name of its own, so
//! that what is sent twice counts once.

use super::browser;
use super::drafts::DraftKeeper;
use super::idb::IdbError;
use super::post::{self, Refusal};
use super::shelf::{Place, Shelf};
use crate::api::functions::CreateAnnotation;
use crate::api::types::{Annotation, AnnotationInput};
use crate::model::drafts::{Head, Pace};
use crate::model::ids::{ProjectId, TaskId};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::time::Duration;

/// A new annotation, handed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The annotation's unique id.
    pub id: String,
    pub project: ProjectId,
    pub task: TaskId,
    /// The sitting that it came from, which is kept until the server has answered.
    pub session: String,
    pub input: AnnotationInput,
    /// The server will not take it.
    #[serde(default)]
    pub refused: Option<String>,
}

impl Entry {
    fn place(&self) -> Place {
        Place { task: self.task, annotation: None, session: self.session.clone() }
    }
}

/// What the page shows of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub id: String,
    pub project: ProjectId,
    pub task: TaskId,
    /// It was tried in vain.
    pub late: bool,
    pub refused: Option<String>,
}

thread_local! {
    static WAITING: ArcRwSignal<Vec<Waiting>> = ArcRwSignal::new(Vec::new());
    static RESUMED: Cell<Resumed> = const { Cell::new(Resumed::No) };
    static REFUSED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Whether what earlier pages left was looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Resumed {
    No,
    Looking,
    Yes,
}

#[derive(Serialize)]
struct Body<'a> {
    task: TaskId,
    input: &'a AnnotationInput,
}

/// Everything that waits, oldest first.
pub fn waiting() -> ArcRwSignal<Vec<Waiting>> {
    WAITING.with(Clone::clone)
}

/// A submit of this task is on its way.
pub fn is_under_way(task: TaskId) -> bool {
    waiting().with_untracked(|all| all.iter().any(|w| w.task == task && w.refused.is_none()))
}

/// Sends what earlier pages left, once for each page.
pub fn resume() {
    if RESUMED.get() != Resumed::No {
        return;
    }
    RESUMED.set(Resumed::Looking);
    spawn_local(async {
        let left: Vec<Entry> = match Shelf::open().await {
            Ok(shelf) => shelf.handed_in().await.unwrap_or_default(),
            // Nothing can have been left where nothing is kept.
            Err(_) => Vec::new(),
        };
        for entry in left {
            note(&entry);
            if entry.refused.is_none() {
                deliver(entry, None);
            }
        }
        RESUMED.set(Resumed::Yes);
    });
}

/// Returns once no submit of this task is under way: before, nobody can say what the task is.
pub async fn settled(task: TaskId) {
    resume();
    while RESUMED.get() == Resumed::Looking || is_under_way(task) {
        browser::sleep(Duration::from_millis(20)).await;
    }
}

/// What the server refused of a task that is there is taken back: its work opens again.
pub async fn take_back(task: TaskId) {
    let refused = |w: &Waiting| w.task == task && w.refused.is_some();
    let ids: Vec<String> =
        waiting().with_untracked(|all| all.iter().filter(|w| refused(w)).map(|w| w.id.clone()).collect());
    for id in ids {
        if let Ok(entry) = entry(&id).await {
            reopened(&entry).await;
        }
    }
}

/// The work of a refused entry opens with its task: as the sitting it came from, or else as what was handed in.
async fn reopened(entry: &Entry) {
    let Some(shelf) = Shelf::at_hand() else { return };
    let sittings = shelf.read(entry.task).await.unwrap_or_default();
    if !sittings.iter().any(|(place, journal)| *place == entry.place() && journal.base.is_some()) {
        let head = Head {
            seq: 1,
            lead_time: entry.input.lead_time.unwrap_or_default(),
            at: browser::now_rfc3339(),
            unique_id: entry.id.clone(),
            ..Head::default()
        };
        let result = entry.input.result.clone().unwrap_or_default();
        if shelf.write_whole(&entry.place(), head, result).await.is_err() {
            return;
        }
    }
    REFUSED.with_borrow_mut(|names| names.insert(entry.id.clone()));
    // An entry that stays is refused once more, and says so.
    let _ = shelf.taken(&entry.id, None).await;
    forget(&entry.id);
}

/// The server took nothing under this name, and the work was taken back: it goes on under another.
pub fn was_refused(id: &str) -> bool {
    REFUSED.with_borrow(|names| names.contains(id))
}

/// An entry as it was handed in.
async fn entry(id: &str) -> Result<Entry, IdbError> {
    let all: Vec<Entry> = Shelf::open().await?.handed_in().await?;
    all.into_iter().find(|entry| entry.id == id).ok_or(IdbError::Absent)
}

/// Hands a person what was handed in, as a file.
pub async fn download(id: &str) -> Result<(), String> {
    let entry = entry(id).await.map_err(|error| error.to_string())?;
    let result = entry.input.result.unwrap_or_default();
    browser::download(&format!("task-{}.json", entry.task), &result)
        .map_err(|error| browser::words_of(&error))
}

/// A person gives a refused entry up, with the sitting it came from.
pub async fn give_up(id: &str) -> Result<(), IdbError> {
    let place = entry(id).await?.place();
    Shelf::open().await?.taken(id, Some(&place)).await?;
    forget(id);
    Ok(())
}

/// Takes an entry. Once this returns, the submit outlives the page.
pub async fn hand_in(entry: &Entry) -> Result<(), IdbError> {
    let text = serde_json::to_string(entry).map_err(|error| IdbError::Failed(error.to_string()))?;
    Shelf::open().await?.hand_in(&entry.id, &text).await?;
    note(entry);
    Ok(())
}

/// Sends an entry until the server has answered; after its drafts, or one of them would outlive it.
pub fn deliver(mut entry: Entry, keeper: Option<DraftKeeper>) {
    spawn_local(async move {
        if let Some(keeper) = keeper {
            keeper.close().await;
        }
        let mut pace = Pace::default();
        loop {
            let body = Body { task: entry.task, input: &entry.input };
            match post::call::<Annotation>(CreateAnnotation::PATH, &body, true).await {
                Ok(said) => return taken(&entry, &said).await,
                Err(Refusal::Refused(error)) => {
                    entry.refused = Some(error.to_string());
                    return refused(&entry).await;
                }
                Err(Refusal::Away(_) | Refusal::Failing(_) | Refusal::SignedOut(_)) => {
                    change(&entry.id, |waiting| waiting.late = true);
                    browser::sleep(Duration::from_millis(pace.failed() as u64)).await;
                }
            }
        }
    });
}

async fn taken(entry: &Entry, said: &Annotation) {
    if let Some(shelf) = Shelf::at_hand() {
        // Where another window handed in something else under this name, the sitting is offered when the task is opened.
        let place = entry.input.is_said_by(said).then(|| entry.place());
        // An entry that stays is sent once more, and counts once.
        let _ = shelf.taken(&entry.id, place.as_ref()).await;
    }
    forget(&entry.id);
}

async fn refused(entry: &Entry) {
    if let (Some(shelf), Ok(text)) = (Shelf::at_hand(), serde_json::to_string(entry)) {
        // Not written down, it is refused once more on the next page.
        let _ = shelf.hand_in(&entry.id, &text).await;
    }
    change(&entry.id, |waiting| waiting.refused.clone_from(&entry.refused));
}

fn note(entry: &Entry) {
    let Entry { id, project, task, refused, .. } = entry.clone();
    waiting().update(|all| {
        all.retain(|w| w.id != id);
        all.push(Waiting { id, project, task, late: false, refused });
    });
}

fn change(id: &str, act: impl Fn(&mut Waiting)) {
    waiting().update(|all| all.iter_mut().filter(|w| w.id == id).for_each(act));
}

fn forget(id: &str) {
    waiting().update(|all| all.retain(|w| w.id != id));
}
