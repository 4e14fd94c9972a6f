//! Which attributes each tag is known to take, so that a slip of the pen can be pointed at. Never a reason to refuse.

use super::tag::Tag;

/// Attributes that any tag may carry.
const EVERYWHERE: &[&str] = &["name", "style", "classname", "idattr", "hotkey", "value"];

/// Attributes of every control.
const CONTROLS: &[&str] = &[
    "toname",
    "perregion",
    "peritem",
    "required",
    "requiredmessage",
    "visiblewhen",
    "whentagname",
    "whenlabelvalue",
    "whenchoicevalue",
    "whenrole",
    "displaymode",
    "smart",
    "smartonly",
    "resolver",
];

const LABELS: &[&str] = &[
    "choice",
    "maxusages",
    "showinline",
    "opacity",
    "fillcolor",
    "strokecolor",
    "strokewidth",
    "fillopacity",
    "allowempty",
    "groupdepth",
    "title",
];

const SHAPE: &[&str] = &[
    "opacity",
    "fillcolor",
    "strokecolor",
    "strokewidth",
    "fillopacity",
    "canrotate",
    "snap",
    "pointsize",
    "pointstyle",
    "closable",
    "curves",
    "skeleton",
    "minpoints",
    "maxpoints",
    "pointsizeenabled",
    "pointsizedisabled",
];

const CONDITIONS: &[&str] = &["visiblewhen", "whentagname", "whenlabelvalue", "whenchoicevalue", "whenrole"];

/// Attributes of one tag beside those of its family; `None` when the tag's are not ours to judge.
const fn own(tag: &Tag) -> Option<&'static [&'static str]> {
    Some(match tag {
        Tag::View => &["display"],
        Tag::Header => &["size", "underline"],
        Tag::Text | Tag::HyperText => &[
            "valuetype",
            "inline",
            "savetextresult",
            "encoding",
            "selectionenabled",
            "clickablelinks",
            "highlightcolor",
            "showlabels",
            "granularity",
        ],
        Tag::Image => &[
            "valuelist",
            "smoothing",
            "width",
            "maxwidth",
            "zoom",
            "negativezoom",
            "zoomby",
            "grid",
            "gridsize",
            "gridcolor",
            "zoomcontrol",
            "brightnesscontrol",
            "contrastcontrol",
            "rotatecontrol",
            "crosshair",
            "horizontalalignment",
            "verticalalignment",
            "defaultzoom",
            "crossorigin",
            "resize",
            "height",
            "maxheight",
            "showlabels",
            "selectioncontrol",
            "lazyoff",
        ],
        Tag::Choices => &["choice", "showinline", "allownested", "layout"],
        Tag::Choice => &["selected", "alias", "html", "hint", "color", "background"],
        Tag::Label => &[
            "selected",
            "maxusages",
            "hint",
            "alias",
            "showalias",
            "aliasstyle",
            "size",
            "background",
            "selectedcolor",
            "granularity",
            "html",
            "category",
            "groupcancontain",
            "model_index",
        ],
        Tag::TextArea => &[
            "placeholder",
            "maxsubmissions",
            "editable",
            "transcription",
            "skipduplicates",
            "rows",
            "showsubmitbutton",
            "allowsubmit",
            "label",
        ],
        Tag::Labels | Tag::RectangleLabels | Tag::Rectangle => &[],
        _ => return None,
    })
}

/// Whether the tag is known to take the attribute; true for tags whose attributes we do not judge.
pub fn is_known(tag: &Tag, name: &str) -> bool {
    let Some(own) = own(tag) else { return true };
    let name = name.to_ascii_lowercase();
    families(tag).into_iter().chain([own]).any(|family| family.contains(&name.as_str()))
}

/// The known attribute that was probably meant.
pub fn nearest(tag: &Tag, name: &str) -> Option<&'static str> {
    let own = own(tag)?;
    let name = name.to_ascii_lowercase();
    families(tag)
        .into_iter()
        .chain([own])
        .flatten()
        .map(|known| (distance(&name, known), *known))
        .min()
        .filter(|(steps, _)| *steps <= 2)
        .map(|(_, known)| known)
}

fn families(tag: &Tag) -> Vec<&'static [&'static str]> {
    let mut families = vec![EVERYWHERE];
    match tag {
        Tag::View => families.push(CONDITIONS),
        Tag::Choices | Tag::TextArea => families.push(CONTROLS),
        Tag::Labels | Tag::RectangleLabels => families.extend([CONTROLS, LABELS, SHAPE]),
        Tag::Rectangle => families.extend([CONTROLS, SHAPE]),
        _ => {}
    }
    families
}

/// How many single-letter changes lead from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_with_the_attribute_that_was_meant() {
        assert!(is_known(&Tag::Choices, "showInLine"));
        assert!(!is_known(&Tag::Label, "maxUsage"));
        assert_eq!(nearest(&Tag::Label, "maxUsage"), Some("maxusages"));
        assert_eq!(nearest(&Tag::Label, "wholly-different"), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn attributes_of_tags_we_do_not_serve_are_not_judged() {
        assert!(is_known(&Tag::Video, "framerate"));
        assert!(is_known(&Tag::Unknown("Chatty".to_owned()), "anything"));
    }
}
