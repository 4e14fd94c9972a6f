//! What a target without a claim holds: documents of others, and nothing else counts.

use super::TargetError;
use super::document::{self, Form, NotADocument};
use super::site::{READERS, Site};
use futures::{StreamExt, TryStreamExt, stream};
use std::collections::HashSet;
use std::fmt;

/// So many objects are read before a count becomes "at least".
const ENOUGH: usize = 500;

/// The foreign documents of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub documents: usize,
    /// Not everything was read.
    pub more: bool,
    /// One of them, for people.
    pub example: Option<(String, Form)>,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let least = if self.more { "at least " } else { "" };
        let plural = if self.documents == 1 { "" } else { "s" };
        write!(f, "it holds {least}{} document{plural} that this project did not write", self.documents)?;
        let Some((key, form)) = &self.example else { return Ok(()) };
        let what = match form {
            Form::Ours => "a task of another Skylabel project",
            Form::Task => "a task with annotations of Label Studio",
            Form::Annotation => "an annotation of Label Studio",
            Form::Completions => "a task with completions of a 2020 project",
        };
        write!(f, ", such as \"{key}\", {what}")
    }
}

/// Looks for documents at keys of documents' pattern, leaving out those that are known to be ours.
pub async fn foreign(site: &Site, known: &HashSet<String>) -> Result<Found, TargetError> {
    let mut found = Found::default();
    let mut read = 0;
    let mut pages = site.document_keys();
    while let Some(page) = pages.next().await {
        let keys: Vec<String> = page?.into_iter().filter(|key| !known.contains(key)).collect();
        for chunk in keys.chunks(READERS) {
            if read >= ENOUGH {
                found.more = true;
                return Ok(found);
            }
            read += chunk.len();
            let forms = stream::iter(chunk.to_vec()).map(|key| form_of(site, key)).buffered(READERS);
            for (key, form) in forms.try_collect::<Vec<_>>().await?.into_iter().flatten() {
                found.documents += 1;
                found.example.get_or_insert((key, form));
            }
        }
    }
    Ok(found)
}

/// The form of the document at a key; `None` if what is there is no document.
async fn form_of(site: &Site, key: String) -> Result<Option<(String, Form)>, TargetError> {
    let Some((_, bytes)) = site.read(&key).await? else { return Ok(None) };
    Ok(match document::read(&bytes) {
        Ok(document) => Some((key, document.form)),
        // A document all the same, though not one that this version can read.
        Err(NotADocument::Newer(_) | NotADocument::Task(_) | NotADocument::Note(_)) => {
            Some((key, Form::Ours))
        }
        Err(NotADocument::NotJson(_) | NotADocument::NoTask) => None,
    })
}
