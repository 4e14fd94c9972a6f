//! What is known and asked of the selected region: its labels, where it is, a note, what is asked of it, where it comes
//! from and what was done to it.

use super::chip::chip;
use super::multi::Several;
use super::numbers::Numbers;
use super::words::{name_of, origin_name};
use crate::editor::anew::Anew;
use crate::editor::browser;
use crate::editor::controls::Widget;
use crate::editor::icons::Icon;
use crate::editor::setup::Offer;
use crate::editor::state::Work;
use crate::messages::{decimal, t};
use crate::model::config::Control;
use crate::model::ops::Operation;
use crate::model::result::Subject;
use leptos::prelude::*;

/// More labels than this are picked by other means.
const MOST_LABELS: usize = 60;

/// The details.
pub fn view(work: Work) -> AnyView {
    view! { <RegionDetails work=work/> }.into_any()
}

/// The one region that is selected, or what can be done to several.
#[component]
fn RegionDetails(work: Work) -> impl IntoView {
    // Only the id: the region's own edits must not rebuild the fields that make them.
    let selected = Memo::new(move |_| work.selected_region().map(|r| (r.id.clone(), r.object.clone())));
    let several = Memo::new(move |_| work.picked.with(|picked| picked.len() > 1).then_some(()));
    view! {
        <Anew key=move || selected.get() view=move |(id, object): (String, String)| one(work, id, &object)/>
        <Anew key=move || several.get() view=move |()| view! { <Several work=work/> }.into_any()/>
    }
}

fn one(work: Work, id: String, object: &str) -> AnyView {
    let setup = work.setup();
    let labels: Vec<_> = setup
        .config
        .controls_of(object)
        .filter(|c| c.labels().is_some() && !c.per_region)
        .map(|c| label_picker(work, c.name.clone(), setup.offers(&c.name)))
        .collect();
    // The others stand where the config has them.
    let here = |c: &&Control| c.text_area().is_some_and(|area| area.in_region_list);
    let asked: Vec<Control> = setup.per_region(object).filter(here).cloned().collect();
    view! {
        <section class="ed-details" aria-labelledby=work.own_id("ed-details-title") data-testid="region-details">
            <header class="ed-side-head"><h2 id=work.own_id("ed-details-title")>{t().editor.selected_region}</h2></header>
            <p class="ed-where">{move || work.selected_region().map(|r| super::summary(&r.area))}</p>
            {labels}
            {asked.into_iter().map(|control| asked_view(work, control, id.clone())).collect_view()}
            <Numbers work=work region=id.clone()/>
            <NoteField work=work region=id.clone()/>
            <Facts work=work region=id.clone()/>
            <Past work=work region=id/>
        </section>
    }
    .into_any()
}

/// The labels of one control as chips: pressing one renames the region.
fn label_picker(work: Work, control: String, offers: &[Offer]) -> AnyView {
    if offers.is_empty() || offers.len() > MOST_LABELS {
        return ().into_any();
    }
    let chips: Vec<_> = offers
        .iter()
        .map(|offer| {
            let (name, stored) = (control.clone(), offer.stored.clone());
            let on = Memo::new({
                let (name, stored) = (name.clone(), stored.clone());
                move |_| work.selected_region().is_some_and(|r| r.bears(&name, &stored))
            });
            chip(offer, on, None, move || work.toggle_label(&name, &stored))
        })
        .collect();
    view! { <div class="ed-labels" role="group" aria-label=control>{chips}</div> }.into_any()
}

/// A per-region control in the details, under its name, while its conditions hold.
fn asked_view(work: Work, control: Control, region: String) -> AnyView {
    let name = control.name.clone();
    let visible = Memo::new({
        let control = control.clone();
        move |_| work.is_asked(&control)
    });
    view! {
        <Show when=move || visible.get()>
            <div class="ed-asked">
                <h3>{name.clone()}</h3>
                <Widget work=work control=control.clone() scope=Subject::Region(region.clone())/>
            </div>
        </Show>
    }
    .into_any()
}

/// A person's note. Ctrl+Enter submits from here as from anywhere; leaving the field keeps what was typed.
#[component]
fn NoteField(work: Work, region: String) -> impl IntoView {
    let note = {
        let region = region.clone();
        Memo::new(move |_| work.region(&region).and_then(|view| view.note.clone()).unwrap_or_default())
    };
    let locked = {
        let region = region.clone();
        Memo::new(move |_| {
            work.locked.track();
            work.regions.track();
            work.is_locked(&region)
        })
    };
    let keep = move |text: String| {
        if text.trim() != note.get_untracked().trim() {
            work.apply(&[Operation::SetNote { region: region.clone(), note: Some(text.trim().to_owned()) }]);
        }
    };
    view! {
        <div class="ed-note-field">
            <label for=work.own_id("ed-region-note")>{t().panels.note}</label>
            <textarea
                id=work.own_id("ed-region-note")
                class="ed-input"
                rows="2"
                data-testid="region-note"
                placeholder=t().panels.note_hint
                prop:value=move || note.get()
                disabled=locked
                on:keydown=move |ev| if ev.key() == "Escape" {
                    let field: web_sys::HtmlTextAreaElement = event_target(&ev);
                    field.set_value(&note.get_untracked());
                    // A field that cannot be left has told all it has.
                    let _ = field.blur();
                    ev.prevent_default();
                }
                on:blur=move |ev| keep(event_target_value(&ev))
            ></textarea>
        </div>
    }
}

/// What the region is part of, where it comes from, its id.
#[component]
fn Facts(work: Work, region: String) -> impl IntoView {
    let view = {
        let region = region.clone();
        Memo::new(move |_| work.region(&region))
    };
    let parent = Memo::new(move |_| view.with(|view| view.as_ref().and_then(|view| view.parent.clone())));
    let parent_name = move || parent.get().map(|id| name_of(work.region(&id).as_deref()));
    let origin = move || view.with(|view| view.as_deref().and_then(origin_name));
    let score =
        move || view.with(|view| view.as_ref().and_then(|view| view.score)).map(|score| decimal(score, 3));
    let (out, copied) = (region.clone(), region.clone());
    let copy = move |_| {
        browser::copy_text(copied.clone(), move |done| {
            work.tell(if done { t().common.copied } else { t().common.copy_failed });
        });
    };
    view! {
        <dl class="ed-facts">
            <div hidden=move || parent.with(Option::is_none)>
                <dt>{t().panels.part_of}</dt>
                <dd>
                    <button type="button" class="ed-link" on:click=move |_| work.select(parent.get_untracked())>{parent_name}</button>
                    <button type="button" class="ed-button ed-tight" on:click=move |_| { work.put_into(std::slice::from_ref(&out), None); }>
                        {t().panels.take_out}
                    </button>
                </dd>
            </div>
            <div hidden=move || origin().is_none()><dt>{t().panels.origin}</dt><dd>{origin}</dd></div>
            <div hidden=move || score().is_none()><dt>{t().panels.score}</dt><dd>{score}</dd></div>
            <div>
                <dt>{t().panels.id}</dt>
                <dd>
                    <code>{region}</code>
                    <button type="button" class="ed-icon" aria-label=t().panels.copy_id title=t().panels.copy_id on:click=copy>{Icon::Copy.view()}</button>
                </dd>
            </div>
        </dl>
    }
}

/// What was done to the region in this sitting.
#[component]
fn Past(work: Work, region: String) -> impl IntoView {
    let lines = Memo::new(move |_| work.lines_of(&region));
    view! {
        <details class="ed-past" hidden=move || lines.with(Vec::is_empty)>
            <summary>{t().panels.its_history} " " <span class="ed-count">{move || lines.with(Vec::len)}</span></summary>
            <ol class="ed-steps">
                <For each=move || lines.get() key=Clone::clone let:line>
                    <li>
                        <button type="button" class="ed-step" class:ed-undone=!line.done on:click=move |_| work.go_to_state(line.state)>
                            <span>{line.words.clone()}</span>
                        </button>
                    </li>
                </For>
            </ol>
        </details>
    }
}
