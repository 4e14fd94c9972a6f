//! Filter: a field whose words leave only matching labels or choices of another tag in sight. Enter picks the first.

use crate::editor::state::Work;
use crate::messages::t;
use crate::model::choosing::Wanted;
use crate::model::config::{Node, Tag};
use crate::model::data;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What stands in the Filters of a config, by the tag they filter. Provided by the tree, read by labels and choices.
#[derive(Clone, Copy)]
pub struct FilterHub {
    typed: RwSignal<BTreeMap<String, Wanted>>,
    targets: StoredValue<BTreeSet<String>>,
}

impl FilterHub {
    pub fn provide(root: Option<&Node>) {
        let target = |node: &Node| node.attrs.text("toName");
        let filters = root.into_iter().flat_map(|root| root.below(&Tag::Filter));
        let targets = filters.filter_map(target).collect();
        provide_context(Self { typed: RwSignal::new(BTreeMap::new()), targets: StoredValue::new(targets) });
    }
}

/// The Filter of one tag, if it has one.
#[derive(Clone)]
pub struct Filters {
    hub: Option<FilterHub>,
    name: String,
}

impl Filters {
    pub fn of(name: &str) -> Self {
        let hub = use_context::<FilterHub>().filter(|hub| hub.targets.with_value(|all| all.contains(name)));
        Self { hub, name: name.to_owned() }
    }

    pub const fn is_there(&self) -> bool {
        self.hub.is_some()
    }

    /// Whether an option stays in sight. Reactive.
    pub fn lets(&self, title: &str, stored: &str) -> bool {
        self.hub.is_none_or(|hub| {
            hub.typed.with(|all| all.get(&self.name).is_none_or(|wanted| wanted.matches(title, stored, 0)))
        })
    }
}

/// The field of a Filter by its name.
pub fn field_id(work: Work, name: &str) -> String {
    work.own_id(&format!("filter-{name}"))
}

/// From how many signs on a Filter filters, unless it says so.
const LENGTH: usize = 3;

pub fn view(work: Work, node: &Node) -> AnyView {
    let (Some(hub), Some(target)) = (use_context::<FilterHub>(), node.attrs.text("toName")) else {
        return ().into_any();
    };
    let setup = work.setup();
    if setup.control(&target).is_none_or(|control| control.labels().is_none() && control.choices().is_none())
    {
        return ().into_any();
    }
    let name = node.attrs.text("name").unwrap_or_else(|| target.clone());
    let written = node.attrs.get("minlength").and_then(|text| text.trim().parse().ok());
    let length: usize = written.unwrap_or(LENGTH);
    let placeholder = node.attrs.text("placeholder").map(|text| data::resolve_text(&text, &setup.data));
    let key = setup.key_of(&name, "");
    // As the field writes it.
    let exact = node.attrs.bool_or("caseSensetive", false) || node.attrs.bool_or("caseSensitive", false);
    let typed = RwSignal::new(String::new());
    let put = {
        let target = target.clone();
        move |text: String| {
            let filter = if text.trim().chars().count() < length { String::new() } else { text.clone() };
            hub.typed.update(|all| drop(all.insert(target.clone(), Wanted { typed: filter, exact })));
            typed.set(text);
        }
    };
    let (on_input, on_key) = (put.clone(), put);
    let label = (t().answers.find_in)(&target);
    let cleans = node.attrs.bool_or("cleanup", true);
    view! {
        <div class="ed-row ed-filter">
            <input
                type="search"
                class="ed-input ed-search"
                id=field_id(work, &name)
                placeholder=placeholder.unwrap_or_else(|| t().visual.quick_filter.to_owned())
                aria-label=label
                data-testid=format!("filter-{name}")
                prop:value=typed
                on:input=move |ev| on_input(event_target_value(&ev))
                on:keydown=move |ev| match ev.key().as_str() {
                    "Enter" if !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key() => {
                        ev.prevent_default();
                        if pick_first(work, &target, &Wanted { typed: typed.get_untracked(), exact }, length) && cleans {
                            on_key(String::new());
                        }
                    }
                    "Escape" if typed.with_untracked(|typed| !typed.is_empty()) => {
                        ev.prevent_default();
                        on_key(String::new());
                    }
                    _ => {}
                }
            />
            <crate::editor::controls::Key key=key/>
        </div>
    }
    .into_any()
}

/// Picks the first option in sight; false if nothing was looked for, or nothing is there.
fn pick_first(work: Work, target: &str, wanted: &Wanted, length: usize) -> bool {
    if wanted.typed.trim().is_empty() {
        return false;
    }
    let setup = work.setup();
    let first = setup.offers(target).iter().find(|offer| wanted.matches(&offer.title, &offer.stored, length));
    let Some(first) = first else { return false };
    work.press(target, &first.stored);
    true
}
