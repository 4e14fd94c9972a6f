//! IndexedDB with promises: opening, reading a range, writing several stores in one transaction. Knows nothing of what is
//! kept there.
//!
//! Transactions are `relaxed`: complete once the browser has handed the data to the operating system. That survives the
//! death of the tab and of the browser, and is written in a fraction of a millisecond; only the machine's own loss of
//! power may take the last moments, and the server has those within a second.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdbError {
    #[error("this browser keeps no data for this page")]
    Absent,
    #[error("the storage of this browser is full")]
    Full,
    #[error("the storage of this browser failed: {0}")]
    Failed(String),
}

impl From<JsValue> for IdbError {
    fn from(error: JsValue) -> Self {
        let field = |name: &str| Reflect::get(&error, &name.into()).ok().and_then(|value| value.as_string());
        match field("name").as_deref() {
            Some("QuotaExceededError") => Self::Full,
            _ => Self::Failed(field("message").unwrap_or_else(|| format!("{error:?}"))),
        }
    }
}

type Answer<T> = Result<T, IdbError>;

/// An open database.
pub struct Database(IdbDatabase);

/// How long a browser may take to open a database before we go on without.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

impl Database {
    /// Opens a database of version 1, and makes these stores if it is new.
    pub async fn open(name: &str, stores: &'static [&'static str]) -> Answer<Self> {
        let factory = leptos::prelude::window().indexed_db()?.ok_or(IdbError::Absent)?;
        let request: IdbOpenDbRequest = factory.open_with_u32(name, 1)?;
        let opening = request.clone();
        let make = Closure::<dyn FnMut()>::new(move || {
            let Some(database) = opening.result().ok().and_then(|db| db.dyn_into::<IdbDatabase>().ok())
            else {
                return;
            };
            for store in stores {
                // Refused, opening fails, and that is told.
                let _ = database.create_object_store(store);
            }
        });
        request.set_onupgradeneeded(Some(make.as_ref().unchecked_ref()));
        let opened = settled(&request);
        let patience = wasm_bindgen_futures::future_to_promise(async {
            super::browser::sleep(PATIENCE).await;
            Ok(JsValue::UNDEFINED)
        });
        let outcome = JsFuture::from(Promise::race(&Array::of2(&opened, &patience))).await;
        request.set_onupgradeneeded(None);
        match outcome {
            Ok(_) => {
                let database: IdbDatabase = request.result()?.dyn_into().map_err(|_| IdbError::Absent)?;
                let stale = database.clone();
                // A newer version of this page wants to change the database: it must not wait for this one.
                let close = Closure::once_into_js(move || stale.close());
                database.set_onversionchange(Some(close.unchecked_ref()));
                Ok(Self(database))
            }
            Err(_) => Err(why(&request)),
        }
    }

    pub fn read(&self, stores: &[&str]) -> Answer<Transaction> {
        self.begin(stores, "readonly")
    }

    pub fn write(&self, stores: &[&str]) -> Answer<Transaction> {
        self.begin(stores, "readwrite")
    }

    fn begin(&self, stores: &[&str], mode: &str) -> Answer<Transaction> {
        let names: Array = stores.iter().map(|store| JsValue::from_str(store)).collect();
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"relaxed".into())?;
        let begin: Function = Reflect::get(&self.0, &"transaction".into())?.dyn_into()?;
        let raw: IdbTransaction = begin.call3(&self.0, &names, &mode.into(), &options)?.dyn_into()?;
        let promise = Promise::new(&mut |done, failed| {
            raw.set_oncomplete(Some(&done));
            raw.set_onabort(Some(&failed));
        });
        Ok(Transaction { done: JsFuture::from(promise), raw })
    }
}

/// All of it is done, or nothing. Everything is asked for at once, then [`Transaction::done`] is awaited.
pub struct Transaction {
    raw: IdbTransaction,
    done: JsFuture,
}

/// Something asked for, read once the transaction is done.
pub struct Asked(IdbRequest);

impl Asked {
    pub fn value(&self) -> Answer<JsValue> {
        Ok(self.0.result()?)
    }

    pub fn list(&self) -> Answer<Array> {
        Ok(self.0.result()?.dyn_into()?)
    }
}

impl Transaction {
    fn store(&self, name: &str) -> Answer<IdbObjectStore> {
        Ok(self.raw.object_store(name)?)
    }

    pub fn put(&self, store: &str, key: &JsValue, value: &str) -> Answer<()> {
        self.store(store)?.put_with_key(&value.into(), key)?;
        Ok(())
    }

    /// Takes away one key, or all of a range.
    pub fn delete(&self, store: &str, keys: &JsValue) -> Answer<()> {
        self.store(store)?.delete(keys)?;
        Ok(())
    }

    pub fn count(&self, store: &str, key: &JsValue) -> Answer<Asked> {
        Ok(Asked(self.store(store)?.count_with_key(key)?))
    }

    pub fn keys(&self, store: &str, range: &JsValue) -> Answer<Asked> {
        Ok(Asked(self.store(store)?.get_all_keys_with_key(range)?))
    }

    pub fn values(&self, store: &str, range: &JsValue) -> Answer<Asked> {
        Ok(Asked(self.store(store)?.get_all_with_key(range)?))
    }

    pub async fn done(self) -> Answer<()> {
        let Self { raw, done } = self;
        match done.await {
            Ok(_) => Ok(()),
            Err(_) => Err(raw.error().map_or(IdbError::Full, |error| JsValue::from(error).into())),
        }
    }
}

/// A key of several parts.
pub fn key(parts: &[JsValue]) -> JsValue {
    parts.iter().collect::<Array>().into()
}

/// All keys that begin with these parts: a list sorts behind every number and text.
pub fn beginning_with(parts: &[JsValue]) -> Answer<JsValue> {
    let end: Array = parts.iter().cloned().chain([Array::new().into()]).collect();
    Ok(IdbKeyRange::bound(&key(parts), &end)?.into())
}

fn settled(request: &IdbRequest) -> Promise {
    Promise::new(&mut |done, failed| {
        request.set_onsuccess(Some(&done));
        request.set_onerror(Some(&failed));
    })
}

fn why(request: &IdbRequest) -> IdbError {
    match request.error() {
        Ok(Some(error)) => JsValue::from(error).into(),
        _ => IdbError::Absent,
    }
}
