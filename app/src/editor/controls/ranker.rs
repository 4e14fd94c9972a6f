//! Ranker: the items of a List in order, or sorted into buckets. Dragged by mouse, pen or finger, or by keys: Space takes
//! an item up, arrows move it, Space puts it down, Escape puts it back.

mod drag;

use super::ask::Ask;
use crate::editor::browser;
use crate::editor::visual::list::item_body;
use crate::messages::t;
use crate::model::config::{ControlKind, Ranker as Tag};
use crate::model::data;
use crate::model::ranking::{self, Column, Item, Ranking};
use drag::Drag;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use serde_json::Value;
use std::sync::Arc;

/// What is ranked; does not change while the task is labeled.
struct Ranked {
    name: String,
    ranker: Tag,
    list_title: String,
    items: Vec<Item>,
}

impl Ranked {
    fn ranking(&self) -> Ranking<'_> {
        Ranking { name: &self.name, ranker: &self.ranker, list_title: &self.list_title, items: &self.items }
    }
}

/// An item that the keys hold, with where everything stands meanwhile.
#[derive(Clone, Debug, PartialEq)]
struct Held {
    item: String,
    columns: Vec<Column>,
}

#[derive(Clone)]
struct Board {
    ask: Ask,
    ranked: Arc<Ranked>,
    columns: Memo<Vec<Column>>,
    held: RwSignal<Option<Held>>,
    drag: Drag,
}

/// One Ranker tag.
#[component]
pub fn Ranker(ask: Ask) -> impl IntoView {
    let ControlKind::Ranker(ranker) = ask.control.kind.clone() else { return ().into_any() };
    let setup = ask.work.setup();
    let object = setup.config.object(ask.control.to_name());
    let value = object.map(|object| data::resolve(&object.value, &setup.data)).unwrap_or(Value::Null);
    let title = object.and_then(|object| setup.config.node(object.node)?.attrs.text("title"));
    let ranked = Arc::new(Ranked {
        name: ask.name().to_owned(),
        ranker,
        list_title: data::resolve_text(&title.unwrap_or_default(), &setup.data),
        items: ranking::items(&value),
    });
    let held = RwSignal::new(None::<Held>);
    let (answer, for_columns) = (ask.answer(), ranked.clone());
    let columns = Memo::new(move |_| {
        let held = held.get().map(|held| held.columns);
        held.unwrap_or_else(|| answer.with(|said| for_columns.ranking().columns(said.as_ref())))
    });
    let id = ask.work.own_id(&format!("ranker-{}", ask.name()));
    let board = Board { columns, held, drag: Drag::new(id.clone()), ranked, ask: ask.clone() };
    board.listen();
    let several = board.ranked.ranking().columns(None).len() > 1;
    let views: Vec<_> = (0..board.columns.with_untracked(Vec::len)).map(|at| board.column(at)).collect();
    let help = format!("{id}-help");
    let body = view! {
        <p class="ed-visually-hidden" id=help.clone()>{t().answers.ranker_help}</p>
        <div class="ed-ranker-board" class:ed-ranker-buckets=several id=id.clone()>{views}</div>
    };
    ask.frame("ed-ranker", id, body.into_any())
}

impl Board {
    /// The drag tells where it was let go.
    fn listen(&self) {
        let board = self.clone();
        self.drag.listen(move |item, column, place| board.put(&item, column, place));
    }

    /// Moves an item for good.
    fn put(&self, item: &str, column: usize, place: usize) {
        let before = untrack(|| self.ask.said());
        let ranking = self.ranked.ranking();
        let columns = ranking.columns(before.as_ref());
        let moved = ranking::moved(&columns, item, column, place);
        if moved != columns {
            self.ask.set(Some(&ranking.answer(&moved, before.as_ref())));
            self.say(item, &moved);
        }
    }

    /// Where an item stands, for those who cannot see it.
    fn say(&self, item: &str, columns: &[Column]) {
        let Some((column, place)) = ranking::place_of(columns, item) else { return };
        let list = &columns[column];
        let words = (t().answers.item_at)(&self.title(item), place + 1, list.ids.len(), &list.title);
        self.ask.work.say(words);
    }

    fn title(&self, key: &str) -> String {
        let item = self.ranked.items.iter().find(|item| item.key() == key);
        item.map(|item| item.title.clone())
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| key.to_owned())
    }

    fn column(&self, at: usize) -> AnyView {
        let (columns, board) = (self.columns, self.clone());
        let ids = Memo::new(move |_| {
            columns.with(|all| all.get(at).map(|column| column.ids.clone()).unwrap_or_default())
        });
        let title =
            columns.with_untracked(|all| all.get(at).map(|column| column.title.clone()).unwrap_or_default());
        let label = if title.is_empty() { self.ask.name().to_owned() } else { title.clone() };
        let drag = self.drag;
        let heading =
            (!title.is_empty()).then(|| view! { <p class="ed-ranker-title" aria-hidden="true">{title}</p> });
        view! {
            <section class="ed-ranker-column htx-ranker-column" aria-label=label class:ed-drop=move || drag.is_over(at)>
                {heading}
                <ol class="ed-ranker-list" data-column=at.to_string()>
                    <For each=move || ids.get() key=ranking::key let:id>{board.item(&id)}</For>
                </ol>
                <p class="ed-empty" hidden=move || !ids.with(Vec::is_empty)>{t().answers.drop_here}</p>
            </section>
        }
        .into_any()
    }

    fn item(&self, id: &Value) -> AnyView {
        let key = ranking::key(id);
        let body = match self.ranked.ranking().item(id) {
            Some(item) => item_body(item),
            None => view! { <span class="ed-item-title" title=t().answers.not_offered>{key.clone()}</span> }
                .into_any(),
        };
        let (held, drag) = (self.held, self.drag);
        let is = {
            let key = key.clone();
            move |held: &Option<Held>| held.as_ref().is_some_and(|held| held.item == key)
        };
        let grabbed = Memo::new(move |_| held.with(|held| is(held)));
        let (own, moving, before) = (key.clone(), key.clone(), key.clone());
        let (keys, starts) = (self.clone(), key.clone());
        let dragged = Memo::new(move |_| drag.is_dragged(&moving));
        let shift = move || if dragged.get() { drag.shift() } else { String::new() };
        view! {
            <li
                class="ed-ranker-item htx-ranker-item"
                class:ed-held=grabbed
                class:ed-dragged=dragged
                class:ed-drop-before=move || drag.drops_before(&before)
                style:transform=shift
                tabindex="0"
                data-entry=""
                data-item=key.clone()
                aria-roledescription=t().answers.sortable
                aria-describedby=format!("ranker-{}-help", self.ask.name())
                data-testid=format!("ranker-item-{key}")
                on:pointerdown=move |ev| drag.start(&ev, &starts)
                on:keydown=move |ev| if keys.key(&ev, &own) { ev.prevent_default(); ev.stop_propagation(); }
            >
                <span class="ed-rank-grip" data-grip="" aria-hidden="true"></span>
                <div class="ed-item">{body}</div>
            </li>
        }
        .into_any()
    }

    /// A key on an item; true if it was ours.
    fn key(&self, ev: &web_sys::KeyboardEvent, item: &str) -> bool {
        if ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
            return false;
        }
        let held = self.held.get_untracked().filter(|held| held.item == item);
        match (ev.key().as_str(), held) {
            (" ", None) => self.take_up(item),
            (" " | "Enter", Some(held)) => self.put_down(&held),
            ("Escape", Some(held)) => self.put_back(&held),
            ("Tab", Some(held)) => {
                self.put_down(&held);
                return false;
            }
            (arrow, Some(held)) if arrow.starts_with("Arrow") => self.carry(&held, arrow),
            ("ArrowDown", None) => self.walk(item, 1),
            ("ArrowUp", None) => self.walk(item, -1),
            _ => return false,
        }
        true
    }

    fn take_up(&self, item: &str) {
        let columns = self.columns.get_untracked();
        self.held.set(Some(Held { item: item.to_owned(), columns }));
        self.ask.work.say((t().answers.taken_up)(&self.title(item)));
    }

    fn put_down(&self, held: &Held) {
        self.held.set(None);
        let before = untrack(|| self.ask.said());
        let ranking = self.ranked.ranking();
        if ranking.columns(before.as_ref()) != held.columns {
            self.ask.set(Some(&ranking.answer(&held.columns, before.as_ref())));
        }
        self.ask.work.say((t().answers.put_down)(&self.title(&held.item)));
        refocus(&self.drag.board(), &held.item);
    }

    fn put_back(&self, held: &Held) {
        self.held.set(None);
        self.ask.work.say((t().answers.put_back)(&self.title(&held.item)));
        refocus(&self.drag.board(), &held.item);
    }

    fn carry(&self, held: &Held, arrow: &str) {
        let Some((column, place)) = ranking::place_of(&held.columns, &held.item) else { return };
        let to = match arrow {
            "ArrowUp" => place.checked_sub(1).map(|place| (column, place)),
            "ArrowDown" => Some((column, place + 1)),
            "ArrowLeft" => column.checked_sub(1).map(|column| (column, place)),
            _ => Some((column + 1, place)),
        };
        let Some((column, place)) = to else { return };
        let columns = ranking::moved(&held.columns, &held.item, column, place);
        self.say(&held.item, &columns);
        self.held.set(Some(Held { columns, ..held.clone() }));
        refocus(&self.drag.board(), &held.item);
    }

    /// The focus goes to a neighbour.
    fn walk(&self, item: &str, by: isize) {
        let columns = self.columns.get_untracked();
        let Some((column, place)) = ranking::place_of(&columns, item) else { return };
        let next = place.checked_add_signed(by).and_then(|next| columns[column].ids.get(next));
        if let Some(next) = next {
            refocus(&self.drag.board(), &ranking::key(next));
        }
    }
}

/// Puts the focus on an item once it stands where it now belongs: as soon as the page is changed, for the next key may
/// come before the next frame; and in that frame, for what is drawn later.
fn refocus(board: &str, item: &str) {
    let selector =
        format!("[id=\"{board}\"] [data-item=\"{}\"]", item.replace('\\', "\\\\").replace('"', "\\\""));
    let at_once = selector.clone();
    spawn_local(async move {
        tick().await;
        browser::focus(&at_once);
    });
    request_animation_frame(move || {
        browser::focus(&selector);
    });
}
