//! A Repeater that shows one entry of its list at a time. Which page shows is kept with the items that show, under the
//! tag's number; a region that is selected on another page turns to it.

use crate::editor::anew::Anew;
use crate::editor::boards::answer;
use crate::editor::browser;
use crate::editor::desk::leave_fields;
use crate::editor::keyboard::{asked, on_document};
use crate::editor::keymap::{Context, aria_of, titled};
use crate::editor::keys::{Command, Focus};
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::{Node, NodeId, Tag};
use crate::ui::effect::Effect;
use leptos::prelude::*;

/// The actions that turn pages.
const BACK: &str = "repeater:previous-page";
const ON: &str = "repeater:next-page";

/// Under which name `Work::items` holds the page of a tag.
pub fn key(node: NodeId) -> String {
    format!("pages:{}", node.0)
}

/// The pages to turn to so that a tag is in sight, outermost first.
pub fn path_to(root: &Node, node: NodeId) -> Vec<(String, u32)> {
    let mut turn = Vec::new();
    let mut here = root;
    loop {
        // Numbers grow in document order, so the child that holds a tag is the last one that is not behind it.
        let Some((at, child)) = here.children.iter().enumerate().rfind(|(_, child)| child.id <= node) else {
            return turn;
        };
        if here.tag == Tag::PagedView {
            turn.push((key(here.id), at as u32));
        }
        here = child;
    }
}

/// The pages of a PagedView; `page` makes the view of one.
#[component]
pub fn Pages(work: Work, node: Node, page: fn(Work, &Node) -> AnyView) -> impl IntoView {
    let count = node.children.len() as u32;
    if count == 0 {
        return view! { <p class="ed-placeholder">{t().visual.no_pages}</p> }.into_any();
    }
    let (id, name) = (node.id, key(node.id));
    let turned = name.clone();
    let at = Memo::new(move |_| work.item(&turned).unwrap_or(0).min(count - 1));
    let turn = move |to: Option<u32>| {
        let Some(to) = to.filter(|to| *to < count && *to != at.get_untracked()) else { return };
        leave_fields();
        work.pick(Vec::new());
        work.items.update(|items| {
            items.insert(name.clone(), to);
        });
        work.say((t().visual.page_of)(to + 1, count));
    };
    follow_selection(work, id);
    listen(at, turn.clone());
    let (first, back, forth, last) = (turn.clone(), turn.clone(), turn.clone(), turn);
    let whole = node.clone();
    let view = move |at: u32| whole.children.get(at as usize).map(|child| page(work, child)).into_any();
    let at_start = move || at.get() == 0;
    let at_end = move || at.get() + 1 == count;
    view! {
        <section class="ed-pages" aria-label=t().visual.pages data-testid="pages">
            <Anew key=move || Some(at.get()) view=view/>
            <nav class="ed-page-bar" aria-label=t().visual.pages>
                <button type="button" class="ed-button" disabled=at_start aria-label=t().visual.first_page title=t().visual.first_page on:click=move |_| first(Some(0))>"«"</button>
                <button type="button" class="ed-button" disabled=at_start data-testid="page-previous" title=move || titled(t().visual.previous_page, BACK) aria-keyshortcuts=move || aria_of(BACK) on:click=move |_| back(at.get_untracked().checked_sub(1))>
                    {t().visual.previous_page}
                </button>
                <span class="ed-page-at" data-testid="page-at">{move || (t().visual.page_of)(at.get() + 1, count)}</span>
                <button type="button" class="ed-button" disabled=at_end data-testid="page-next" title=move || titled(t().visual.next_page, ON) aria-keyshortcuts=move || aria_of(ON) on:click=move |_| forth(Some(at.get_untracked() + 1))>
                    {t().visual.next_page}
                </button>
                <button type="button" class="ed-button" disabled=at_end aria-label=t().visual.last_page title=t().visual.last_page on:click=move |_| last(Some(count - 1))>"»"</button>
                {problems(work, id)}
            </nav>
        </section>
    }
    .into_any()
}

/// A region that is selected is brought into sight.
fn follow_selection(work: Work, pages: NodeId) {
    let name = key(pages);
    Effect::new(move |before: Option<Option<String>>| {
        let selected = work.selected.get();
        let object = selected
            .as_ref()
            .and_then(|_| untrack(|| work.selected_region()))
            .map(|region| region.object.clone());
        if before.as_ref() != Some(&selected)
            && let Some(object) = object
        {
            let setup = work.setup();
            let place = setup.config.object(&object).map(|object| object.node);
            let turn =
                setup.config.root().zip(place).map(|(root, node)| path_to(root, node)).unwrap_or_default();
            let to = turn.into_iter().find(|(known, _)| *known == name).map(|(_, page)| page);
            let now = untrack(|| work.item(&name)).unwrap_or(0);
            if let Some(to) = to.filter(|to| *to != now) {
                work.items.update(|items| {
                    items.insert(name.clone(), to);
                });
            }
        }
        selected
    });
}

/// Keys turn pages, unless something nearer has a use for them.
fn listen(at: Memo<u32>, turn: impl Fn(Option<u32>) + Clone + 'static) {
    let step = move |command: &Command| {
        let Command::Page { back } = *command else { return };
        let now = at.get_untracked();
        turn(if back { now.checked_sub(1) } else { Some(now + 1) });
    };
    answer(Context::Pages, step.clone());
    on_document::<web_sys::KeyboardEvent>("keydown", move |ev| {
        if ev.default_prevented() || !is_ours(&ev) {
            return;
        }
        if let Some(command) = asked(&ev, Context::Pages) {
            step(&command);
            // At either end too: the browser would leave the page.
            ev.prevent_default();
        }
    });
}

/// While something is typed only arrows with alt are, and not on a Mac, where they move the caret by words.
fn is_ours(ev: &web_sys::KeyboardEvent) -> bool {
    let is_arrow = ev.alt_key() && ev.key().starts_with("Arrow");
    browser::focus_of(ev.target()) != Focus::Field || (is_arrow && !browser::is_mac())
}

/// Where something is missing on other pages: a way to each.
fn problems(work: Work, pages: NodeId) -> AnyView {
    let name = key(pages);
    let on_pages = Memo::new(move |_| {
        let setup = work.setup();
        let Some(root) = setup.config.root() else { return Vec::new() };
        let page_of = |control: &str| {
            let node = setup.control(control)?.node;
            path_to(root, node).into_iter().find(|(known, _)| *known == name).map(|(_, page)| page)
        };
        let mut found: Vec<(u32, usize)> = work.problems.with(|all| {
            let pages =
                all.iter().enumerate().filter_map(|(at, problem)| Some((page_of(&problem.control)?, at)));
            pages.collect()
        });
        found.sort_unstable();
        found.dedup_by_key(|(page, _)| *page);
        found
    });
    view! {
        <span class="ed-page-problems" hidden=move || on_pages.with(Vec::is_empty)>
            {t().visual.problems_on}
            {move || on_pages.get().into_iter().map(|(page, at)| {
                let go = move |_| {
                    let problem = work.problems.with_untracked(|all| all.get(at).cloned());
                    if let Some(problem) = problem {
                        work.go_to(&problem);
                    }
                };
                view! { " " <button type="button" class="ed-button" on:click=go>{page + 1}</button> }
            }).collect_view()}
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::config::LabelConfig;
    use serde_json::json;

    #[test]
    fn the_way_to_a_tag_leads_through_the_pages_around_it() {
        let xml = r#"<View><Header value="h"/><Repeater on="$talk" mode="pagination">
            <Text name="t_{{idx}}" value="$talk[{{idx}}]"/><Choices name="c_{{idx}}" toName="t_{{idx}}"><Choice value="x"/></Choices>
            </Repeater><Text name="end" value="$end"/></View>"#;
        let config = LabelConfig::parse(xml).unwrap();
        let data = json!({"talk": ["a", "b", "c"]});
        let config = config.for_task(data.as_object().unwrap());
        let root = config.root().unwrap();
        let pages = root.below(&Tag::PagedView).next().unwrap().id;
        let to = |control: &str| path_to(root, config.control(control).unwrap().node);
        assert_eq!(to("c_0"), [(key(pages), 0)]);
        assert_eq!(to("c_2"), [(key(pages), 2)]);
        assert_eq!(path_to(root, config.object("end").unwrap().node), []);
        assert_eq!(path_to(root, root.id), []);
    }
}
