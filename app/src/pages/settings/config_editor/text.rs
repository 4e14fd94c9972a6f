//! The text itself: a plain textarea, so that everything a browser can do with text works, over a coloured copy of the
//! same text and beside its line numbers.

use crate::messages::t;
use crate::pages::settings::highlight;
use crate::pages::settings::problems::Problem;
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn ConfigText(
    text: RwSignal<String>,
    problems: Memo<Vec<Problem>>,
    area: NodeRef<html::Textarea>,
) -> impl IntoView {
    let coloured = NodeRef::<html::Pre>::new();
    let gutter = NodeRef::<html::Div>::new();
    let follow = move |_| {
        let Some(area) = area.get_untracked() else { return };
        if let Some(coloured) = coloured.get_untracked() {
            coloured.set_scroll_top(area.scroll_top());
            coloured.set_scroll_left(area.scroll_left());
        }
        if let Some(gutter) = gutter.get_untracked() {
            gutter.set_scroll_top(area.scroll_top());
        }
    };
    let lines = Memo::new(move |_| text.with(|text| text.split('\n').count()) as u32);
    let number = move |line: u32| {
        let class = move || {
            problems.with(|problems| {
                let worst = problems.iter().find(|problem| problem.line == line)?;
                Some(if worst.fatal { "bad" } else { "warn" })
            })
        };
        view! { <span class=class>{line}</span> }
    };
    let parts = move || {
        text.with(|text| {
            highlight::parts(text)
                .into_iter()
                .map(|(part, text)| view! { <span class=part.class()>{text.to_owned()}</span> })
                .collect_view()
        })
    };
    view! {
        <div class="code-editor">
            <div class="gutter" aria-hidden="true" node_ref=gutter>
                <For each=move || 1..=lines.get() key=|line| *line children=number />
            </div>
            <div class="code-area">
                <pre class="coloured" aria-hidden="true" node_ref=coloured>
                    {parts}
                    "\n"
                </pre>
                <textarea
                    id="label-config"
                    node_ref=area
                    wrap="off"
                    spellcheck="false"
                    autocapitalize="none"
                    autocomplete="off"
                    aria-label=t().settings.config
                    aria-describedby="config-problems"
                    aria-invalid=move || problems.with(|all| all.iter().any(|problem| problem.fatal)).to_string()
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                    on:scroll=follow
                ></textarea>
            </div>
        </div>
    }
}
