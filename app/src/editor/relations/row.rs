//! One relation in the panel: its ends, its direction, its labels.

use super::{RelationView, turned};
use crate::editor::css;
use crate::editor::icons::Icon;
use crate::editor::panels::name_of;
use crate::editor::state::Work;
use crate::messages::t;
use leptos::prelude::*;

pub fn row(work: Work, relation: RelationView, all: Memo<Vec<RelationView>>) -> AnyView {
    let ends = (relation.from.clone(), relation.to.clone());
    let now = {
        let ends = ends.clone();
        let first = relation.clone();
        Memo::new(move |_| {
            all.with(|all| all.iter().find(|r| r.from == ends.0 && r.to == ends.1).cloned())
                .unwrap_or_else(|| first.clone())
        })
    };
    let names = {
        let ends = ends.clone();
        Memo::new(move |_| {
            let name = |id: &str| name_of(work.region(id).as_deref());
            (name(&ends.0), name(&ends.1))
        })
    };
    let hidden = {
        let ends = ends.clone();
        Memo::new(move |_| work.hidden_relations.with(|hidden| hidden.contains(&ends)))
    };
    let both = vec![ends.0.clone(), ends.1.clone()];
    let (on_pick, on_hover, on_focus) = (both.clone(), both.clone(), both);
    let (on_hide, on_delete) = (ends.clone(), ends);
    let is_view = work.side.is_view();
    view! {
        <li
            class="ed-relation"
            class:ed-hidden=hidden
            data-testid="relation-item"
            on:pointerenter=move |_| work.side.hovered.set(on_hover.clone())
            on:pointerleave=move |_| work.side.hovered.set(Vec::new())
            on:focusin=move |_| work.side.hovered.set(on_focus.clone())
            on:focusout=move |_| work.side.hovered.set(Vec::new())
        >
            <div class="ed-relation-row">
                <button
                    type="button"
                    class="ed-relation-main"
                    title=move || names.with(|(from, to)| (t().panels.relation_of)(from, to))
                    on:click=move |_| work.pick(on_pick.clone())
                >
                    <span class="ed-region-title">{move || names.with(|(from, _)| from.clone())}</span>
                    <span class="ed-visually-hidden">{move || words_of(&now.get().direction)}</span>
                    <span class="ed-region-title">{move || names.with(|(_, to)| to.clone())}</span>
                </button>
                <button
                    type="button"
                    class="ed-icon"
                    data-testid="relation-direction"
                    disabled=is_view
                    aria-label=move || format!("{}: {}", t().panels.turn, words_of(&now.get().direction))
                    title=t().panels.turn
                    on:click=move |_| {
                        let known = now.get_untracked();
                        work.set_relation(RelationView { direction: turned(&known.direction).to_owned(), ..known });
                    }
                >
                    <span aria-hidden="true">{move || sign_of(&now.get().direction)}</span>
                </button>
                <button
                    type="button"
                    class="ed-icon"
                    aria-pressed=move || if hidden.get() { "true" } else { "false" }
                    aria-label=t().panels.hide_relation
                    title=t().panels.hide_relation
                    on:click=move |_| work.hidden_relations.update(|all| {
                        if !all.remove(&on_hide) {
                            all.insert(on_hide.clone());
                        }
                    })
                >
                    {move || if hidden.get() { Icon::EyeOff } else { Icon::Eye }.view()}
                </button>
                <button
                    type="button"
                    class="ed-icon"
                    data-testid="relation-delete"
                    disabled=is_view
                    aria-label=t().panels.delete_relation
                    title=t().common.delete
                    on:click=move |_| work.delete_relation(&on_delete.0, &on_delete.1)
                >
                    {Icon::Close.view()}
                </button>
            </div>
            {labels(work, now)}
        </li>
    }
    .into_any()
}

fn words_of(direction: &str) -> &'static str {
    match direction {
        "left" => t().panels.left,
        "bi" => t().panels.both,
        _ => t().panels.right,
    }
}

fn sign_of(direction: &str) -> &'static str {
    match direction {
        "left" => "←",
        "bi" => "↔",
        _ => "→",
    }
}

/// The labels that the config offers for relations, as chips.
fn labels(work: Work, now: Memo<RelationView>) -> AnyView {
    let setup = work.setup();
    let offered = setup.config.relations();
    if offered.options.is_empty() {
        return view! {
            <p class="ed-where" hidden=move || now.with(|r| r.labels.is_empty())>{move || now.with(|r| r.labels.join(", "))}</p>
        }
        .into_any();
    }
    let multiple = offered.multiple;
    let chips: Vec<_> = offered
        .options
        .iter()
        .map(|option| {
            let value = option.value.clone();
            let color =
                option.background.as_deref().and_then(css::color).unwrap_or_else(|| "#5b7083".to_owned());
            let on = {
                let value = value.clone();
                Memo::new(move |_| now.with(|r| r.labels.contains(&value)))
            };
            let toggle = {
                let value = value.clone();
                move |_| {
                    let known = now.get_untracked();
                    let labels = toggled(&known.labels, &value, multiple);
                    work.set_relation(RelationView { labels, ..known });
                }
            };
            view! {
                <button
                    type="button"
                    class="ed-label ed-small"
                    class:ed-on=on
                    style:--label=color
                    disabled=work.side.is_view()
                    aria-pressed=move || if on.get() { "true" } else { "false" }
                    on:click=toggle
                >
                    <span class="ed-dot" aria-hidden="true"></span>
                    <span>{value}</span>
                </button>
            }
        })
        .collect();
    view! { <div class="ed-labels" role="group" aria-label=t().panels.relation_labels>{chips}</div> }
        .into_any()
}

fn toggled(labels: &[String], value: &str, multiple: bool) -> Vec<String> {
    if labels.iter().any(|label| label == value) {
        return labels.iter().filter(|label| *label != value).cloned().collect();
    }
    let kept = labels.iter().filter(|_| multiple).cloned();
    kept.chain([value.to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_label_takes_the_place_of_another_unless_there_may_be_several() {
        let one = ["a".to_owned()];
        assert_eq!(toggled(&one, "b", true), ["a", "b"]);
        assert_eq!(toggled(&one, "b", false), ["b"]);
        assert!(toggled(&one, "a", true).is_empty());
    }
}
