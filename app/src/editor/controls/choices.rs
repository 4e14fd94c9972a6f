//! Choices: one of several, several of several, as buttons in a row, as a list, or as a menu; flat or a tree whose
//! branches open and close.

use super::ask::Ask;
use super::labels::Key;
use super::tree_picker::{Picking, TreePicker};
use crate::editor::css;
use crate::editor::tree;
use crate::editor::visual::filter::Filters;
use crate::editor::visual::markup;
use crate::messages::t;
use crate::model::choosing::{self, Mark, Path};
use crate::model::config::{ChoiceMode, ChoiceOption, Choices as Tag, Layout, Tag as Part};
use crate::model::hotkeys::path_text;
use crate::model::markup::from_html;
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// One Choices tag.
#[component]
pub fn Choices(ask: Ask) -> impl IntoView {
    let Some(tag) = ask.control.choices().cloned() else { return ().into_any() };
    let options = Arc::new(tag.options_for(&ask.work.setup().data));
    let answer = ask.answer();
    let picker = Picker {
        filters: Filters::of(ask.name()),
        chosen: Memo::new(move |_| answer.with(|said| choosing::chosen(said.as_ref()))),
        tag: Arc::new(tag),
        options: options.clone(),
        ask: ask.clone(),
    };
    let body = match (picker.tag.layout, picker.tag.mode) {
        (Layout::Select, ChoiceMode::Multiple) => picker.box_of_many(),
        (Layout::Select, _) => picker.menu(),
        _ => tree::options(ask.work, ask.control.node, &Part::Choice, picker.items(&options, &[])),
    };
    let inline = picker.tag.layout == Layout::Inline;
    let (invalid, described) = (ask.clone(), ask.clone());
    view! {
        <fieldset
            class="ed-choices"
            class:ed-inline=inline
            id=super::element_id(ask.work, ask.name())
            tabindex="-1"
            data-testid=format!("choices-{}", ask.name())
            aria-invalid=move || invalid.invalid()
            aria-describedby=move || described.described()
        >
            <legend class="ed-visually-hidden">{ask.name().to_owned()}</legend>
            {body}
            {picker.strangers()}
            {ask.notes()}
        </fieldset>
    }
    .into_any()
}

#[derive(Clone)]
struct Picker {
    ask: Ask,
    tag: Arc<Tag>,
    options: Arc<Vec<ChoiceOption>>,
    chosen: Memo<Vec<Path>>,
    filters: Filters,
}

impl Picker {
    /// Flat choices are words wherever they stand in the config.
    fn mark(&self, option: &ChoiceOption, path: &[String]) -> Mark {
        self.chosen.with(|chosen| {
            if self.tag.nested {
                return choosing::mark(option, path, chosen);
            }
            let on = chosen.iter().any(|known| known.last() == path.last());
            if on { Mark::On } else { Mark::Off }
        })
    }

    fn toggle(&self, path: &[String]) {
        let before = untrack(|| self.ask.said());
        let now = choosing::toggled(&self.tag, &self.options, before.as_ref(), path);
        if now != before || untrack(|| self.ask.differs()) {
            self.ask.set(now.as_ref());
        }
    }

    fn items(&self, options: &[ChoiceOption], above: &[String]) -> Vec<AnyView> {
        options.iter().map(|option| self.branch(option, choosing::join(above, option))).collect()
    }

    /// An option with those below it.
    fn branch(&self, option: &ChoiceOption, path: Path) -> AnyView {
        let (filters, mine) = (self.filters.clone(), option.clone());
        let shown = Memo::new(move |_| is_found(&filters, &mine));
        if option.children.is_empty() {
            let item = self.item(option, path, false);
            return view! { <div class="ed-choice-item" hidden=move || !shown.get()>{item}</div> }.into_any();
        }
        let open = RwSignal::new(true);
        let below = self.items(&option.children, &path);
        // One of several answers is a leaf: what stands above leaves only opens and closes.
        let heading = self.tag.nested && self.tag.mode != ChoiceMode::Multiple;
        let own = self.item(option, path, heading);
        let name = option.value.clone();
        view! {
            <div class="ed-choice-item" hidden=move || !shown.get()>
                <div class="ed-row">
                    <button
                        type="button"
                        class="ed-icon ed-twist"
                        aria-expanded=move || if open.get() { "true" } else { "false" }
                        aria-label=(t().answers.branch)(&name)
                        on:click=move |_| open.update(|open| *open = !*open)
                    >
                        <span class="ed-twist-sign" aria-hidden="true"></span>
                    </button>
                    {own}
                </div>
                <div class="ed-choice-below" role="group" hidden=move || !open.get()>{below}</div>
            </div>
        }
        .into_any()
    }

    /// A choice is a checkbox or radio inside its label. A radio that is clicked again is taken back, as in the field,
    /// unless the config asks for strict radios.
    fn item(&self, option: &ChoiceOption, path: Path, heading: bool) -> AnyView {
        let words = title(option);
        if heading {
            return view! { <span class="ed-choice ed-choice-head" title=option.hint.clone()>{words}</span> }
                .into_any();
        }
        let multiple = self.tag.mode == ChoiceMode::Multiple;
        let takes_back = self.tag.mode == ChoiceMode::Single;
        let kind = if multiple { "checkbox" } else { "radio" };
        let mark = {
            let (picker, option, path) = (self.clone(), option.clone(), path.clone());
            Memo::new(move |_| picker.mark(&option, &path))
        };
        let node = NodeRef::<html::Input>::new();
        let show = move |mark: Mark| {
            if let Some(input) = node.get_untracked() {
                input.set_checked(mark == Mark::On);
                input.set_indeterminate(mark == Mark::Partly);
            }
        };
        Effect::new(move |_| {
            node.track();
            show(mark.get());
        });
        let (picker, again) = (self.clone(), self.clone());
        let again_path = path.clone();
        let stored = if self.tag.nested { path_text(&path) } else { option.stored().to_owned() };
        let hotkey = self.ask.work.setup().key_of(self.ask.name(), &stored);
        let color = option.background.as_deref().and_then(css::color);
        let style = option.style.clone();
        view! {
            <label
                class="ed-choice"
                class:ed-colored=color.is_some()
                class:ed-on=move || mark.get() == Mark::On
                style:--label=color
                title=option.hint.clone()
                data-testid=format!("choice-{}", option.stored())
                node_ref=styled(style)
            >
                <input
                    type=kind
                    name=self.ask.group()
                    node_ref=node
                    prop:checked=move || mark.get() == Mark::On
                    on:change=move |_| {
                        if multiple || mark.get_untracked() != Mark::On {
                            picker.toggle(&path);
                        }
                        // What was refused must not look as if it had been taken.
                        show(mark.get_untracked());
                    }
                    on:click=move |_| if takes_back && mark.get_untracked() == Mark::On { again.toggle(&again_path) }
                />
                <span class="ed-choice-title">{words}</span>
                <Key key=hotkey/>
            </label>
        }
        .into_any()
    }

    fn menu(&self) -> AnyView {
        let mut flat: Vec<(ChoiceOption, Path)> = Vec::new();
        choosing::walk(&self.options, &[], &mut |option, path| flat.push((option.clone(), path.to_vec())));
        let nested = self.tag.nested;
        let options: Vec<_> = flat
            .iter()
            .enumerate()
            .map(|(at, (option, path))| {
                let title = format!("{}{}", "\u{2003}".repeat(path.len().saturating_sub(1)), option.value);
                let testid = format!("choice-{}", option.stored());
                let (picker, mine, path) = (self.clone(), option.clone(), path.clone());
                // A tree answers with its leaves.
                let disabled = nested && !option.children.is_empty();
                view! {
                    <option
                        value=at.to_string()
                        title=option.hint.clone()
                        disabled=disabled
                        data-testid=testid
                        prop:selected=move || picker.mark(&mine, &path) == Mark::On
                    >
                        {title}
                    </option>
                }
            })
            .collect();
        let (chosen, picker) = (self.chosen, self.clone());
        view! {
            <select
                class="ed-select"
                aria-label=self.ask.name().to_owned()
                on:change=move |ev| {
                    let at = event_target_value(&ev).parse::<usize>().ok();
                    match at.and_then(|at| flat.get(at)) {
                        Some((option, path)) => if untrack(|| picker.mark(option, path)) != Mark::On { picker.toggle(path) },
                        None => { picker.ask.set(None); }
                    }
                }
            >
                <option value="" prop:selected=move || chosen.with(Vec::is_empty)>{t().editor.choose}</option>
                {options}
            </select>
        }
        .into_any()
    }

    /// Several of many: a field to search in, what is chosen above it.
    fn box_of_many(&self) -> AnyView {
        let toggler = self.clone();
        let picking = Picking {
            label: self.ask.name().to_owned(),
            testid: format!("select-{}", self.ask.name()),
            placeholder: t().editor.choose.to_owned(),
            options: RwSignal::new(self.options.clone()),
            chosen: self.chosen,
            toggle: Callback::new(move |path: Path| toggler.toggle(&path)),
            leafs_only: false,
            full_path: false,
            separator: " / ".to_owned(),
            most: None,
            load: None,
            width: (None, None),
            dropdown: None,
        };
        view! { <TreePicker picking=picking/> }.into_any()
    }

    /// What is chosen and offered no more: it can be seen, and taken back.
    fn strangers(&self) -> AnyView {
        let picker = self.clone();
        let unknown = Memo::new(move |_| {
            let known = |path: &Path| {
                if picker.tag.nested {
                    return choosing::find(&picker.options, path).is_some();
                }
                let mut found = false;
                choosing::walk(&picker.options, &[], &mut |option, _| {
                    found |= path.last().is_some_and(|word| word == option.stored());
                });
                found
            };
            picker.chosen.with(|all| all.iter().filter(|path| !known(path)).cloned().collect::<Vec<_>>())
        });
        let picker = self.clone();
        let in_box = self.tag.layout == Layout::Select && self.tag.mode == ChoiceMode::Multiple;
        view! {
            <div class="ed-chips" hidden=move || in_box || unknown.with(Vec::is_empty)>
                {move || unknown.get().into_iter().map(|path| {
                    let (picker, words) = (picker.clone(), path.join(" / "));
                    let take = (t().answers.take_away)(&words);
                    view! {
                        <span class="ed-chip ed-chip-strange" title=t().answers.not_offered>
                            {words}
                            <button type="button" class="ed-icon" aria-label=take on:click=move |_| picker.drop_stranger(&path)>
                                {crate::editor::icons::Icon::Close.view()}
                            </button>
                        </span>
                    }
                }).collect_view()}
            </div>
        }
        .into_any()
    }

    fn drop_stranger(&self, path: &[String]) {
        let left: Vec<Path> =
            self.chosen.with_untracked(|all| all.iter().filter(|known| *known != path).cloned().collect());
        self.ask.set(choosing::answer(&left, self.tag.nested).as_ref());
    }
}

/// What an option reads: its markup if it has some that can be shown, else its value.
fn title(option: &ChoiceOption) -> AnyView {
    match option.html.as_deref().map(from_html) {
        Some(pieces) if !pieces.is_empty() => markup::inline(&pieces),
        _ => option.value.clone().into_any(),
    }
}

/// A label with the config's own look, as far as it is safe.
fn styled(style: Option<String>) -> NodeRef<html::Label> {
    let node = NodeRef::<html::Label>::new();
    let declarations = style.as_deref().map(css::declarations).unwrap_or_default();
    if !declarations.is_empty() {
        Effect::new(move |_| {
            if let Some(label) = node.get() {
                css::apply(&label, &declarations);
            }
        });
    }
    node
}

/// A filter leaves an option in sight, or one below it.
fn is_found(filters: &Filters, option: &ChoiceOption) -> bool {
    filters.lets(&option.value, option.stored())
        || option.children.iter().any(|child| is_found(filters, child))
}
