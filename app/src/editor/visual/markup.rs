//! Markup as elements: pieces of a line, and the blocks of a page. Everything is made as elements, never as HTML text.

use crate::model::markdown::Block;
use crate::model::markup::{Inline, Style};
use leptos::prelude::*;

/// The pieces of a line.
pub fn inline(pieces: &[Inline]) -> AnyView {
    pieces.iter().map(piece).collect_view().into_any()
}

fn piece(piece: &Inline) -> AnyView {
    match piece {
        Inline::Text(text) => text.clone().into_any(),
        Inline::Break => view! { <br/> }.into_any(),
        Inline::Styled(style, inner) => styled(*style, inline(inner)),
        Inline::Link { href, inner } => view! {
            <a href=href.clone() target="_blank" rel="noopener noreferrer">{inline(inner)}</a>
        }
        .into_any(),
        Inline::Image { src, alt } => view! {
            <img class="ed-md-image" src=src.clone() alt=alt.clone() loading="lazy" referrerpolicy="no-referrer"/>
        }
        .into_any(),
    }
}

fn styled(style: Style, inner: AnyView) -> AnyView {
    match style {
        Style::Strong => view! { <strong>{inner}</strong> }.into_any(),
        Style::Emphasis => view! { <em>{inner}</em> }.into_any(),
        Style::Underline => view! { <u>{inner}</u> }.into_any(),
        Style::Deleted => view! { <s>{inner}</s> }.into_any(),
        Style::Code => view! { <code>{inner}</code> }.into_any(),
        Style::Small => view! { <small>{inner}</small> }.into_any(),
        Style::Mark => view! { <mark>{inner}</mark> }.into_any(),
        Style::Sub => view! { <sub>{inner}</sub> }.into_any(),
        Style::Sup => view! { <sup>{inner}</sup> }.into_any(),
    }
}

/// The blocks of a page.
pub fn blocks(all: &[Block]) -> AnyView {
    all.iter().map(block).collect_view().into_any()
}

fn block(block: &Block) -> AnyView {
    match block {
        Block::Heading(level, pieces) => heading(u32::from(*level), "", inline(pieces)),
        Block::Paragraph(pieces) => view! { <p>{inline(pieces)}</p> }.into_any(),
        Block::Code(code) => {
            view! { <pre class="ed-md-code" tabindex="0"><code>{code.clone()}</code></pre> }.into_any()
        }
        Block::Quote(inner) => view! { <blockquote>{blocks(inner)}</blockquote> }.into_any(),
        Block::List { start: None, entries } => view! { <ul>{items(entries)}</ul> }.into_any(),
        Block::List { start: Some(start), entries } => {
            view! { <ol start=start.to_string()>{items(entries)}</ol> }.into_any()
        }
        Block::Rule => view! { <hr/> }.into_any(),
        Block::Table { head, rows } => {
            let head: Vec<_> =
                head.iter().map(|cell| view! { <th scope="col">{inline(cell)}</th> }).collect();
            let rows: Vec<_> = rows
                .iter()
                .map(|row| {
                    let cells: Vec<_> = row.iter().map(|cell| view! { <td>{inline(cell)}</td> }).collect();
                    view! { <tr>{cells}</tr> }
                })
                .collect();
            view! {
                <div class="ed-table-box" tabindex="0">
                    <table class="ed-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
                </div>
            }
            .into_any()
        }
    }
}

/// A heading that looks as large as it asks for, and stands below the page's own title whatever it calls itself.
pub fn heading(size: u32, class: &str, inner: AnyView) -> AnyView {
    let class = format!("ed-header ed-h{size} {class}");
    match size {
        0 | 1 => view! { <h2 class=class>{inner}</h2> }.into_any(),
        2 => view! { <h3 class=class>{inner}</h3> }.into_any(),
        3 => view! { <h4 class=class>{inner}</h4> }.into_any(),
        4 => view! { <h5 class=class>{inner}</h5> }.into_any(),
        _ => view! { <h6 class=class>{inner}</h6> }.into_any(),
    }
}

/// Entries; one that is a line alone stands without the air of a paragraph.
fn items(entries: &[Vec<Block>]) -> AnyView {
    let one = |entry: &Vec<Block>| {
        let inner = match entry.split_first() {
            Some((Block::Paragraph(pieces), rest))
                if !rest.iter().any(|b| matches!(b, Block::Paragraph(_))) =>
            {
                view! { {inline(pieces)} {blocks(rest)} }.into_any()
            }
            _ => blocks(entry),
        };
        view! { <li>{inner}</li> }
    };
    entries.iter().map(one).collect_view().into_any()
}
