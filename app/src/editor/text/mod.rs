//! The Text object of a config: decodes what the task holds, and has it read. How it is read is `reading`'s business.

use super::reading::{Body, Reader, Source};
use super::stand_in::alert;
use super::state::Work;
use crate::messages::t;
use crate::model::config::ObjectTag;
use crate::model::text::{Encoding, EncodingError};
use leptos::prelude::*;

/// One Text object of the config.
#[component]
pub fn TextObject(work: Work, object: ObjectTag, text: String) -> impl IntoView {
    let node = work.setup().config.node(object.node).cloned();
    let encoding =
        node.as_ref().and_then(|n| n.attrs.get("encoding")).map(Encoding::parse).unwrap_or_default();
    match encoding.decode(text) {
        Ok(text) => {
            let reader = Reader::new(work, &object, Source::text(text), 0.0);
            let label = (t().editor.text_to_label)(&object.name);
            view! {
                <Body reader=reader label=label testid="task-text".to_owned() around=|_, text| text on_key=|_| false/>
            }
            .into_any()
        }
        Err(error) => {
            let words = match error {
                EncodingError::Base64(_) => t().reading.not_base64,
                EncodingError::NotUtf8 => t().reading.not_utf8,
            };
            alert(words)
        }
    }
}
