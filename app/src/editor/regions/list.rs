//! The rows in sight, and the ways through them: by pointer, by keys, by dragging one onto another.

use super::look::{Shown, remembered, rows};
use super::row::row_view;
use super::tools::{ForAll, Tools};
use crate::editor::browser;
use crate::editor::panels::SuggestionsBar;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::outline::window;
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Rows beyond those in sight that exist all the same.
const SPARE: usize = 4;

/// The rows that exist, and how many there would be above and below them.
#[derive(Clone, PartialEq)]
pub struct Visible {
    pub rows: Vec<Shown>,
    above: usize,
    below: usize,
}

/// The list with what it needs to be walked.
#[derive(Clone, Copy)]
pub struct List {
    pub work: Work,
    pub folded: RwSignal<BTreeSet<String>>,
    pub rows: Memo<Vec<Shown>>,
    pub visible: Memo<Visible>,
    /// The region whose row the Tab key comes to.
    pub turn: Memo<Option<String>>,
    /// Where the keys stand: a region.
    pub at: RwSignal<Option<String>>,
    /// Where a stretch of selected rows began.
    pub from: RwSignal<Option<String>>,
    pub dragged: RwSignal<Option<String>>,
    scroller: NodeRef<html::Div>,
    /// In pixels: how far it is scrolled, how much is in sight, how high a row is.
    view: RwSignal<(f64, f64, f64)>,
}

/// The list.
pub fn view(work: Work) -> AnyView {
    view! { <RegionList work=work/> }.into_any()
}

/// All regions, with what is done to all at once.
#[component]
fn RegionList(work: Work) -> impl IntoView {
    let (look, folded) = (RwSignal::new(remembered()), RwSignal::new(BTreeSet::new()));
    let view = RwSignal::new((0.0, 480.0, 32.0));
    let rows = Memo::new(move |_| look.with(|look| folded.with(|folded| rows(work, look, folded))));
    let visible = Memo::new(move |_| {
        let (top, height, row) = view.get();
        rows.with(|rows: &Vec<Shown>| {
            let range = window(rows.len(), top / row, height / row, SPARE);
            let (above, below) = (range.start, rows.len().saturating_sub(range.end));
            Visible { rows: rows.get(range).map(<[Shown]>::to_vec).unwrap_or_default(), above, below }
        })
    });
    let at = RwSignal::new(None::<String>);
    let turn = Memo::new(move |_| {
        let at = at.get().or_else(|| work.selected.get());
        rows.with(|rows: &Vec<Shown>| {
            let mut regions = rows.iter().filter_map(Shown::region);
            let there = at.filter(|at| regions.clone().any(|region| region.id == *at));
            there.or_else(|| regions.next().map(|first| first.id.clone()))
        })
    });
    let list = List {
        work,
        folded,
        rows,
        visible,
        turn,
        at,
        from: RwSignal::new(None),
        dragged: RwSignal::new(None),
        scroller: NodeRef::new(),
        view,
    };
    let count =
        Memo::new(move |_| work.regions.with(|all| all.iter().filter(|r| !r.is_suggestion()).count()));
    let space = move |rows: usize| format!("{}px", rows as f64 * list.view.get().2);
    list.follow();
    view! {
        <section class="ed-regions" aria-labelledby=work.own_id("ed-regions-title")>
            <header class="ed-side-head">
                <h2 id=work.own_id("ed-regions-title")>
                    {t().editor.regions} " " <span class="ed-count" data-testid="region-count">{count}</span>
                </h2>
                <ForAll work=work/>
            </header>
            <SuggestionsBar work=work/>
            <Tools work=work look=look/>
            <p class="ed-empty" hidden=move || work.regions.with(|all| !all.is_empty())>{t().editor.no_regions}</p>
            <p class="ed-empty" hidden=move || work.regions.with(|all| all.is_empty()) || list.rows.with(|rows| !rows.is_empty())>{t().panels.nothing_found}</p>
            <p class="ed-empty" hidden=move || work.aside.get() == 0>{move || (t().editor.kept_aside)(work.aside.get())}</p>
            <p class="ed-visually-hidden" id=work.own_id("ed-list-help")>{t().panels.list_help}</p>
            <div
                class="ed-rows"
                node_ref=list.scroller
                on:scroll=move |_| list.measure()
                on:dragover=move |ev| if list.dragged.with_untracked(Option::is_some) { ev.prevent_default() }
                on:drop=move |ev| { ev.prevent_default(); list.drop_on(None); }
            >
                <ul
                    class="ed-region-list"
                    data-testid="region-list"
                    aria-describedby=work.own_id("ed-list-help")
                    style:padding-top=move || space(visible.with(|v| v.above))
                    style:padding-bottom=move || space(visible.with(|v| v.below))
                    on:keydown=move |ev| if list.key(&ev) { ev.prevent_default() }
                >
                    <For each=move || visible.with(|visible| visible.rows.clone()) key=Shown::key let:row>
                        {row_view(list, row)}
                    </For>
                </ul>
            </div>
        </section>
    }
}

impl List {
    /// Looks again when what is in sight may have changed, and keeps the selected row in sight.
    fn follow(self) {
        Effect::new(move |_| {
            self.scroller.track();
            self.rows.track();
            self.work.side.panel.track();
            self.work.side.open.track();
            request_animation_frame(move || self.measure());
        });
        crate::editor::keyboard::listen_to::<web_sys::Event>(&window_target(), "resize", move |_| {
            self.measure()
        });
        Effect::new(move |_| {
            if let Some(id) = self.work.selected.get() {
                request_animation_frame(move || self.reveal(&id));
            }
        });
    }

    fn measure(self) {
        let Some(Some(element)) = self.scroller.try_get_untracked() else { return };
        let row =
            element.query_selector("li").ok().flatten().map(|row| row.get_bounding_client_rect().height());
        let known = self.view.get_untracked();
        let row = row.filter(|height| *height >= 16.0).unwrap_or(known.2);
        let new = (f64::from(element.scroll_top()), f64::from(element.client_height()).max(row), row);
        if new != known {
            self.view.set(new);
        }
    }

    fn place_of(self, id: &str) -> Option<usize> {
        let is = |row: &Shown| row.region().is_some_and(|region| region.id == id);
        self.rows.try_with_untracked(|rows| rows.iter().position(is)).flatten()
    }

    /// Scrolls just as far as it takes.
    fn reveal(self, id: &str) {
        let (Some(at), Some(Some(element))) = (self.place_of(id), self.scroller.try_get_untracked()) else {
            return;
        };
        let (top, height, row) = self.view.get_untracked();
        let place = at as f64 * row;
        if place < top {
            element.set_scroll_top(place as i32);
        } else if place + row > top + height {
            element.set_scroll_top((place + row - height).ceil() as i32);
        }
    }

    /// A row was pressed: with Shift from the one pressed before to here, with Ctrl one more or one less.
    pub fn press(self, id: &str, shift: bool, ctrl: bool) {
        self.at.set(Some(id.to_owned()));
        match (shift, ctrl) {
            (true, _) => self.stretch(id),
            (false, true) => {
                self.from.set(Some(id.to_owned()));
                self.work.pick_or_drop(id);
            }
            _ => {
                self.from.set(Some(id.to_owned()));
                // Among several a press means this one; pressed again it is put down.
                match self.work.picked.with_untracked(Vec::len) > 1
                    || self.work.linking.with_untracked(Option::is_some)
                {
                    true => self.work.select(Some(id.to_owned())),
                    false => self.work.select_or_clear(id),
                }
            }
        }
    }

    fn stretch(self, to: &str) {
        let from = self.from.get_untracked().or_else(|| self.work.selected.get_untracked());
        let begin = from.as_deref().and_then(|from| self.place_of(from));
        let (Some(begin), Some(end)) = (begin.or_else(|| self.place_of(to)), self.place_of(to)) else {
            return;
        };
        let ids = self.rows.with_untracked(|rows| {
            let rows = rows.get(begin.min(end)..=begin.max(end)).unwrap_or_default();
            rows.iter().filter_map(|row| Some(row.region()?.id.clone())).collect::<Vec<_>>()
        });
        self.work.pick(ids);
    }

    /// The keys of the list; false leaves them to others.
    fn key(self, ev: &web_sys::KeyboardEvent) -> bool {
        if ev.ctrl_key() || ev.meta_key() {
            return self.select_all(ev);
        }
        let here = self.at.get_untracked().or_else(|| self.work.selected.get_untracked());
        let at = here.as_deref().and_then(|id| self.place_of(id));
        if ev.alt_key() {
            return ev.shift_key() && at.is_some_and(|at| self.shift_depth(at, &ev.key()));
        }
        let count = self.rows.with_untracked(Vec::len);
        match ev.key().as_str() {
            "ArrowDown" => self.go(at.map_or(0, |at| at + 1), true, ev.shift_key()),
            "ArrowUp" => {
                at.and_then(|at| at.checked_sub(1)).is_some_and(|to| self.go(to, false, ev.shift_key()))
            }
            "Home" => self.go(0, true, ev.shift_key()),
            "End" => self.go(count.saturating_sub(1), false, ev.shift_key()),
            "Enter" if self.work.side.aim.with_untracked(Option::is_some) => self.work.link_aimed(),
            "Enter" => here.is_some_and(|id| self.work.accept(&[id])),
            "ArrowLeft" => self.fold_at(at, true),
            "ArrowRight" => self.fold_at(at, false),
            _ => false,
        }
    }

    fn select_all(self, ev: &web_sys::KeyboardEvent) -> bool {
        let all = ev.key().eq_ignore_ascii_case("a");
        if all {
            let ids = self.rows.with_untracked(|rows| {
                rows.iter().filter_map(|row| Some(row.region()?.id.clone())).collect::<Vec<_>>()
            });
            self.work.pick(ids);
        }
        all
    }

    /// The focus goes to a row, or to the next one that is a region; while a relation is made it selects nothing.
    fn go(self, to: usize, down: bool, stretch: bool) -> bool {
        let next = self.rows.with_untracked(|rows| {
            let regions = |at: &usize| rows.get(*at).and_then(Shown::region).map(|region| region.id.clone());
            if down {
                (to..rows.len()).find_map(|at| regions(&at))
            } else {
                (0..=to).rev().find_map(|at| regions(&at))
            }
        });
        let Some(id) = next else { return true };
        self.at.set(Some(id.clone()));
        if stretch {
            self.stretch(&id);
        } else if self.work.linking.with_untracked(Option::is_none) {
            self.from.set(Some(id.clone()));
            self.work.select(Some(id.clone()));
        } else {
            self.work.side.aim.set(Some(id.clone()));
        }
        self.reveal(&id);
        // The row may come to exist only by scrolling.
        request_animation_frame(move || {
            self.measure();
            request_animation_frame(move || {
                browser::focus(&format!("[data-region=\"{}\"] .ed-region-main", browser::escaped(&id)));
            });
        });
        true
    }

    fn fold_at(self, at: Option<usize>, fold: bool) -> bool {
        let id = self.rows.with_untracked(|rows| match rows.get(at?)? {
            Shown::Region { parts: Some(folded), region, .. } if *folded != fold => Some(region.id.clone()),
            _ => None,
        });
        match id {
            Some(id) => {
                self.fold(&id);
                true
            }
            None => false,
        }
    }

    pub fn fold(self, name: &str) {
        self.folded.update(|all| {
            if !all.remove(name) {
                all.insert(name.to_owned());
            }
        });
    }

    /// By keys: part of the region above at the same depth, or out to where its own region is.
    fn shift_depth(self, at: usize, key: &str) -> bool {
        let found = self.rows.with_untracked(|rows| {
            let Some(Shown::Region { depth, region, .. }) = rows.get(at) else { return None };
            let before = rows.get(..at)?.iter().rev();
            match key {
                "ArrowRight" => {
                    let mut above =
                        before.take_while(|row| matches!(row, Shown::Region { depth: d, .. } if d >= depth));
                    let above =
                        above.find(|row| matches!(row, Shown::Region { depth: d, .. } if d == depth))?;
                    Some((region.id.clone(), Some(above.region()?.id.clone())))
                }
                "ArrowLeft" => {
                    let parent = region.parent.as_deref()?;
                    let above = rows.iter().filter_map(Shown::region).find(|r| r.id == parent)?;
                    Some((region.id.clone(), above.parent.clone()))
                }
                _ => None,
            }
        });
        let Some((id, parent)) = found else { return false };
        self.work.put_into(&[id], parent.as_deref());
        true
    }

    /// What is dragged becomes a part of a region, or of none.
    pub fn drop_on(self, parent: Option<&str>) {
        let Some(dragged) = self.dragged.get_untracked() else { return };
        self.dragged.set(None);
        let picked = self.work.picked.get_untracked();
        let ids = if picked.contains(&dragged) { picked } else { vec![dragged] };
        self.work.put_into(&ids, parent);
    }
}

fn window_target() -> web_sys::Window {
    leptos::prelude::window()
}
