//! Taxonomy: places in a tree, from the config, the task's data, or an API that is asked level by level.

use super::ask::Ask;
use super::tree_picker::{Load, Picking, TreePicker};
use crate::editor::fetch;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::branches::{self, Level};
use crate::model::choosing::Path;
use crate::model::config::{ChoiceOption, Control, Taxonomy as Tag};
use crate::model::data;
use crate::model::hotkeys::{path_text, text_path};
use crate::model::result::{Of, Subject, paths};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One Taxonomy tag that asks.
#[component]
pub fn Taxonomy(ask: Ask) -> impl IntoView {
    let Some(tag) = ask.control.taxonomy().cloned().map(Arc::new) else { return ().into_any() };
    let answer = ask.answer();
    let chosen = Memo::new(move |_| answer.with(|said| said.as_ref().and_then(paths).unwrap_or_default()));
    let (toggler, for_toggle) = (ask.clone(), tag.clone());
    let toggle = Callback::new(move |path: Path| toggle(&toggler, &for_toggle, &path));
    let body = tree(ask.work, ask.name(), &tag, chosen, toggle);
    ask.frame("ed-taxonomy", format!("taxonomy-{}", ask.name()), body)
}

/// A Taxonomy whose places are labels.
pub fn labeling(work: Work, control: Control) -> AnyView {
    view! { <Labeling work=work control=control/> }.into_any()
}

/// One Taxonomy tag that labels: its places go to the text that is selected, else to the region that is selected, else
/// to the next region.
#[component]
fn Labeling(work: Work, control: Control) -> impl IntoView {
    let Some(tag) = control.taxonomy().cloned().map(Arc::new) else { return ().into_any() };
    let control = Arc::new(control);
    let here = {
        let control = control.clone();
        move || work.selected_region().filter(|region| control.to_names.contains(&region.object))
    };
    let (region, for_chosen) = (here.clone(), control.clone());
    let chosen = Memo::new(move |_| match region() {
        Some(region) => {
            work.answer(&for_chosen.name, Of::Region(&region.id)).as_ref().and_then(paths).unwrap_or_default()
        }
        None => work.active.with(|all| {
            let own = all.iter().filter(|active| active.control == for_chosen.name);
            own.map(|active| text_path(&active.value)).collect()
        }),
    });
    let (for_toggle, toggled) = (tag.clone(), control.clone());
    let pick = Callback::new(move |path: Path| {
        let on = |object: &String| toggled.to_names.contains(object);
        let waiting = work
            .pending
            .with_untracked(|pending| pending.as_ref().is_some_and(|pending| on(&pending.object)));
        match untrack(&here).filter(|_| !waiting) {
            Some(region) => {
                let scope = Subject::Region(region.id.clone()).into();
                toggle(&Ask { work, control: toggled.clone(), scope }, &for_toggle, &path);
            }
            None => work.toggle_label(&toggled.name, &path_text(&path)),
        }
    });
    let body = tree(work, &control.name, &tag, chosen, pick);
    let name = control.name.clone();
    let ask = Ask { work, control, scope: Subject::Task.into() };
    ask.frame("ed-taxonomy", format!("taxonomy-{name}"), body)
}

fn tree(work: Work, name: &str, tag: &Tag, chosen: Memo<Vec<Path>>, toggle: Callback<Path>) -> AnyView {
    let setup = work.setup();
    let options = RwSignal::new(Arc::new(tag.options_for(&setup.data)));
    let address = tag.api_url.as_deref().map(|url| data::resolve_text(url, &setup.data));
    let api =
        address.filter(|address| !address.is_empty()).map(|address| Api::new(work, name, address, options));
    if let Some(api) = &api {
        api.fetch(Vec::new());
    }
    let picking = Picking {
        label: name.to_owned(),
        testid: format!("taxonomy-{name}"),
        placeholder: tag.placeholder.clone().unwrap_or_else(|| t().answers.pick_place.to_owned()),
        options,
        chosen,
        toggle,
        leafs_only: tag.leafs_only,
        full_path: tag.show_full_path,
        separator: tag.path_separator.clone(),
        most: tag.max_usages,
        load: api.as_ref().map(Api::load),
        width: (tag.min_width, tag.max_width),
        dropdown: tag.dropdown_width,
    };
    view! {
        <TreePicker picking=picking/>
        {api.map(|api| api.state())}
    }
    .into_any()
}

/// Adds a place to the answer, or takes it away; says why where no more can be chosen.
pub fn toggle(ask: &Ask, tag: &Tag, path: &Path) {
    let mut chosen = untrack(|| ask.said()).as_ref().and_then(paths).unwrap_or_default();
    match chosen.iter().position(|known| known == path) {
        // A region that a taxonomy drew keeps what it is.
        Some(_) if tag.labeling && chosen.len() == 1 => return,
        Some(at) => drop(chosen.remove(at)),
        None => {
            if let Some(most) = tag.max_usages.filter(|most| chosen.len() >= *most as usize) {
                return ask.complain(&(t().answers.no_more)(u64::from(most)));
            }
            chosen.push(path.clone());
        }
    }
    let said: Option<Value> = (!chosen.is_empty()).then(|| json!(chosen));
    ask.set(said.as_ref());
}

/// A tree that comes from an address, one level after the other.
#[derive(Clone)]
struct Api {
    work: Work,
    /// Of the tag.
    name: Arc<str>,
    address: Arc<str>,
    options: RwSignal<Arc<Vec<ChoiceOption>>>,
    lazy: RwSignal<BTreeSet<Path>>,
    busy: RwSignal<BTreeSet<Path>>,
    /// The level that did not come, and why.
    failed: RwSignal<Option<(Path, String)>>,
}

impl Api {
    fn new(work: Work, name: &str, address: String, options: RwSignal<Arc<Vec<ChoiceOption>>>) -> Self {
        Self {
            work,
            name: name.into(),
            address: address.into(),
            options,
            lazy: RwSignal::new(BTreeSet::new()),
            busy: RwSignal::new(BTreeSet::new()),
            failed: RwSignal::new(None),
        }
    }

    fn load(&self) -> Load {
        let api = self.clone();
        Load { lazy: self.lazy, busy: self.busy, fetch: Callback::new(move |path| api.fetch(path)) }
    }

    fn fetch(&self, path: Path) {
        let api = self.clone();
        if !self.busy.try_update(|busy| busy.insert(path.clone())).unwrap_or(false) {
            return;
        }
        self.failed.set(None);
        let there = branches::address(&self.address, &path);
        let url = self.work.asked_at(&self.name, &there, &path);
        spawn_local(async move {
            let came = fetch::text(url).await.and_then(|text| {
                branches::level(&text, &path).map_err(|why| (t().answers.bad_tree)(&why.to_string()))
            });
            api.came(path, came);
        });
    }

    /// The person may have left the task meanwhile: then the signals are gone.
    fn came(&self, path: Path, came: Result<Level, String>) {
        let busy = self.busy.try_update(|busy| busy.remove(&path));
        if busy.is_none() {
            return;
        }
        match came {
            Ok(level) => {
                let tree =
                    self.options.with_untracked(|options| branches::grafted(options, &path, level.options));
                self.lazy.update(|lazy| {
                    lazy.remove(&path);
                    lazy.extend(level.lazy);
                });
                self.options.set(Arc::new(tree));
            }
            Err(why) => self.failed.set(Some((path, why))),
        }
    }

    /// What is under way, or went wrong.
    fn state(&self) -> AnyView {
        let (busy, failed) = (self.busy, self.failed);
        let again = self.clone();
        view! {
            <p class="ed-per-region" role="status" hidden=move || busy.with(|busy| !busy.contains(&Vec::new()))>{t().common.loading}</p>
            {move || failed.get().map(|(path, why)| {
                let again = again.clone();
                let words = (t().answers.no_tree)(&why);
                view! {
                    <p class="ed-problem" role="alert">
                        {words} " "
                        <button type="button" class="ed-button" on:click=move |_| again.fetch(path.clone())>{t().common.retry}</button>
                    </p>
                }
            })}
        }
        .into_any()
    }
}
