//! A dialog about one storage, which its title names: open while there is a card to show.

use crate::api::types::StorageCard;
use crate::ui::dialog::Dialog;
use leptos::prelude::*;

#[component]
pub fn CardDialog(
    /// Unique in the page.
    id: &'static str,
    /// Made from where the storage points.
    title: fn(&str) -> String,
    of: RwSignal<Option<StorageCard>>,
    panel: fn(StorageCard) -> AnyView,
) -> impl IntoView {
    let named = Signal::derive(move || {
        let uri = of.with(|of| of.as_ref().map(|card| card.settings.display_uri()));
        title(&uri.unwrap_or_default())
    });
    view! {
        <Dialog
            id
            title=named
            open=Signal::derive(move || of.with(Option::is_some))
            on_close=move |()| of.set(None)
            wide=true
        >
            {move || of.get_untracked().map(panel)}
        </Dialog>
    }
}
