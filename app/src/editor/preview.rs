//! A labeling config tried out: the interface as people will label in it, over data that belong to no task. Nothing is
//! saved and nothing handed in, and keys count only while the focus is inside. Follows config and data; of a config that
//! is broken it keeps what it was before.

use super::Anew;
use super::arriving::{arriving, failed};
use super::boards::Dialogs;
use super::drafts::DraftKeeper;
use super::icons::Icon;
use super::keyboard::{self, Desk, Within};
use super::keymap::titled;
use super::kinds;
use super::notices::Toast;
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
use leptos::task::spawn_local;
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
    /// What the config needs is on its way.
    Coming,
    /// It did not come.
    Missing(String),
}

/// One preview of a page.
#[derive(Clone, Copy)]
struct Stage {
    built: RwSignal<Option<Arc<Built>>>,
    note: RwSignal<Option<Note>>,
    /// What is to show, last.
    asked: StoredValue<(String, Map<String, Value>)>,
    /// The work that shows.
    work: StoredValue<Option<Work>>,
    /// The result shows; stays so while the config changes.
    result_open: RwSignal<bool>,
    /// Begins the ids of all its elements.
    prefix: StoredValue<String>,
}

/// What makes the view of a config over data, with the result array or without.
pub type View = fn(Signal<String>, Signal<Map<String, Value>>, bool) -> AnyView;

/// The labeling interface of a config, loaded when it is wanted. What the data lack is made up.
#[component]
pub fn Preview(
    #[prop(into)] label_config: Signal<String>,
    #[prop(into)] data: Signal<Map<String, Value>>,
    /// The result array can be seen as it grows.
    #[prop(optional)]
    with_result: bool,
) -> impl IntoView {
    arriving(
        || Box::pin(kinds::load_preview()),
        move |part: kinds::TriedOut| (part.view)(label_config, data, with_result),
    )
}

/// The interface itself.
pub fn view(label_config: Signal<String>, data: Signal<Map<String, Value>>, with_result: bool) -> AnyView {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    let stage = Stage {
        built: RwSignal::new(None),
        note: RwSignal::new(None),
        asked: StoredValue::new(Default::default()),
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
    let note = move || stage.note.get().map(|note| said(stage, &note));
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
    .into_any()
}

/// Within a form, Enter in a field would send it.
fn send_nothing(event: web_sys::KeyboardEvent) {
    if event.key() == "Enter" && event_target::<web_sys::Element>(&event).tag_name() == "INPUT" {
        event.prevent_default();
    }
}

fn said(stage: Stage, note: &Note) -> AnyView {
    match note {
        Note::Coming => {
            view! { <p class="preview-note" aria-busy="true">{t().common.loading}</p> }.into_any()
        }
        Note::Missing(why) => failed(why.clone(), Callback::new(move |()| stage.again())),
        Note::Empty => view! { <p class="preview-note" role="status">{t().preview.empty}</p> }.into_any(),
        Note::Error(why) => {
            let words = if stage.built.with(Option::is_some) { t().preview.held } else { t().preview.broken };
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
        self.asked.set_value((xml.to_owned(), data.clone()));
        // A task goes before the example that the config brings.
        let data: Map<String, Value> = example(xml).into_iter().chain(data).collect();
        match LabelConfig::parse(xml) {
            Ok(config) if !kinds::are_here(&config) => self.fetch(config),
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

    /// Fetches what a config needs, and shows what was asked for last.
    fn fetch(self, config: LabelConfig) {
        self.note.set(Some(Note::Coming));
        spawn_local(async move {
            match kinds::fetch(&config).await {
                Ok(()) => self.again(),
                Err(why) => drop(self.note.try_set(Some(Note::Missing(why.to_string())))),
            }
        });
    }

    fn again(self) {
        if let Some((xml, data)) = self.asked.try_get_value() {
            self.show(&xml, data);
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
    let desk = Desk::new(work, nothing, nothing, Callback::new(|_| ()));
    provide_context(desk);
    provide_context(work.anchors);
    provide_context(Within(root));
    keyboard::listen(desk);
    let has_regions = setup.config.controls().iter().any(|c| c.tag.draws() || c.labels_by_place());
    let regions = kinds::regions().filter(|_| has_regions).map(|part| {
        let (details, list) = ((part.details)(work), (part.list)(work));
        view! { <aside class="ed-side" aria-label=t().editor.regions>{details} {list}</aside> }
    });
    let made_up = (!built.made_up.is_empty() && !built.data.is_empty()).then(|| {
        view! { <p class="preview-made-up">{(t().preview.made_up)(&built.made_up.join(", "))}</p> }
    });
    view! {
        <div class="ed-desk preview-desk">
            <p class="ed-visually-hidden" role="status" aria-live="polite">{move || work.notice.get()}</p>
            {made_up}
            <div class="ed-columns">
                <div class="ed-main"><Tree work=work/></div>
                {regions}
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
