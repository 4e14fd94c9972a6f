//! What a template is, beside the list: its labeling interface over its sample task, and the text of both.

use crate::api::types::TemplateCard;
use crate::editor::Preview;
use crate::messages::t;
use crate::pages::settings::highlight;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn Detail(card: Arc<TemplateCard>) -> impl IntoView {
    let words = t().gallery;
    let sample = serde_json::to_string_pretty(&card.sample).unwrap_or_default();
    let xml = card.xml.clone();
    view! {
        <div class="template-detail-head">
            <h3>{card.title.clone()}</h3>
            <p class="muted">{card.group.clone()}</p>
            <p>{card.description.clone()}</p>
        </div>
        <PreviewSlot card=card.clone() />
        <details class="more">
            <summary>{words.config}</summary>
            <pre class="template-code" tabindex="0" role="region" aria-label=words.config>
                <code>{colored(&xml)}</code>
            </pre>
        </details>
        <details class="more">
            <summary>{words.sample}</summary>
            <pre class="template-code" tabindex="0" role="region" aria-label=words.sample>
                <code>{sample}</code>
            </pre>
        </details>
        <p class="template-command muted">
            {words.command} " " <code>"--template "{card.name.clone()}</code>
        </p>
    }
}

fn colored(xml: &str) -> AnyView {
    let part = |(part, text): (highlight::Part, &str)| {
        view! { <span class=part.class()>{text.to_owned()}</span> }
    };
    highlight::parts(xml).into_iter().map(part).collect_view().into_any()
}

/// The template at work on its sample task.
#[component]
pub fn PreviewSlot(card: Arc<TemplateCard>) -> impl IntoView {
    let (config, data) = (Signal::stored(card.xml.clone()), Signal::stored(card.sample.clone()));
    view! {
        <section class="template-preview" aria-label=t().gallery.preview>
            <Preview label_config=config data=data />
        </section>
    }
}
