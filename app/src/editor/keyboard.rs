//! The one listener for keys: asks what a key means, and does it. Also how the editor listens to the document.

use super::boards::Boards;
use super::browser;
use super::keymap::{self, Context};
use super::keys::{self, Command, Focus};
use super::kinds;
use super::state::{Tool, Work};
use crate::messages::t;
use crate::model::hotkeys::Key;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// What the parts of the page that the keys reach outside the work do.
#[derive(Clone, Copy)]
pub struct Desk {
    pub work: Work,
    pub submit: Callback<()>,
    pub skip: Callback<()>,
    pub go: Callback<bool>,
    pub help: RwSignal<bool>,
    pub boards: Boards,
    /// For the image that shows: zoom, place, confirm. Counts up so that the same command twice is seen twice.
    pub image: RwSignal<Option<(u32, Command)>>,
    /// The space bar is held: drags pan.
    pub space: RwSignal<bool>,
}

impl Desk {
    /// `go`: to the next task, or back.
    pub fn new(work: Work, submit: Callback<()>, skip: Callback<()>, go: Callback<bool>) -> Self {
        let (help, image, space) = (RwSignal::new(false), RwSignal::new(None), RwSignal::new(false));
        Self { work, submit, skip, go, help, boards: Boards::new(), image, space }
    }
}

/// Listens for as long as the current owner lives.
pub fn listen(desk: Desk) {
    on_document::<web_sys::KeyboardEvent>("keydown", move |ev| desk.down(&ev));
    on_document::<web_sys::KeyboardEvent>("keyup", move |ev| {
        if ev.key() == " " {
            desk.space.set(false);
        }
    });
}

/// The key of an event; `None` for a modifier alone.
pub fn key_of_event(ev: &web_sys::KeyboardEvent) -> Option<Key> {
    Key::from_event(&ev.key(), &ev.code(), ev.ctrl_key(), ev.alt_key(), ev.shift_key(), ev.meta_key())
}

/// What a key asks of a part of the page that listens itself.
pub fn asked(ev: &web_sys::KeyboardEvent, context: Context) -> Option<Command> {
    let key = key_of_event(ev)?;
    keymap::with_untracked(|keymap| keymap.find(&key, |action| action.context == context))
}

/// Where keys count, if not on the whole page. Found in the context.
#[derive(Clone, Copy)]
pub struct Within(pub NodeRef<leptos::html::Div>);

impl Within {
    fn has(self, ev: &web_sys::Event) -> bool {
        let target = ev.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        self.0.get_untracked().is_some_and(|root| root.contains(target.as_ref()))
    }
}

/// Adds a listener to the document and takes it away with the current owner. Keys that are pressed where they do not
/// count are left to others.
pub fn on_document<E: JsCast + 'static>(name: &'static str, act: impl Fn(E) + 'static) {
    match use_context::<Within>().filter(|_| name == "keydown") {
        None => listen_to(&document(), name, act),
        Some(within) => listen_to(&document(), name, move |ev: E| {
            if within.has(ev.unchecked_ref()) {
                act(ev);
            }
        }),
    }
}

/// Adds a listener and takes it away with the current owner.
pub fn listen_to<E: JsCast + 'static>(
    target: &web_sys::EventTarget,
    name: &'static str,
    act: impl Fn(E) + 'static,
) {
    let closure: Closure<dyn FnMut(web_sys::Event)> =
        Closure::new(move |ev: web_sys::Event| act(ev.unchecked_into()));
    // Only an unknown option could make this fail.
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    let held = StoredValue::new_local((target.clone(), closure));
    on_cleanup(move || {
        let removed = held.try_with_value(|(target, closure)| {
            target.remove_event_listener_with_callback(name, closure.as_ref().unchecked_ref())
        });
        // A listener that is gone already is as good.
        let _ = removed;
    });
}

/// Hears of something wherever it happens, also of what does not rise, such as scrolling.
pub fn listen_to_all(target: &web_sys::EventTarget, name: &'static str, act: impl Fn() + 'static) {
    let closure: Closure<dyn FnMut(web_sys::Event)> = Closure::new(move |_| act());
    // Only an unknown option could make this fail.
    let _ = target.add_event_listener_with_callback_and_bool(name, closure.as_ref().unchecked_ref(), true);
    let held = StoredValue::new_local((target.clone(), closure));
    on_cleanup(move || {
        let removed = held.try_with_value(|(target, closure)| {
            let callback = closure.as_ref().unchecked_ref();
            target.remove_event_listener_with_callback_and_bool(name, callback, true)
        });
        // A listener that is gone already is as good.
        let _ = removed;
    });
}

impl Desk {
    fn down(&self, ev: &web_sys::KeyboardEvent) {
        if ev.default_prevented() || ev.is_composing() {
            return;
        }
        let focus = browser::focus_of(ev.target());
        let Some(key) = key_of_event(ev) else { return };
        if self.help.get_untracked() || self.boards.has_keys() {
            return;
        }
        if key.name == "space" && matches!(focus, Focus::Page | Focus::Canvas) && !key.ctrl && !key.meta {
            self.space.set(true);
            ev.prevent_default();
            return;
        }
        let command = || keymap::with_untracked(|keymap| keys::command(keymap, &key, focus));
        let act = |command: Command| (ev.repeat() && command.is_once()) || self.run(command);
        if self.hotkey(&key, focus) || command().is_some_and(act) {
            ev.prevent_default();
        }
    }

    /// Labels and choices come first: the config's author decided.
    fn hotkey(&self, key: &Key, focus: Focus) -> bool {
        let modified = key.ctrl || key.meta || key.alt;
        let widgets_own = focus == Focus::Widget && matches!(key.name.as_str(), "enter" | "space");
        if (focus == Focus::Field && !modified) || widgets_own {
            return false;
        }
        let setup = self.work.setup();
        let Some((control, stored)) = setup.by_hotkey(key) else { return false };
        self.work.press(control, stored);
        true
    }

    /// Does a command; false leaves the key to the browser.
    pub fn run(&self, command: Command) -> bool {
        let work = &self.work;
        if let Some(done) = self.beside(&command) {
            return done;
        }
        let selected = work.selected.get_untracked();
        // What is being drawn has these keys to itself.
        let of_drawing = matches!(
            command,
            Command::Unselect | Command::Undo | Command::DeleteRegion | Command::PlaceOrConfirm
        );
        if of_drawing && work.tools.busy.get_untracked() {
            return self.hand_to_image(command);
        }
        let of_shapes = || kinds::pictures().is_some_and(|part| (part.command)(*work, &command));
        match command {
            Command::Submit => self.submit.run(()),
            Command::Skip => self.skip.run(()),
            Command::Undo => work.undo(),
            Command::Redo => work.redo(),
            Command::NextTask => self.go.run(true),
            Command::PreviousTask => self.go.run(false),
            Command::DeleteRegion => {
                return of_shapes() || selected.is_some_and(|id| work.delete(&id));
            }
            Command::DeleteAll => work.delete_all(),
            Command::Unselect => return self.unselect(),
            Command::Cycle { back, leave } => return work.cycle(back) || !leave,
            Command::ToggleHidden => selected.iter().for_each(|id| work.toggle_hidden(id)),
            Command::ToggleAllHidden => work.toggle_all_hidden(),
            Command::ToggleLocked => selected.iter().for_each(|id| work.toggle_locked(id)),
            Command::Help => self.help.set(true),
            Command::Palette => self.boards.palette.set(true),
            Command::ChooseKeys => self.boards.keys.set(true),
            Command::Duplicate
            | Command::Tool(_)
            | Command::ToolSize { .. }
            | Command::Point { .. }
            | Command::InsertPoint
            | Command::Move(..)
            | Command::Resize(..) => return of_shapes(),
            Command::ZoomIn
            | Command::ZoomOut
            | Command::ZoomFit
            | Command::ZoomActual
            | Command::PlaceOrConfirm => {
                return self.hand_to_image(command);
            }
            Command::Image { .. } => return self.boards.ask(Context::Images, &command),
            Command::Page { .. } => return self.boards.ask(Context::Pages, &command),
            Command::Phrase { .. } | Command::PhraseRegion { .. } | Command::LabelPhrase => {
                return self.boards.ask(Context::Paragraphs, &command);
            }
            Command::MoveEnd { .. } => return false,
            Command::Relate | Command::EditNote | Command::Comment | Command::CopyPrevious => {}
        }
        true
    }

    fn hand_to_image(&self, command: Command) -> bool {
        let has_image =
            self.work.setup().config.objects().iter().any(|o| o.tag == crate::model::config::Tag::Image);
        let is_drawing = self.work.tools.busy.get_untracked();
        if command == Command::PlaceOrConfirm && !is_drawing && self.work.label_pending() {
            return true;
        }
        if has_image {
            self.image.update(|slot| *slot = Some((slot.as_ref().map_or(0, |(n, _)| n + 1), command)));
        }
        has_image
    }

    fn unselect(&self) -> bool {
        let work = &self.work;
        if work.drop_point() {
            work.say(t().tools.no_point);
        } else if !work.picked.with_untracked(Vec::is_empty) {
            work.select(None);
        } else if work.pending.get_untracked().is_some() {
            work.pending.set(None);
        } else if work.tool.get_untracked() != Tool::Auto {
            work.tool.set(Tool::Auto);
        } else if !work.active.with_untracked(Vec::is_empty) {
            work.active.set(Vec::new());
        } else {
            // Nothing to give up: a dialog around may close.
            return false;
        }
        true
    }
}
