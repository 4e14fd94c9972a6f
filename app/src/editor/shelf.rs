//! What this browser keeps: of each sitting the results it began with, its steps and a head that sums it up; and what was
//! handed in and waits for the server's answer. In IndexedDB; a browser without it is told of, and [`super::mirror`]
//! stands in.

use super::idb::{Database, IdbError, beginning_with, key};
use crate::model::drafts::{Base, Head, Journal, instant};
use crate::model::ids::{AnnotationId, TaskId};
use crate::model::mask::pack;
use crate::model::result::Edit;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsValue;

const NAME: &str = "skylabel";
const HEADS: &str = "heads";
const BASES: &str = "bases";
const STEPS: &str = "ops";
const OUTBOX: &str = "outbox";
const ALL: &[&str] = &[HEADS, BASES, STEPS, OUTBOX];

/// One sitting at one annotation, or at a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub task: TaskId,
    pub annotation: Option<AnnotationId>,
    pub session: String,
}

impl Place {
    fn parts(&self) -> [JsValue; 3] {
        let annotation = self.annotation.map_or(0, |id| id.0);
        [number(self.task.0), number(annotation), self.session.as_str().into()]
    }

    fn key(&self) -> JsValue {
        key(&self.parts())
    }
}

/// Ids stay far below 2^53.
fn number(id: i64) -> JsValue {
    JsValue::from_f64(id as f64)
}

/// What is written down together.
#[derive(Default)]
pub struct Change {
    pub head: Head,
    /// The edits of step `head.seq`, as JSON.
    pub step: Option<String>,
    /// The results after step `head.seq`, as JSON of a [`Base`]; the steps up to it go.
    pub base: Option<String>,
    /// Sittings that this one went on from: they go.
    pub instead_of: Vec<String>,
}

/// An open shelf.
#[derive(Clone)]
pub struct Shelf(Rc<Database>);

thread_local! {
    static OPEN: RefCell<Option<Shelf>> = const { RefCell::new(None) };
}

impl Shelf {
    /// The shelf of this page; opened once.
    pub async fn open() -> Result<Self, IdbError> {
        if let Some(shelf) = Self::at_hand() {
            return Ok(shelf);
        }
        let shelf = Self(Rc::new(Database::open(NAME, ALL).await?));
        OPEN.with_borrow_mut(|open| *open = Some(shelf.clone()));
        Ok(shelf)
    }

    /// The shelf, if it is open.
    pub fn at_hand() -> Option<Self> {
        OPEN.with_borrow(Clone::clone)
    }

    /// Every sitting at a task that was written down.
    pub async fn read(&self, task: TaskId) -> Result<Vec<(Place, Journal)>, IdbError> {
        let range = beginning_with(&[number(task.0)])?;
        let transaction = self.0.read(&[HEADS, BASES, STEPS])?;
        let both =
            |store| Ok::<_, IdbError>((transaction.keys(store, &range)?, transaction.values(store, &range)?));
        let (heads, bases, steps) = (both(HEADS)?, both(BASES)?, both(STEPS)?);
        transaction.done().await?;
        let mut found: BTreeMap<(i64, String), Journal> = BTreeMap::new();
        for (parts, head) in pairs::<Head>(&heads.0.list()?, &heads.1.list()?) {
            found.entry((parts.annotation, parts.session)).or_default().head = head;
        }
        for (parts, base) in pairs::<Base>(&bases.0.list()?, &bases.1.list()?) {
            found.entry((parts.annotation, parts.session)).or_default().base = Some(base);
        }
        for (parts, edits) in pairs::<Vec<Edit>>(&steps.0.list()?, &steps.1.list()?) {
            found.entry((parts.annotation, parts.session)).or_default().steps.push((parts.seq, edits));
        }
        let place = |annotation: i64, session| Place {
            task,
            annotation: (annotation != 0).then_some(AnnotationId(annotation)),
            session,
        };
        Ok(found
            .into_iter()
            .map(|((annotation, session), journal)| (place(annotation, session), journal))
            .collect())
    }

    /// Writes a change down, all of it or nothing. False: the results that its steps stand on are not there (another
    /// window went on from them), and must be written anew.
    pub async fn write(&self, place: &Place, change: &Change) -> Result<bool, IdbError> {
        let at = place.key();
        let transaction = self.0.write(&[HEADS, BASES, STEPS])?;
        transaction.put(HEADS, &at, &text(&change.head)?)?;
        if let Some(base) = &change.base {
            transaction.delete(STEPS, &beginning_with(&place.parts())?)?;
            transaction.put(BASES, &at, base)?;
        }
        if let Some(step) = &change.step {
            let [task, annotation, session] = place.parts();
            let seq = JsValue::from_f64(change.head.seq as f64);
            transaction.put(STEPS, &key(&[task, annotation, session, seq]), step)?;
        }
        for session in &change.instead_of {
            drop_in(&transaction, &Place { session: session.clone(), ..place.clone() })?;
        }
        let there = transaction.count(BASES, &at)?;
        transaction.done().await?;
        Ok(there.value()?.as_f64().is_some_and(|count| count > 0.0))
    }

    /// Writes results down as a sitting of their own.
    pub async fn write_whole(&self, place: &Place, head: Head, result: Value) -> Result<(), IdbError> {
        let Value::Array(mut results) = result else { return Ok(()) };
        results.iter_mut().for_each(pack::pack);
        let base = text(&Base { seq: head.seq, results })?;
        self.write(place, &Change { head, base: Some(base), ..Change::default() }).await?;
        Ok(())
    }

    /// Forgets a sitting.
    pub async fn forget(&self, place: &Place) -> Result<(), IdbError> {
        let transaction = self.0.write(&[HEADS, BASES, STEPS])?;
        drop_in(&transaction, place)?;
        transaction.done().await
    }

    /// Forgets sittings that the server has all of and nobody touched since a time. A window that shows one all the same
    /// finds its results gone with its next step, and writes them anew.
    pub async fn sweep(&self, before: &str) -> Result<(), IdbError> {
        let reading = self.0.read(&[HEADS])?;
        let all = JsValue::UNDEFINED;
        let (keys, heads) = (reading.keys(HEADS, &all)?, reading.values(HEADS, &all)?);
        reading.done().await?;
        let before = instant(before);
        for (parts, head) in pairs::<Head>(&keys.list()?, &heads.list()?) {
            if head.synced >= head.seq && instant(&head.at) < before {
                let annotation = (parts.annotation != 0).then_some(AnnotationId(parts.annotation));
                self.forget(&Place { task: TaskId(parts.task), annotation, session: parts.session }).await?;
            }
        }
        Ok(())
    }

    /// Something handed in that waits for the server, by the id of its own.
    pub async fn hand_in(&self, id: &str, entry: &str) -> Result<(), IdbError> {
        let transaction = self.0.write(&[OUTBOX])?;
        transaction.put(OUTBOX, &id.into(), entry)?;
        transaction.done().await
    }

    /// Everything that waits for the server.
    pub async fn handed_in<T: DeserializeOwned>(&self) -> Result<Vec<T>, IdbError> {
        let transaction = self.0.read(&[OUTBOX])?;
        let all = transaction.values(OUTBOX, &JsValue::UNDEFINED)?;
        transaction.done().await?;
        Ok(all.list()?.iter().filter_map(|entry| serde_json::from_str(&entry.as_string()?).ok()).collect())
    }

    /// The server has it: it waits no more, and the sitting that it came from is over.
    pub async fn taken(&self, id: &str, place: Option<&Place>) -> Result<(), IdbError> {
        let transaction = self.0.write(&[HEADS, BASES, STEPS, OUTBOX])?;
        transaction.delete(OUTBOX, &id.into())?;
        if let Some(place) = place {
            drop_in(&transaction, place)?;
        }
        transaction.done().await
    }
}

fn drop_in(transaction: &super::idb::Transaction, place: &Place) -> Result<(), IdbError> {
    transaction.delete(HEADS, &place.key())?;
    transaction.delete(BASES, &place.key())?;
    transaction.delete(STEPS, &beginning_with(&place.parts())?)
}

fn text(value: &impl serde::Serialize) -> Result<String, IdbError> {
    serde_json::to_string(value).map_err(|error| IdbError::Failed(error.to_string()))
}

struct Parts {
    task: i64,
    annotation: i64,
    session: String,
    seq: u64,
}

/// Keys with their values; what cannot be read is as good as missing, and replaying stops before it.
fn pairs<T: DeserializeOwned>(keys: &js_sys::Array, values: &js_sys::Array) -> Vec<(Parts, T)> {
    let read = |(at, value): (JsValue, JsValue)| {
        let at: js_sys::Array = wasm_bindgen::JsCast::dyn_into(at).ok()?;
        let parts = Parts {
            task: at.get(0).as_f64()? as i64,
            annotation: at.get(1).as_f64()? as i64,
            session: at.get(2).as_string()?,
            seq: at.get(3).as_f64().unwrap_or_default() as u64,
        };
        Some((parts, serde_json::from_str(&value.as_string()?).ok()?))
    };
    keys.iter().zip(values.iter()).filter_map(read).collect()
}
