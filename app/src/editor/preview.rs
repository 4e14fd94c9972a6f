//! A labeling config tried out: the interface as people will label in it, over data that belong to no task. Nothing is
//! saved and nothing handed in, and keys count only while the focus is inside. Follows config and data; of a config that
//! is broken it keeps what it was before.

use super::Anew;
use super::boards::{Boards, Dialogs};
use super::drafts::DraftKeeper;
use super::icons::Icon;
use super::keyboard::{self, Desk, Within};
use super::keymap::titled;
use super::notices::Toast;
use super::panels::RegionDetails;
use super::regions::RegionList;
use super::session::{Results, Session};
use super::setup::Setup;
use super::state::Work;
use super::tree::Tree;
use crate::api::types::TaskDetail;
use crate::messages::t;
use crate::model::config::LabelConfig;
use crate::model::config::sample::{example, filled};
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;
use serde_json::{Map, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A pause in changes, after which they are shown.
const PAUSE: Duration = Duration::from_millis(250);

/// What a preview shows of one state of the config.
#[derive(Clone)]
struct Built {
    /// Counts up: elements of its own for each.
    round: u32,
    /// What was given, not yet filled up.
    data: Map<String, Value>,
    setup: Arc<Setup>,
    made_up: Vec<String>,
    /// What was tried out before the config changed.
    result: Option<Value>,
}

/// What is to be said beside it.
#[derive(Clone, Debug, PartialEq)]
enum Note {
    Empty,
    Error(String),
}

/// One preview of a page.
#[derive(Clone, Copy)]
struct Stage {
    built: RwSignal<Option<Arc<Built>>>,
    note: RwSignal<Option<Note>>,
    /// The work that shows.
    work: StoredValue<Option<Work>>,
    /// The result shows; stays so while the config changes.
    result_open: RwSignal<bool>,
    /// Begins the ids of all its elements.
    prefix: StoredValue<String>,
}

/// The labeling interface of a config. What the data lack is made up.
#[component]
pub fn Preview(
    #[prop(into)] label_config: Signal<String>,
    #[prop(into)] data: Signal<Map<String, Value>>,
    /// The result array can be seen as it grows.
    #[prop(optional)]
    with_result: bool,
) -> impl IntoView {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    let stage = Stage {
        built: RwSignal::new(None),
        note: RwSignal::new(None),
        work: StoredValue::new(None),
        result_open: RwSignal::new(false),
        prefix: StoredValue::new(format!("preview-{}-", COUNT.fetch_add(1, Ordering::Relaxed))),
    };
    let given = Memo::new(move |_| (label_config.get(), data.get()));
    let mut later = debounce(PAUSE, move |(xml, data): (String, Map<String, Value>)| stage.show(&xml, data));
    // Only in the browser: what is labeled is never rendered on the server.
    Effect::new(move |before: Option<()>| {
        let (xml, data) = given.get();
        match before {
            None => stage.show(&xml, data),
            Some(()) => later((xml, data)),
        }
    });
    let root = NodeRef::<html::Div>::new();
    let note = move || stage.note.get().map(|note| said(&note, stage.built.with(Option::is_some)));
    let round = move || stage.built.with(|built| built.as_ref().map(|built| built.round));
    let sheet = move |_: u32| match stage.built.get_untracked() {
        Some(built) => view! { <Sheet stage built root with_result/> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <div class="preview ed" node_ref=root role="group" tabindex="-1" aria-label=t().preview.area data-testid="preview" on:keydown=send_nothing>
            {note}
            <Anew key=round view=sheet/>
        </div>
    }
}

/// Within a form, Enter in a field would send it.
fn send_nothing(event: web_sys::KeyboardEvent) {
    if event.key() == "Enter" && event_target::<web_sys::Element>(&event).tag_name() == "INPUT" {
        event.prevent_default();
    }
}

fn said(note: &Note, holds: bool) -> AnyView {
    match note {
        Note::Empty => view! { <p class="preview-note" role="status">{t().preview.empty}</p> }.into_any(),
        Note::Error(why) => {
            let words = if holds { t().preview.held } else { t().preview.broken };
            let why = why.clone();
            view! { <div class="preview-note" role="status" data-testid="preview-note"><p>{words}</p><p>{why}</p></div> }
                .into_any()
        }
    }
}

impl Stage {
    /// Shows a config with data, or says why it does not.
    fn show(self, xml: &str, data: Map<String, Value>) {
        // It may be gone by the time the pause is over.
        let Some(before) = self.built.try_get_untracked() else { return };
        // A task goes before the example that the config brings.
        let data: Map<String, Value> = example(xml).into_iter().chain(data).collect();
        match LabelConfig::parse(xml) {
            Ok(config) if config.root().is_some() => {
                let result = before.as_ref().filter(|before| before.data == data);
                let result = result.and_then(|_| self.tried());
                self.build(&config, data, result);
                self.note.set(None);
            }
            Ok(_) => {
                self.built.set(None);
                self.note.set(Some(Note::Empty));
            }
            Err(error) => self.note.set(Some(Note::Error(error.to_string()))),
        }
    }

    fn build(self, config: &LabelConfig, data: Map<String, Value>, result: Option<Value>) {
        let (full, made_up) = filled(config, &data);
        let round = self.built.with_untracked(|built| built.as_ref().map_or(0, |built| built.round)) + 1;
        let setup = Arc::new(Setup::new(config, full).named(self.prefix.get_value()));
        self.built.set(Some(Arc::new(Built { round, data, setup, made_up, result })));
    }

    /// What a person tried out so far, to be seen in the changed config; nothing where nothing was done.
    fn tried(self) -> Option<Value> {
        let work = self.work.get_value()?;
        let done = work.paper.try_with_untracked(|paper| {
            let is_fresh = !paper.history.can_undo() && !paper.history.can_redo();
            (!is_fresh).then(|| paper.document.to_json())
        });
        done.flatten().filter(|result| result.as_array().is_some_and(|all| !all.is_empty()))
    }

    fn start_over(self) {
        if let Some(built) = self.built.get_untracked() {
            let next = Built { round: built.round + 1, result: None, ..(*built).clone() };
            self.built.set(Some(Arc::new(next)));
        }
    }
}

/// The interface around one document. Made anew for each state of the config.
#[component]
fn Sheet(stage: Stage, built: Arc<Built>, root: NodeRef<html::Div>, with_result: bool) -> impl IntoView {
    let setup = built.setup.clone();
    let session = Session {
        annotation: None,
        result: Results::own(built.result.clone().unwrap_or_else(|| Value::Array(Vec::new()))),
        lead_time: 0.0,
        base: None,
        prediction: None,
        unique_id: String::new(),
        unsent: false,
        from: Vec::new(),
        left: Vec::new(),
        others: Vec::new(),
        overtaken: false,
    };
    let document = session.document(&setup, &mut super::browser::region_id);
    let work = Work::new(
        setup.clone(),
        Arc::new(TaskDetail::unknown(setup.data.clone())),
        document,
        DraftKeeper::none(),
        0.0,
    );
    stage.work.set_value(Some(work));
    let nothing = Callback::new(|()| ());
    let desk = Desk {
        work,
        submit: nothing,
        skip: nothing,
        go: Callback::new(|_| ()),
        help: RwSignal::new(false),
        boards: Boards::new(),
        image: RwSignal::new(None),
        space: RwSignal::new(false),
    };
    provide_context(desk);
    provide_context(work.anchors);
    provide_context(Within(root));
    keyboard::listen(desk);
    let has_regions = setup.config.controls().iter().any(|c| c.tag.draws() || c.labels_by_place());
    let made_up = (!built.made_up.is_empty() && !built.data.is_empty()).then(|| {
        view! { <p class="preview-made-up">{(t().preview.made_up)(&built.made_up.join(", "))}</p> }
    });
    view! {
        <div class="ed-desk preview-desk">
            <p class="ed-visually-hidden" role="status" aria-live="polite">{move || work.notice.get()}</p>
            {made_up}
            <div class="ed-columns">
                <div class="ed-main"><Tree work=work/></div>
                <Show when=move || has_regions>
                    <aside class="ed-side" aria-label=t().editor.regions>
                        <RegionDetails work=work/>
                        <RegionList work=work/>
                    </aside>
                </Show>
            </div>
            <Foot stage desk/>
            {with_result.then(|| view! { <ResultJson stage work=work/> })}
            <Toast work=work/>
            <Dialogs desk=desk/>
        </div>
    }
}

/// What can be done besides labeling.
#[component]
fn Foot(stage: Stage, desk: Desk) -> impl IntoView {
    let work = desk.work;
    view! {
        <footer class="preview-foot">
            <button type="button" class="ed-button" aria-disabled=move || (!work.can_undo()).to_string() aria-label=t().editor.undo
                title=move || titled(t().editor.undo, "annotation:undo") on:click=move |_| work.undo()>
                {Icon::Undo.view()}
            </button>
            <button type="button" class="ed-button" aria-disabled=move || (!work.can_redo()).to_string() aria-label=t().editor.redo
                title=move || titled(t().editor.redo, "annotation:redo") on:click=move |_| work.redo()>
                {Icon::Redo.view()}
            </button>
            <button type="button" class="ed-button" aria-label=t().editor.keys
                title=move || titled(t().editor.keys, "editor:help") on:click=move |_| desk.help.set(true)>
                "?"
            </button>
            <button type="button" class="ed-button" data-testid="preview-again" on:click=move |_| stage.start_over()>
                {t().preview.again}
            </button>
            <span class="preview-hint">{t().preview.hint}</span>
        </footer>
    }
}

/// The result array as it stands, on demand.
#[component]
fn ResultJson(stage: Stage, work: Work) -> impl IntoView {
    let open = stage.result_open;
    let id = work.own_id("result");
    let controls = id.clone();
    let text = move || {
        let result = work.paper.with(|paper| paper.document.to_json());
        serde_json::to_string_pretty(&result).unwrap_or_else(|_| result.to_string())
    };
    view! {
        <div class="preview-result">
            <button
                type="button"
                class="ed-button"
                class:ed-on=open
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls=controls
                data-testid="preview-result-toggle"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {t().preview.result}
            </button>
            <pre id=id tabindex="0" role="region" aria-label=t().preview.result_of data-testid="preview-result" hidden=move || !open.get()>
                {move || open.get().then(text)}
            </pre>
        </div>
    }
}
