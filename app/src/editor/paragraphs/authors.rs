//! Who speaks: a colour for each author, and the choice of those that show.

use crate::editor::reading::Reader;
use crate::messages::t;
use crate::model::text::Dialogue;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The choice of authors, where there are several.
#[component]
pub fn Authors(reader: Reader, dialogue: Arc<Dialogue>, hues: Arc<Hues>) -> impl IntoView {
    let names: Vec<String> = dialogue.authors().into_iter().map(str::to_owned).collect();
    if names.len() < 2 {
        return ().into_any();
    }
    let chosen = RwSignal::new(BTreeSet::<String>::new());
    Effect::new(move |_| {
        let hidden = chosen.with(|chosen| {
            let is_left_out = |author: &String| !chosen.is_empty() && !chosen.contains(author);
            dialogue.paragraphs.iter().map(|p| is_left_out(&p.author)).collect()
        });
        reader.window.hide(hidden);
        reader.moved();
    });
    let chip = move |name: String| {
        let (known, testid) = (name.clone(), format!("author-{name}"));
        let hue = hues.get(&name).to_string();
        let shown = name.clone();
        let is_on = move || chosen.with(|chosen| chosen.contains(&known));
        let toggle = move |_| {
            chosen.update(|chosen| {
                if !chosen.remove(&name) {
                    chosen.insert(name.clone());
                }
            });
        };
        chip_view(shown, testid, Some(hue), is_on, toggle)
    };
    let all = chip_view(
        t().reading.all_authors.to_owned(),
        "author-all".to_owned(),
        None,
        move || chosen.with(BTreeSet::is_empty),
        move |_| chosen.update(BTreeSet::clear),
    );
    view! {
        <div class="ed-authors" role="group" aria-label=t().reading.authors>
            {all}
            {names.into_iter().map(chip).collect_view()}
        </div>
    }
    .into_any()
}

fn chip_view(
    name: String,
    testid: String,
    hue: Option<String>,
    is_on: impl Fn() -> bool + Send + Sync + 'static,
    press: impl Fn(web_sys::MouseEvent) + 'static,
) -> AnyView {
    let is_on = Memo::new(move |_| is_on());
    view! {
        <button
            type="button"
            class="ed-author-chip"
            class:ed-on=is_on
            style:--hue=hue.unwrap_or_default()
            aria-pressed=move || if is_on.get() { "true" } else { "false" }
            data-testid=testid
            on:click=press
        >
            {name}
        </button>
    }
    .into_any()
}

/// Colours' angles of the authors of a dialogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hues(BTreeMap<String, u32>);

/// Two authors look alike if their angles are nearer than this.
const APART: u32 = 24;
/// A turn after which many steps still lie far apart.
const TURN: u32 = 137;
/// More authors than colours: then some look alike.
const TRIES: u32 = 360 / APART;

impl Hues {
    /// Each name has the angle that it has everywhere, unless another author of this dialogue looks alike.
    pub fn of(names: &[&str]) -> Self {
        let mut given: BTreeMap<String, u32> = BTreeMap::new();
        for name in names {
            let own = hash(name) % 360;
            let is_free = |hue: &u32| given.values().all(|taken| distance(*hue, *taken) >= APART);
            let free = (0..TRIES).map(|n| (own + n * TURN) % 360).find(is_free);
            given.insert((*name).to_owned(), free.unwrap_or(own));
        }
        Self(given)
    }

    pub fn get(&self, name: &str) -> u32 {
        self.0.get(name).copied().unwrap_or_default()
    }
}

/// How far two angles lie apart.
const fn distance(a: u32, b: u32) -> u32 {
    let between = a.abs_diff(b);
    if between > 180 { 360 - between } else { between }
}

fn hash(name: &str) -> u32 {
    let spread = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    name.as_bytes().iter().fold(0x811c_9dc5, spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authors_of_a_dialogue_are_told_apart_by_colour() {
        let names = ["Ada", "Bob", "Mia Wallace", "Vincent Vega", "Jules", "The Wolf"];
        let hues = Hues::of(&names);
        for (at, one) in names.iter().enumerate() {
            for other in &names[at + 1..] {
                assert!(distance(hues.get(one), hues.get(other)) >= APART, "{one} and {other}");
            }
        }
    }

    #[test]
    fn a_name_has_the_same_colour_in_every_dialogue_where_nobody_looks_alike() {
        assert_eq!(Hues::of(&["Ada"]).get("Ada"), Hues::of(&["Ada", "Bob"]).get("Ada"));
        assert_eq!(distance(350, 10), 20);
    }

    #[test]
    fn there_may_be_more_authors_than_colours() {
        let names: Vec<String> = (0..100).map(|n| format!("Author {n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert!(Hues::of(&names).get("Author 99") < 360);
    }
}
