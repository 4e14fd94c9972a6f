//! Table: names and values, or rows, of the task's data or of what stands behind a URL.

use crate::editor::stand_in::{alert, fetched, missing};
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::config::{Node, ObjectTag};
use crate::model::data::{self, path::as_text};
use crate::model::tables::{self, TableData};
use leptos::prelude::*;

/// Rows beyond this many are shown on demand.
const FIRST_ROWS: usize = 200;

pub fn view(work: Work, node: &Node, object: &ObjectTag) -> AnyView {
    let value = data::resolve(&object.value, &work.setup().data);
    let (form, is_url) = tables::value_type(node.attrs.get("valueType").unwrap_or("json"));
    let name = object.name.clone();
    if is_url && value.is_string() {
        let url = work.asked_at(&name, &as_text(&value), &[]);
        return fetched(url, move |text| match tables::from_text(&text, form) {
            Some(table) => shown(&name, table),
            None => bad(&name),
        });
    }
    match tables::table(&value, form) {
        Some(table) => shown(&name, table),
        None if value.is_null() => missing(object),
        None => bad(&name),
    }
}

fn bad(name: &str) -> AnyView {
    alert((t().visual.no_table)(name))
}

fn shown(name: &str, table: TableData) -> AnyView {
    let TableData { head, rows, pairs } = table;
    let head = if pairs { vec![t().visual.name.to_owned(), t().visual.value.to_owned()] } else { head };
    let count = rows.len();
    let most = RwSignal::new(FIRST_ROWS);
    let rows = StoredValue::new(rows);
    let drawn = move || {
        let some = rows.with_value(|rows| rows.iter().take(most.get()).cloned().collect::<Vec<_>>());
        some.into_iter().map(move |cells| row(cells, pairs)).collect_view()
    };
    let head = (!head.is_empty()).then(|| {
        let cells: Vec<_> = head.into_iter().map(|cell| view! { <th scope="col">{cell}</th> }).collect();
        view! { <thead><tr>{cells}</tr></thead> }
    });
    view! {
        <div class="ed-table-box" tabindex="0" role="region" aria-label=name.to_owned()>
            <table class="ed-table" data-testid=format!("table-{name}")>{head}<tbody>{drawn}</tbody></table>
        </div>
        <button
            type="button"
            class="ed-button"
            hidden=move || count <= most.get()
            on:click=move |_| most.update(|most| *most += FIRST_ROWS)
        >
            {t().editor.more_regions}
        </button>
    }
    .into_any()
}

fn row(cells: Vec<String>, pairs: bool) -> AnyView {
    let cells: Vec<_> = cells
        .into_iter()
        .enumerate()
        .map(|(at, cell)| match pairs && at == 0 {
            true => view! { <th scope="row">{cell}</th> }.into_any(),
            false => view! { <td>{cell}</td> }.into_any(),
        })
        .collect();
    view! { <tr>{cells}</tr> }.into_any()
}
