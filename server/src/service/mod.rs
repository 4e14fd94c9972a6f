//! The use cases, once: the server functions and the REST API both call them.
//!
//! [`Service`] implements `Backend` for the pages; what only REST and the command line need stands beside it, in the
//! same files by area. Rules about requests live here; SQL lives in `store`, buckets in `bucket`, runs in `sync`.

mod annotations;
mod announce;
mod backend;
mod bulk;
mod checks;
mod comments;
mod conflicts;
mod counts;
mod declare;
mod elsewhere;
mod error;
mod export;
mod html;
mod impact;
mod import;
mod inquiries;
mod media;
mod outcomes;
mod placing;
mod predictions;
mod projects;
mod storages;
mod tasks;
#[cfg(test)]
mod tests;
mod view;

pub use declare::Declared;
pub use export::ExportOptions;
pub use import::{ImportFormat, Upload};
pub use media::{MediaPlace, Resolved};
pub use tasks::{FullTask, TaskWindow};

use crate::store::Db;
use crate::sync::{Engine, Kept};
use announce::Announcer;
use counts::Counts;
use std::sync::Arc;

/// Everything a person or a client can ask for. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    pub db: Db,
    pub engine: Engine,
    counts: Arc<Counts>,
    announcer: Announcer,
    bulks: Arc<Kept<bulk::Bulk>>,
}

impl Service {
    pub fn new(db: Db, engine: Engine) -> Self {
        let counts = Arc::new(Counts::new(db.clone()));
        let announcer = Announcer::new(engine.clone(), Arc::clone(&counts));
        Self { db, engine, counts, announcer, bulks: Arc::default() }
    }
}
