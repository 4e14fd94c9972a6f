//! The box that a text is read in, with what lies over the text: caret and grips.

use super::Reader;
use super::adjust::End;
use super::find::Find;
use super::paint;
use leptos::prelude::*;

/// The box of a text, around the blocks that stand in the page.
#[component]
pub fn Body(
    reader: Reader,
    /// What screen readers call it.
    label: String,
    /// For tests to find it by.
    testid: String,
    /// A class beside those of every text.
    #[prop(default = "")]
    class: &'static str,
    /// Puts something around the text of a block, such as who says it.
    around: impl Fn(usize, AnyView) -> AnyView + Send + Sync + Clone + 'static,
    /// Keys that mean something else here than in other texts; true if one did.
    on_key: impl Fn(&web_sys::KeyboardEvent) -> bool + 'static,
) -> impl IntoView {
    let whole = reader.window.is_whole();
    let selectable = reader.manner().selectable;
    let key = move |ev: web_sys::KeyboardEvent| {
        if on_key(&ev) || reader.key(&ev) {
            ev.prevent_default();
            ev.stop_propagation();
        }
    };
    let block = move |number: usize| {
        let inner = around(number, block_view(reader, number));
        view! {
            <div class="ed-piece" data-b=number style:margin-top=move || format!("{}px", reader.window.gap(number))>
                {inner}
            </div>
        }
    };
    let each =
        move || reader.window.placed.with(|(placed, _)| placed.iter().map(|p| p.block).collect::<Vec<_>>());
    view! {
        {(!whole).then(|| view! { <Find reader=reader/> })}
        <div
            class=format!("ed-text {class}")
            class:ed-long=!whole
            class:ed-dragging=move || reader.is_dragging()
            class:ed-unselectable=!selectable
            data-testid=testid
            data-text-object=reader.name().to_string()
            tabindex="0"
            role="textbox"
            aria-readonly="true"
            aria-multiline="true"
            aria-label=label
            dir="auto"
            node_ref=reader.root
            on:pointerdown=move |ev| reader.press(&ev)
            on:pointercancel=move |_| reader.pressed.set_value(false)
            on:keydown=key
            on:copy=move |ev| reader.copied(&ev)
            on:scroll=move |_| { reader.window.scrolled(); reader.work.anchors.shift(); }
            on:blur=move |_| reader.caret.hide()
        >
            <For each=each key=|number| *number children=block/>
            <div class="ed-room" aria-hidden="true" style:height=move || format!("{}px", reader.window.below())></div>
            {reader.grip(End::Start)}
            {reader.grip(End::End)}
            <span
                class="ed-caret"
                aria-hidden="true"
                hidden=move || reader.caret.at.get().is_none()
                node_ref=reader.caret.mark
            ></span>
        </div>
    }
}

/// The text of one block under its regions.
fn block_view(reader: Reader, number: usize) -> AnyView {
    let source = reader.source();
    let look = reader.manner().look;
    let span = source.blocks().get(number);
    let marks = Memo::new(move |_| reader.marks(number));
    let depth = move || marks.with(|marks| format!("{}px", paint::depth(marks)));
    let text = move || {
        let span = span?;
        Some(marks.with(|marks| paint::painted(source.index().slice(span), span.start, marks, look)))
    };
    let thickness = move || marks.with(|marks| format!("{}px", paint::thickness(marks)));
    view! { <div class="ed-block" style:--below=depth style:--thick=thickness>{text}</div> }.into_any()
}
