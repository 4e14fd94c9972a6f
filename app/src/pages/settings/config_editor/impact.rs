//! The question before a config is saved that leaves work behind.

use crate::messages::t;
use crate::model::config::impact::{ControlImpact, Impact, LabelImpact, Loss};
use crate::ui::dialog::Dialog;
use leptos::prelude::*;

/// More lines are told by their number.
const LINES: usize = 12;

/// What a config would leave behind.
#[derive(Clone, PartialEq)]
pub struct Left {
    pub impact: Impact,
    pub config: String,
}

#[component]
pub fn LeftBehind(left: RwSignal<Option<Left>>, #[prop(into)] on_save: Callback<String>) -> impl IntoView {
    let words = t().config;
    let close = move || left.set(None);
    let yes = move |_| {
        if let Some(Left { config, .. }) = left.get_untracked() {
            close();
            on_save.run(config);
        }
    };
    let lines = move || {
        let lines = left.with(|left| left.as_ref().map(|left| lines(&left.impact)).unwrap_or_default());
        let more = lines.len().saturating_sub(LINES);
        let shown = lines.into_iter().take(LINES).map(|line| view! { <li>{line}</li> }).collect_view();
        (shown, (more > 0).then(|| view! { <li>{format!("… +{more}")}</li> }))
    };
    view! {
        <Dialog
            id="config-impact"
            title=words.left_title
            open=Signal::derive(move || left.with(Option::is_some))
            on_close=move |()| close()
        >
            <div class="dialog-body">
                <p>{words.left_text}</p>
                <ul class="left-behind" data-testid="left-behind">{lines}</ul>
            </div>
            <footer class="dialog-foot">
                <button type="button" class="button" autofocus on:click=move |_| close()>
                    {t().common.cancel}
                </button>
                <button type="button" class="button danger" data-testid="save-anyway" on:click=yes>
                    {words.save_anyway}
                </button>
            </footer>
        </Dialog>
    }
}

fn lines(impact: &Impact) -> Vec<String> {
    impact.controls.iter().map(control).chain(impact.labels.iter().map(label)).collect()
}

fn control(of: &ControlImpact) -> String {
    let words = t().config;
    let work = (words.work)(of.annotations, of.drafts);
    match &of.kind {
        Loss::Removed => (words.control_removed)(&work, &of.name),
        Loss::Changed { from, to } => (words.control_changed)(&work, &of.name, from, to),
        Loss::Moved { object } => (words.control_moved)(&work, &of.name, object),
    }
}

fn label(of: &LabelImpact) -> String {
    let words = t().config;
    let work = (words.work)(of.annotations, of.drafts);
    (words.uses_label)(&work, &of.label, &of.control, of.regions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_loss_is_a_sentence_with_its_counts() {
        let label =
            LabelImpact { control: "ner".into(), label: "Car".into(), annotations: 3, regions: 4, drafts: 0 };
        let kind = Loss::Changed { from: "Labels".into(), to: "Choices".into() };
        let control = ControlImpact { name: "c".into(), kind, annotations: 1, drafts: 2 };
        let impact = Impact { controls: vec![control], labels: vec![label], annotations: 4, drafts: 2 };
        let lines = lines(&impact);
        assert_eq!(lines[1], "3 annotations with the label “Car” of ner (4 regions).");
        assert!(
            lines[0].starts_with("1 annotation and 2 drafts with answers to c, which was <Labels>"),
            "{lines:?}"
        );
    }
}
