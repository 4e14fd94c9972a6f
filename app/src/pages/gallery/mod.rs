//! The gallery of templates: groups, a search, one card a template and what it is in detail. Fetched when it opens, for
//! nobody else needs it. Knows nothing of what is done with the template that was chosen.

mod card;
mod look;
mod preview;
mod start;
mod thumb;

pub use start::StartFromTemplate;

use crate::api::error::ApiError;
use crate::api::functions;
use crate::api::types::TemplateCard;
use crate::messages::{number, t};
use crate::ui::icons::Icon;
use crate::ui::states::{ErrorState, Skeleton};
use card::{Card, NoneCard};
use leptos::prelude::*;
use look::Look;
use preview::Detail;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A template and what its config tells of it.
#[derive(Clone)]
struct Entry {
    card: Arc<TemplateCard>,
    look: Arc<Look>,
}

/// Choosing none is a card of its own: its title and its text.
pub type NoneOption = (&'static str, &'static str);

#[component]
pub fn Gallery(
    chosen: RwSignal<Option<Arc<TemplateCard>>>,
    #[prop(optional)] none: Option<NoneOption>,
    /// The search has the focus when the gallery opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let loaded = LocalResource::new(functions::templates);
    let show = move |answer: Option<Result<Vec<TemplateCard>, ApiError>>| match answer {
        None => view! { <Skeleton rows=4 tall=true /> }.into_any(),
        Some(Ok(cards)) => view! { <Shelves cards chosen none autofocus /> }.into_any(),
        Some(Err(error)) => {
            view! { <ErrorState error retry=Callback::new(move |()| loaded.refetch()) /> }.into_any()
        }
    };
    view! { <div class="gallery">{move || show(loaded.get())}</div> }
}

/// What of the gallery is in sight.
#[derive(Clone, Copy)]
struct Sight {
    search: RwSignal<String>,
    /// `None` is all of them.
    group: RwSignal<Option<String>>,
    /// Whether each entry answers the search, by its place.
    answers: Memo<Vec<bool>>,
}

impl Sight {
    fn of(entries: Arc<Vec<Entry>>) -> Self {
        let search = RwSignal::new(String::new());
        let answers = Memo::new(move |_| {
            search
                .with(|search| entries.iter().map(|entry| entry.look.answers(&entry.card, search)).collect())
        });
        Self { search, group: RwSignal::new(None), answers }
    }

    fn in_group(self, group: &str) -> bool {
        self.group.with(|chosen| chosen.as_deref().is_none_or(|chosen| chosen == group))
    }

    fn answers(self, at: usize) -> bool {
        self.answers.with(|answers| answers.get(at).copied().unwrap_or(false))
    }

    fn clear(self) {
        self.search.set(String::new());
        self.group.set(None);
    }
}

#[component]
fn Shelves(
    cards: Vec<TemplateCard>,
    chosen: RwSignal<Option<Arc<TemplateCard>>>,
    none: Option<NoneOption>,
    autofocus: bool,
) -> impl IntoView {
    let entry = |card: TemplateCard| {
        let look = Arc::new(Look::of(&card));
        Entry { card: Arc::new(card), look }
    };
    let entries: Arc<Vec<Entry>> = Arc::new(cards.into_iter().map(entry).collect());
    let groups = by_group(&entries);
    let sight = Sight::of(Arc::clone(&entries));
    let looking = RwSignal::new(false);
    let in_sight = {
        let groups = groups.clone();
        Memo::new(move |_| {
            let of_group = |(group, places): &(String, Vec<usize>)| {
                if sight.in_group(group) { places.iter().filter(|at| sight.answers(**at)).count() } else { 0 }
            };
            groups.iter().map(of_group).sum::<usize>()
        })
    };
    let sections = groups
        .iter()
        .cloned()
        .map(|(group, places)| {
            let entries = Arc::clone(&entries);
            view! { <Group group places entries sight chosen looking /> }
        })
        .collect_view();
    let none = none.map(|(title, text)| view! { <NoneCard title text chosen /> });
    let nothing = move || (in_sight.get() == 0).then(|| view! { <NothingFound sight /> });
    view! {
        <div class="gallery-frame" class:looking=looking>
            <Search sight in_sight autofocus />
            <Groups groups sight />
            <div class="gallery-list" role="radiogroup" aria-label=t().gallery.title>
                {none}
                {sections}
                {nothing}
            </div>
            <Aside chosen looking />
        </div>
    }
}

/// Groups in the order in which they first appear, with the places of their entries.
fn by_group(entries: &[Entry]) -> Vec<(String, Vec<usize>)> {
    let mut order: Vec<(String, Vec<usize>)> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let group = entry.card.group.as_str();
        let place = *known.entry(group).or_insert_with(|| {
            order.push((group.to_owned(), Vec::new()));
            order.len() - 1
        });
        if let Some((_, places)) = order.get_mut(place) {
            places.push(at);
        }
    }
    order
}

#[component]
fn Search(sight: Sight, in_sight: Memo<usize>, autofocus: bool) -> impl IntoView {
    view! {
        <div class="gallery-search">
            <input
                type="search"
                class="input"
                autocomplete="off"
                autofocus=autofocus
                data-testid="template-search"
                aria-label=t().gallery.search
                placeholder=t().gallery.search_hint
                prop:value=move || sight.search.get()
                on:input=move |event| sight.search.set(event_target_value(&event))
                // Within a form, Enter would send it.
                on:keydown=|event| if event.key() == "Enter" { event.prevent_default() }
            />
            <p class="muted" role="status">{move || (t().gallery.found)(in_sight.get() as u64)}</p>
        </div>
    }
}

/// The groups at the side: all of them, or one.
#[component]
fn Groups(groups: Vec<(String, Vec<usize>)>, sight: Sight) -> impl IntoView {
    let one = move |group: Option<String>, places: Vec<usize>| {
        let count = Memo::new(move |_| places.iter().filter(|at| sight.answers(**at)).count() as u64);
        let title = group.clone().unwrap_or_else(|| t().gallery.all.to_owned());
        let spoken = title.clone();
        let pressed = {
            let group = group.clone();
            Memo::new(move |_| sight.group.with(|chosen| *chosen == group))
        };
        view! {
            <li>
                <button
                    type="button"
                    class="gallery-group"
                    aria-pressed=move || if pressed.get() { "true" } else { "false" }
                    aria-label=move || (t().gallery.of_group)(&spoken, count.get())
                    on:click=move |_| sight.group.set(group.clone())
                >
                    <span>{title}</span>
                    <span class="gallery-count" data-count=move || number(count.get())></span>
                </button>
            </li>
        }
    };
    let all = groups.iter().flat_map(|(_, places)| places.iter().copied()).collect();
    let each = groups.into_iter().map(|(group, places)| one(Some(group), places)).collect_view();
    view! {
        <nav class="gallery-groups" aria-label=t().gallery.groups>
            <ul>{one(None, all)} {each}</ul>
        </nav>
    }
}

#[component]
fn Group(
    group: String,
    places: Vec<usize>,
    entries: Arc<Vec<Entry>>,
    sight: Sight,
    chosen: RwSignal<Option<Arc<TemplateCard>>>,
    looking: RwSignal<bool>,
) -> impl IntoView {
    let title = group.clone();
    let in_group = Memo::new(move |_| sight.in_group(&group));
    let any = {
        let places = places.clone();
        Memo::new(move |_| in_group.get() && places.iter().any(|at| sight.answers(*at)))
    };
    let cards = places
        .into_iter()
        .filter_map(|at| entries.get(at).cloned().map(|entry| (at, entry)))
        .map(|(at, entry)| {
            let shown = Signal::derive(move || in_group.get() && sight.answers(at));
            view! { <Card entry chosen looking shown /> }
        })
        .collect_view();
    view! {
        <section class="gallery-section" hidden=move || !any.get()>
            <h3>{title}</h3>
            <div class="gallery-cards">{cards}</div>
        </section>
    }
}

#[component]
fn NothingFound(sight: Sight) -> impl IntoView {
    view! {
        <div class="gallery-nothing">
            <p>{t().gallery.no_match}</p>
            <button type="button" class="button small" on:click=move |_| sight.clear()>
                {t().gallery.clear}
            </button>
        </div>
    }
}

/// The template that is chosen. On narrow screens it stands instead of the list while one looks at it.
#[component]
fn Aside(chosen: RwSignal<Option<Arc<TemplateCard>>>, looking: RwSignal<bool>) -> impl IntoView {
    let inside = move || match chosen.get() {
        Some(card) => view! { <Detail card /> }.into_any(),
        None => view! { <p class="muted gallery-unchosen">{t().gallery.nothing_chosen}</p> }.into_any(),
    };
    view! {
        <section class="gallery-detail" aria-label=t().gallery.about data-testid="template-detail">
            <button type="button" class="button small gallery-back" on:click=move |_| looking.set(false)>
                {Icon::Return.view()}
                {t().gallery.back}
            </button>
            {inside}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Map;

    #[test]
    fn groups_keep_the_order_in_which_they_come() {
        let entry = |name: &str, group: &str| {
            let card = TemplateCard {
                name: name.to_owned(),
                title: String::new(),
                group: group.to_owned(),
                description: String::new(),
                xml: String::new(),
                sample: Map::new(),
            };
            Entry { look: Arc::new(Look::of(&card)), card: Arc::new(card) }
        };
        let groups = by_group(&[entry("a", "Vision"), entry("b", "Text"), entry("c", "Vision")]);
        assert_eq!(groups, [("Vision".to_owned(), vec![0, 2]), ("Text".to_owned(), vec![1])]);
    }
}
