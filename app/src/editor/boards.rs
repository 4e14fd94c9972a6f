//! The dialogs over the work: keys to look up, keys to choose, commands to search in. And which parts of the page answer
//! to commands of their own.

use super::help::Help;
use super::keyboard::Desk;
use super::keymap::{self, ChooseKeys, Context};
use super::keys::Command;
use super::palette::Palette;
use crate::messages::t;
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;
use std::rc::Rc;

/// A part of the page that does what is asked of its context.
#[derive(Clone)]
struct Part {
    number: u32,
    context: Context,
    act: Rc<dyn Fn(&Command)>,
}

/// Which dialog shows, and who answers.
#[derive(Clone, Copy)]
pub struct Boards {
    pub palette: RwSignal<bool>,
    pub keys: RwSignal<bool>,
    parts: StoredValue<Vec<Part>, LocalStorage>,
}

impl Boards {
    pub fn new() -> Self {
        Self {
            palette: RwSignal::new(false),
            keys: RwSignal::new(false),
            parts: StoredValue::new_local(Vec::new()),
        }
    }

    /// A dialog has the keys to itself.
    pub fn has_keys(self) -> bool {
        self.palette.get_untracked() || self.keys.get_untracked()
    }

    /// Some part of the page answers to a context.
    pub fn answers(self, context: Context) -> bool {
        self.parts.with_value(|parts| parts.iter().any(|part| part.context == context))
    }

    /// Has the first part of a context do something; false if there is none.
    pub fn ask(self, context: Context, command: &Command) -> bool {
        let found = self.parts.with_value(|parts| parts.iter().find(|part| part.context == context).cloned());
        let Some(part) = found else { return false };
        (part.act)(command);
        true
    }

    fn add(self, context: Context, act: Rc<dyn Fn(&Command)>) -> u32 {
        let next = |parts: &mut Vec<Part>| {
            let number = parts.iter().map(|part| part.number + 1).max().unwrap_or(0);
            parts.push(Part { number, context, act });
            number
        };
        self.parts.try_update_value(next).unwrap_or(0)
    }

    fn remove(self, number: u32) {
        // The work may be gone by now, and all of this with it.
        self.parts.try_update_value(|parts| parts.retain(|part| part.number != number));
    }
}

/// For as long as the current owner lives, a part of the page answers to the commands of a context.
pub fn answer(context: Context, act: impl Fn(&Command) + 'static) {
    let Some(desk) = use_context::<Desk>() else { return };
    let number = desk.boards.add(context, Rc::new(act));
    on_cleanup(move || desk.boards.remove(number));
}

/// All of them, closed at first.
#[component]
pub fn Dialogs(desk: Desk) -> impl IntoView {
    Effect::new(move |_| {
        if keymap::was_unreadable() {
            desk.work.tell(t().keymap.unreadable);
        }
    });
    view! {
        <Help desk=desk/>
        <ChooseKeys desk=desk/>
        <Palette desk=desk/>
    }
}

/// Shows a dialog while a signal says so.
pub fn follow(node: NodeRef<html::Dialog>, open: RwSignal<bool>) {
    Effect::new(move |_| {
        let wanted = open.get();
        let Some(dialog) = node.get() else { return };
        if wanted && !dialog.open() {
            // Refused only for an element outside the document, which is not shown anyway.
            let _ = dialog.show_modal();
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
}

/// Closes a dialog at once, so that the focus is where it was before anything else happens.
pub fn close(node: NodeRef<html::Dialog>, open: RwSignal<bool>) {
    if let Some(dialog) = node.get_untracked() {
        dialog.close();
    }
    open.set(false);
}
