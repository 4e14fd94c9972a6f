//! The other windows of this browser that show the same task: what one does the others hear at once.

use crate::model::ids::{AnnotationId, TaskId};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// What a window tells the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    pub annotation: Option<AnnotationId>,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A step was done.
    Edited,
    /// The server has a new draft.
    Saved,
}

/// Heard until it is dropped.
#[derive(Clone)]
pub struct Channel(Rc<Open>);

struct Open {
    raw: web_sys::BroadcastChannel,
    _heard: Closure<dyn FnMut(web_sys::MessageEvent)>,
}

impl Channel {
    /// `None` where the browser has no such channels: then the server alone tells of other windows.
    pub fn open(task: TaskId, hear: impl Fn(News) + 'static) -> Option<Self> {
        let raw = web_sys::BroadcastChannel::new(&format!("skylabel.task.{task}")).ok()?;
        let heard = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let news = event.data().as_string().and_then(|text| serde_json::from_str(&text).ok());
            if let Some(news) = news {
                hear(news);
            }
        });
        raw.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Self(Rc::new(Open { raw, _heard: heard })))
    }

    pub fn tell(&self, annotation: Option<AnnotationId>, what: What) {
        if let Ok(text) = serde_json::to_string(&News { annotation, what }) {
            // A channel that is closed has nobody to tell.
            let _ = self.0.raw.post_message(&text.into());
        }
    }

    /// Hears and tells no more.
    pub fn close(&self) {
        self.0.raw.set_onmessage(None);
        self.0.raw.close();
    }
}
