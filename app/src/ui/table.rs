//! A plain table in a frame of its own, which scrolls where the table is wider or longer than its place.

use leptos::prelude::*;

/// The columns' names, and the rows as `tr`. Tab reaches the frame, for the keys that scroll it; so it has a name.
#[component]
pub fn PlainTable(label: &'static str, columns: Vec<&'static str>, children: Children) -> impl IntoView {
    let head = columns.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table class="plain-table">
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
