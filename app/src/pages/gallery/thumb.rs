//! The small picture of a template: what it shows, in a few strokes, and on it what is said of it, in its labels' colours.

use super::look::{Asked, Chip, Look, Shown};
use crate::model::config::colors::PALETTE;
use leptos::prelude::*;

/// What a stroke is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ink {
    /// A sheet with its edge.
    Sheet,
    /// Writing and scenery.
    Soft,
    /// A line.
    Line,
    /// The answer that is given.
    Accent,
    /// Filled with a label's colour.
    Label(usize),
    /// Drawn in a label's colour, filled lightly.
    Outline(usize),
}

type Stroke = (Ink, &'static str);

const PICTURE: &[Stroke] = &[
    (Ink::Sheet, "M4 4h88v56H4z"),
    (Ink::Soft, "M5 59V50l22-22 18 18 15-13 31 24v2zM74 12a6 6 0 1 0 .1 0z"),
];
const PICTURES: &[Stroke] = &[
    (Ink::Sheet, "M4 6h40v40H4zM52 6h40v40H52z"),
    (Ink::Soft, "M5 45v-8l13-13 12 12 7-6 6 6v9zM53 45v-6l10-10 9 9 8-12 11 14v5z"),
];
const WRITING: &[Stroke] = &[(Ink::Soft, "M8 9h80v4H8zM8 20h62v4H8zM8 31h72v4H8zM8 42h44v4H8z")];
const TWO_TEXTS: &[Stroke] = &[
    (Ink::Sheet, "M4 6h40v36H4zM52 6h40v36H52z"),
    (Ink::Soft, "M10 13h28v3H10zM10 21h22v3H10zM10 29h26v3H10zM58 13h26v3H58zM58 21h28v3H58zM58 29h18v3H58z"),
];
const PAGE: &[Stroke] = &[
    (Ink::Sheet, "M4 4h88v56H4z"),
    (Ink::Soft, "M4 4h88v9H4zM12 19h38v5H12zM12 30h70v3H12zM12 38h60v3H12zM12 46h66v3H12z"),
];
const DIALOGUE: &[Stroke] = &[
    (Ink::Sheet, "M6 5h50q4 0 4 4v8q0 4-4 4H12l-6 4zM90 25H40q-4 0-4 4v7q0 4 4 4h44l6 4z"),
    (Ink::Soft, "M12 11h38v3H12zM44 31h38v3H44z"),
];
const LIST: &[Stroke] = &[
    (Ink::Sheet, "M6 5h84v15H6zM6 24h84v15H6zM6 43h84v15H6z"),
    (Ink::Soft, "M22 11h56v3H22zM22 30h42v3H22zM22 49h50v3H22z"),
];
const TABLE: &[Stroke] = &[
    (Ink::Sheet, "M6 5h84v38H6z"),
    (Ink::Line, "M6 15h84M6 24h84M6 33h84M34 5v38"),
    (
        Ink::Soft,
        "M11 9h16v3H11zM11 18h14v3H11zM11 27h18v3H11zM11 36h12v3H11zM40 9h36v3H40zM40 18h28v3H40zM40 27h40v3H40zM40 36h22v3H40z",
    ),
];
const BOXES: &[Stroke] = &[(Ink::Outline(0), "M12 22h28v30H12z"), (Ink::Outline(1), "M52 12h32v26H52z")];
const OUTLINES: &[Stroke] =
    &[(Ink::Outline(0), "M12 52l4-24 16-10 12 14-6 20z"), (Ink::Outline(1), "M54 34l8-20 22-2 2 22-14 8z")];
const POINTS: &[Stroke] = &[
    (Ink::Label(0), "M26 16a4 4 0 1 0 .1 0z"),
    (Ink::Label(1), "M44 26a4 4 0 1 0 .1 0z"),
    (Ink::Label(2), "M34 42a4 4 0 1 0 .1 0z"),
    (Ink::Label(3), "M66 30a4 4 0 1 0 .1 0z"),
];
const MASKS: &[Stroke] = &[
    (Ink::Label(0), "M5 5h86v20c-20 10-30-6-44 0S20 34 5 26z"),
    (Ink::Label(3), "M5 44c18-8 30 4 46 0s26-8 40 0v15H5z"),
];
const SPANS: &[Stroke] = &[(Ink::Label(0), "M8 17h30v10H8z"), (Ink::Label(1), "M46 28h28v10H46z")];
const SPANS_OF_DIALOGUE: &[Stroke] = &[(Ink::Label(0), "M12 8h18v9H12z"), (Ink::Label(1), "M58 28h20v9H58z")];
const SPANS_OF_PAGE: &[Stroke] = &[(Ink::Label(0), "M12 17h22v9H12z"), (Ink::Label(1), "M40 35h26v9H40z")];
const LINKS: &[Stroke] = &[(Ink::Line, "M38 22c16 0 16 6 16 6M51 25l3 4 3-4")];
const PAIR: &[Stroke] = &[(Ink::Accent, "M24 48a5 5 0 1 0 .1 0z"), (Ink::Line, "M72 48a5 5 0 1 0 .1 0z")];
const ORDER: &[Stroke] = &[(Ink::Accent, "M11 10h5v5h-5zM11 29h5v5h-5zM11 48h5v5h-5z")];
const STRIP: &[Stroke] = &[(Ink::Sheet, "M4 46h88v14H4z")];
const STARS: &[Stroke] = &[
    (
        Ink::Accent,
        "M28 48l1.6 3.4 3.6.4-2.7 2.5.8 3.7-3.3-1.9-3.3 1.9.8-3.7-2.7-2.5 3.6-.4zM42 48l1.6 3.4 3.6.4-2.7 2.5.8 3.7-3.3-1.9-3.3 1.9.8-3.7-2.7-2.5 3.6-.4zM56 48l1.6 3.4 3.6.4-2.7 2.5.8 3.7-3.3-1.9-3.3 1.9.8-3.7-2.7-2.5 3.6-.4z",
    ),
    (Ink::Soft, "M70 48l1.6 3.4 3.6.4-2.7 2.5.8 3.7-3.3-1.9-3.3 1.9.8-3.7-2.7-2.5 3.6-.4z"),
];
const TREE: &[Stroke] =
    &[(Ink::Line, "M14 48v9h8M14 51h8"), (Ink::Accent, "M25 49h22v4H25z"), (Ink::Soft, "M25 55h30v4H25z")];
const OPTIONS: &[Stroke] = &[
    (Ink::Accent, "M14 50a3.5 3.5 0 1 0 .1 0z"),
    (Ink::Line, "M42 50a3.5 3.5 0 1 0 .1 0zM70 50a3.5 3.5 0 1 0 .1 0z"),
    (Ink::Soft, "M20 52h14v3H20zM48 52h14v3H48zM76 52h10v3H76z"),
];
const WORDS: &[Stroke] = &[(Ink::Accent, "M10 49h1.6v8H10z"), (Ink::Soft, "M15 51.5h40v3H15z")];

fn strokes(look: &Look) -> Vec<Stroke> {
    let on_object = |asked: &Asked| match (asked, look.shown) {
        (Asked::Boxes, _) => BOXES,
        (Asked::Outlines, _) => OUTLINES,
        (Asked::Points, _) => POINTS,
        (Asked::Masks, _) => MASKS,
        (Asked::Spans, Shown::Dialogue) => SPANS_OF_DIALOGUE,
        (Asked::Spans, Shown::Page) => SPANS_OF_PAGE,
        (Asked::Spans, Shown::Text) => SPANS,
        (Asked::Links, _) => LINKS,
        (Asked::Pair, _) => PAIR,
        (Asked::Order, _) => ORDER,
        _ => &[],
    };
    let object = match look.shown {
        Shown::Image => PICTURE,
        Shown::Images => PICTURES,
        Shown::Text => WRITING,
        Shown::Texts => TWO_TEXTS,
        Shown::Page => PAGE,
        Shown::Dialogue => DIALOGUE,
        Shown::List => LIST,
        Shown::Table => TABLE,
    };
    let below = look.asked.iter().find_map(|asked| match asked {
        Asked::Stars => Some(STARS),
        Asked::Tree => Some(TREE),
        Asked::Options => Some(OPTIONS),
        Asked::Words => Some(WORDS),
        _ => None,
    });
    let mut all = object.to_vec();
    look.asked.iter().for_each(|asked| all.extend_from_slice(on_object(asked)));
    if let Some(answer) = below {
        all.extend_from_slice(STRIP);
        all.extend_from_slice(answer);
    }
    all
}

/// The picture; decorative, for the card says the same in words.
pub fn thumb(look: &Look) -> AnyView {
    let labels: &[Chip] = &look.labels;
    let color = |at: usize| {
        let of_label = labels.get(at % labels.len().max(1)).and_then(|chip| chip.color.clone());
        of_label.unwrap_or_else(|| PALETTE.get(at).copied().unwrap_or_default().to_owned())
    };
    let draw = |(ink, d): Stroke| {
        let (class, color) = match ink {
            Ink::Sheet => ("t-sheet", None),
            Ink::Soft => ("t-soft", None),
            Ink::Line => ("t-line", None),
            Ink::Accent => ("t-accent", None),
            Ink::Label(at) => ("t-label", Some(color(at))),
            Ink::Outline(at) => ("t-outline", Some(color(at))),
        };
        view! { <path class=class d=d style:color=color /> }
    };
    let paths = strokes(look).into_iter().map(draw).collect_view();
    view! {
        <svg class="template-thumb" viewBox="0 0 96 64" aria-hidden="true" focusable="false">
            {paths}
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::types::TemplateCard;
    use serde_json::Map;

    fn look(xml: &str) -> Look {
        Look::of(&TemplateCard {
            name: String::new(),
            title: String::new(),
            group: String::new(),
            description: String::new(),
            xml: xml.to_owned(),
            sample: Map::new(),
        })
    }

    #[test]
    fn different_work_looks_different() {
        let image = r#"<Image name="i" value="$i"/>"#;
        let of = |control: &str| strokes(&look(&format!("<View>{image}{control}</View>")));
        let boxes = of(r#"<RectangleLabels name="c" toName="i"/>"#);
        let masks = of(r#"<BrushLabels name="c" toName="i"/>"#);
        let choices = of(r#"<Choices name="c" toName="i"/>"#);
        assert_ne!(boxes, masks);
        assert_ne!(boxes, choices);
        assert!(choices.contains(&STRIP[0]) && !boxes.contains(&STRIP[0]));
    }
}
