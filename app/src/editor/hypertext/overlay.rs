//! Regions painted over the frame, never into its document: boxes where the browser says the letters are, a line for
//! each of several that overlap, the name at the end.

use super::bridge::{self, Known};
use super::layout::{Drawn, Rect, lanes};
use super::session::Session;
use crate::editor::browser;
use crate::messages::t;
use crate::model::html::HtmlRange;
use crate::model::result::Span;
use crate::ui::effect::Effect;
use leptos::html::Div;
use leptos::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// What was found out about regions, kept until it no longer holds.
#[derive(Default)]
struct Memory {
    /// Where in the text: holds as long as the region says the same.
    spans: HashMap<String, (HtmlRange, Option<Span>)>,
    /// Where on the paper: holds until the document is laid out anew.
    rects: HashMap<String, (Span, Arc<[Rect]>)>,
    laid: u32,
}

/// Paints the regions and the caret, and names below those that cannot be shown.
#[component]
pub fn Overlay(session: Session) -> impl IntoView {
    let memory = StoredValue::new_local(Memory::default());
    let drawn = RwSignal::new(Vec::<Drawn>::new());
    let lost = RwSignal::new(Vec::<Known>::new());
    let shade = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let known = bridge::regions(session.work, &session.manner().object);
        let laid = session.laid.get();
        let hidden = session.work.hidden.get();
        let selected = session.work.selected.get();
        if laid == 0 {
            return;
        }
        let found = memory.try_update_value(|memory| memory.find(session, laid, known));
        let Some((known, none)) = found else { return };
        let known: Vec<(Known, Span)> =
            known.into_iter().filter(|(known, _)| !hidden.contains(&known.id)).collect();
        session.spans.set(known.iter().map(|(known, span)| (known.id.clone(), *span)).collect());
        if lost.with_untracked(|lost| *lost != none) {
            lost.set(none);
        }
        let painted = memory.try_update_value(|memory| memory.paint(session, known, selected.as_deref()));
        drawn.set(painted.unwrap_or_default());
    });
    scroll_to_selected(session, shade);
    view! {
        <div class="ed-hyper-shade" aria-hidden="true" node_ref=shade>
            <div
                class="ed-hyper-layer"
                style:transform=move || {
                    let (x, y) = session.scrolled.get();
                    format!("translate({}px, {}px)", -x, -y)
                }
            >
                <For each=move || drawn.get() key=Drawn::key let:region>
                    <Painted region=region/>
                </For>
                {move || session.caret.get().map(|at| view! { <CaretMark at=at/> })}
            </div>
        </div>
        {move || lost.with(|lost| (!lost.is_empty()).then(|| view! { <Lost session=session regions=lost.clone()/> }))}
    }
}

impl Memory {
    /// Every region with its span; and those that lead nowhere.
    fn find(&mut self, session: Session, laid: u32, known: Vec<Known>) -> (Vec<(Known, Span)>, Vec<Known>) {
        if self.laid != laid {
            self.rects.clear();
            self.laid = laid;
        }
        let Some(paper) = session.paper() else { return (Vec::new(), Vec::new()) };
        let before = std::mem::take(&mut self.spans);
        let (mut found, mut lost) = (Vec::new(), Vec::new());
        for region in known {
            let span = match before.get(&region.id).filter(|(range, _)| *range == region.range) {
                Some((_, span)) => *span,
                None => {
                    paper.text.resolve(&region.range, bridge::covered(session.work, &region.id).as_deref())
                }
            };
            self.spans.insert(region.id.clone(), (region.range.clone(), span));
            match span {
                Some(span) => found.push((region, span)),
                None => lost.push(region),
            }
        }
        (found, lost)
    }

    fn paint(&mut self, session: Session, known: Vec<(Known, Span)>, selected: Option<&str>) -> Vec<Drawn> {
        let Some(paper) = session.paper() else { return Vec::new() };
        let manner = session.manner();
        let before = std::mem::take(&mut self.rects);
        let spans: Vec<Span> = known.iter().map(|(_, span)| *span).collect();
        let lanes = lanes(&spans);
        let painted = known.into_iter().zip(lanes).map(|((region, span), lane)| {
            let rects = match before.get(&region.id).filter(|(known, _)| *known == span) {
                Some((_, rects)) => rects.clone(),
                None => paper.rects(span).into(),
            };
            self.rects.insert(region.id.clone(), (span, rects.clone()));
            Drawn {
                on: selected == Some(region.id.as_str()),
                color: manner.color.clone().unwrap_or(region.color),
                title: manner.names.then_some(region.title),
                id: region.id,
                lane,
                rects,
            }
        });
        painted.collect()
    }
}

/// One region.
#[component]
fn Painted(region: Drawn) -> impl IntoView {
    let name = region.rects.last().copied().zip(region.title.clone()).map(|(end, title)| {
        view! {
            <span class="ed-hyper-name" style:left=px(end.left + end.width) style:top=px(end.top)>{title}</span>
        }
    });
    let lane = region.lane.to_string();
    let marks: Vec<_> = region
        .rects
        .iter()
        .map(|rect| {
            view! {
                <span
                    class="ed-hyper-mark"
                    style:left=px(rect.left)
                    style:top=px(rect.top)
                    style:width=px(rect.width)
                    style:height=px(rect.height)
                ></span>
            }
        })
        .collect();
    view! {
        <div class="ed-hyper-region" class:ed-on=region.on data-region=region.id style:--label=region.color style:--lane=lane>
            {marks}
            {name}
        </div>
    }
}

#[component]
fn CaretMark(at: Rect) -> impl IntoView {
    let mark = NodeRef::<leptos::html::Span>::new();
    Effect::new(move |_| {
        if let Some(mark) = mark.get() {
            browser::into_sight(&mark);
        }
    });
    view! { <span class="ed-hyper-caret" style:left=px(at.left) style:top=px(at.top) style:height=px(at.height) node_ref=mark></span> }
}

/// Regions whose places are not in this document: kept as they are, and named.
#[component]
fn Lost(session: Session, regions: Vec<Known>) -> impl IntoView {
    let rows: Vec<_> = regions
        .iter()
        .map(|region| {
            let id = region.id.clone();
            let words = (t().hypertext.lost_region)(&region.title, &region.excerpt);
            view! {
                <li>
                    <button type="button" class="ed-button" on:click=move |_| session.work.select(Some(id.clone()))>{words}</button>
                </li>
            }
        })
        .collect();
    view! {
        <details class="ed-hyper-lost" data-testid="html-lost">
            <summary>{(t().hypertext.lost)(regions.len() as u64)}</summary>
            <p>{t().hypertext.lost_why}</p>
            <ul>{rows}</ul>
        </details>
    }
}

/// A region that was selected elsewhere comes into sight.
fn scroll_to_selected(session: Session, shade: NodeRef<Div>) {
    Effect::new(move |_| {
        let selected = session.work.selected.get();
        if session.focused.get_untracked() {
            return;
        }
        let (Some(id), Some(shade)) = (selected, shade.get_untracked()) else { return };
        let all = shade.query_selector_all("[data-region]").ok();
        let region = all.and_then(|all| {
            (0..all.length())
                .filter_map(|at| all.item(at))
                .map(wasm_bindgen::JsCast::unchecked_into::<web_sys::Element>)
                .find(|region| region.get_attribute("data-region").as_deref() == Some(id.as_str()))
        });
        if let Some(mark) = region.and_then(|region| region.first_element_child()) {
            browser::into_sight(&mark);
        }
    });
}

fn px(length: f64) -> String {
    format!("{length}px")
}
