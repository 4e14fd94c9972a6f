//! Rating: a row of stars, hearts, flames or smiles, of which the last one up to which it is filled is chosen. A radio
//! group to those who cannot see it; choosing the same one again takes the rating back.

use super::ask::Ask;
use super::labels::Key;
use crate::messages::t;
use crate::model::config::{ControlKind, RatingInput};
use crate::model::result::numeric;
use leptos::prelude::*;
use serde_json::json;

/// One Rating tag.
#[component]
pub fn Rating(ask: Ask) -> impl IntoView {
    let ControlKind::Rating(input) = ask.control.kind.clone() else { return ().into_any() };
    let answer = ask.answer();
    let rating =
        Memo::new(move |_| answer.with(|said| said.as_ref().and_then(numeric).unwrap_or(0.0) as u32));
    let key = ask.work.setup().key_of(ask.name(), "");
    let stars: Vec<_> = (1..=input.max).map(|n| star(&ask, &input, rating, n)).collect();
    let size = match input.size.as_str() {
        "small" => "ed-stars ed-stars-small",
        "large" => "ed-stars ed-stars-large",
        _ => "ed-stars",
    };
    let (described, label) = (ask.clone(), ask.name().to_owned());
    let body = view! {
        <div class="ed-row">
            <div class=size role="radiogroup" aria-label=label aria-describedby=move || described.described()>{stars}</div>
            <Key key=key/>
        </div>
    };
    ask.frame("ed-rating", format!("rating-{}", ask.name()), body.into_any())
}

/// What a rating becomes when a star is chosen; the same one again takes it back.
const fn chosen(before: u32, n: u32) -> u32 {
    if before == n { 0 } else { n }
}

/// Where a key leads from a star; `None`: the key is not ours. 0 takes the rating back.
fn keyed(key: &str, n: u32, max: u32) -> Option<u32> {
    Some(match key {
        "ArrowRight" | "ArrowUp" => (n + 1).min(max),
        "ArrowLeft" | "ArrowDown" => n.saturating_sub(1),
        "Home" => 1,
        "End" => max,
        "Backspace" | "Delete" => 0,
        _ => return None,
    })
}

fn star(ask: &Ask, input: &RatingInput, rating: Memo<u32>, n: u32) -> AnyView {
    let max = input.max;
    let (set, set_by_key) = (ask.clone(), ask.clone());
    let group = ask.group();
    let id = move |n: u32, group: &str| format!("star-{group}-{n}");
    let own_id = id(n, &group);
    let said = |n: u32| (n > 0).then(|| json!(n));
    // One of them is in the way of Tab: the chosen one, else the first.
    let reachable = Memo::new(move |_| rating.with(|at| *at == n || (n == 1 && (*at == 0 || *at > max))));
    let path = icon(&input.icon);
    let filled = move || rating.get() >= n;
    view! {
        <button
            type="button"
            class="ed-star"
            class:ed-on=filled
            id=own_id
            role="radio"
            tabindex=move || if reachable.get() { "0" } else { "-1" }
            data-entry=""
            aria-checked=move || if rating.get() == n { "true" } else { "false" }
            aria-label=(t().answers.rating_of)(n, max)
            data-testid=format!("star-{n}")
            on:click=move |_| { set.set(said(chosen(rating.get_untracked(), n)).as_ref()); }
            on:keydown=move |ev| {
                if ev.ctrl_key() || ev.meta_key() || ev.alt_key() || ev.shift_key() {
                    return;
                }
                let from = if rating.get_untracked() == 0 { 0 } else { n };
                let Some(to) = keyed(&ev.key(), from, max) else { return };
                ev.prevent_default();
                set_by_key.set(said(to).as_ref());
                crate::editor::browser::focus(&format!("[id=\"{}\"]", id(to.max(1), &group)));
            }
        >
            <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=path/></svg>
        </button>
    }
    .into_any()
}

fn icon(name: &str) -> &'static str {
    match name {
        "heart" => {
            "M12 20.3l-1.3-1.2C6 14.9 3.2 12.3 3.2 9c0-2.6 2-4.6 4.6-4.6 1.5 0 3.2.8 4.2 2.1 1-1.3 2.7-2.1 4.2-2.1 2.6 0 4.6 2 4.6 4.6 0 3.3-2.8 5.9-7.5 10.1z"
        }
        "fire" => {
            "M12.4 2.6c.6 3.4-1 4.7-2.6 6.5C8.4 10.7 7 12.3 7 15a5.5 5.5 0 0 0 11 .2c0-3.1-1.5-5-2.6-6.5-.2 1.6-.8 2.5-1.7 3 .5-3.4-.1-7-1.3-9.1z"
        }
        "smile" => {
            "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 8.2a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6zm7 0a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6zM7.3 13.8h9.4c-.5 2.4-2.4 3.9-4.7 3.9s-4.2-1.5-4.7-3.9z"
        }
        _ => "M12 2.8l2.8 5.9 6.5.8-4.8 4.5 1.2 6.4L12 17.3l-5.7 3.1 1.2-6.4-4.8-4.5 6.5-.8z",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_star_again_takes_the_rating_back_and_keys_walk_the_row() {
        assert_eq!((chosen(0, 3), chosen(3, 3), chosen(4, 3)), (3, 0, 3));
        assert_eq!(keyed("ArrowRight", 5, 5), Some(5));
        assert_eq!(keyed("ArrowLeft", 1, 5), Some(0));
        assert_eq!(keyed("End", 1, 5), Some(5));
        assert_eq!(keyed("x", 1, 5), None);
    }
}
