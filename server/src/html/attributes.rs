//! Which attributes of a document are shown: those that say how it looks and reads, by name. Whatever else there is,
//! known or not yet known, is left out; attributes are no part of the places that results name.

use super::css;
use super::dom::{Dom, Kind};
use super::urls;
use app::model::html::Attributes;
use html5ever::{Attribute, ns};

/// On every element.
const EVERYWHERE: &[&str] = &[
    "abbr",
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "char",
    "charoff",
    "checked",
    "class",
    "clear",
    "color",
    "cols",
    "colspan",
    "compact",
    "datetime",
    "dir",
    "face",
    "frame",
    "headers",
    "height",
    "hidden",
    "high",
    "hspace",
    "id",
    "label",
    "lang",
    "low",
    "max",
    "min",
    "multiple",
    "noshade",
    "nowrap",
    "open",
    "optimum",
    "placeholder",
    "reversed",
    "role",
    "rows",
    "rowspan",
    "rules",
    "scope",
    "selected",
    "size",
    "span",
    "start",
    "summary",
    "title",
    "type",
    "valign",
    "value",
    "vspace",
    "width",
    "wrap",
];

/// On drawings and formulas besides: their geometry and their paint. Many, and so in the form of a text.
const DRAWN: &str = "\
    accent accentunder alignment-baseline amplitude azimuth basefrequency baseline-shift bias clip-path \
    clip-rule clippathunits color-interpolation color-interpolation-filters columnalign columnlines \
    columnspacing cx cy d depth diffuseconstant direction display displaystyle divisor dominant-baseline dx dy \
    edgemode elevation exponent fence fill fill-opacity fill-rule filter filterunits flood-color flood-opacity \
    font-family font-size font-stretch font-style font-variant font-weight form fr fx fy gradienttransform \
    gradientunits image-rendering in in2 intercept k1 k2 k3 k4 kernelmatrix largeop lengthadjust letter-spacing \
    lighting-color linethickness lspace marker-end marker-mid marker-start markerheight markerunits markerwidth \
    mask maskcontentunits maskunits mathbackground mathcolor mathsize mathvariant maxsize minsize mode \
    movablelimits notation numoctaves offset opacity operator order orient overflow paint-order pathlength \
    patterncontentunits patterntransform patternunits points preservealpha preserveaspectratio primitiveunits r \
    radius refx refy result rotate rowalign rowlines rowspacing rspace rx ry scale scriptlevel seed separator \
    shape-rendering slope specularconstant specularexponent spreadmethod stddeviation stitchtiles stop-color \
    stop-opacity stretchy stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin \
    stroke-miterlimit stroke-opacity stroke-width surfacescale symmetric tablevalues targetx targety \
    text-anchor text-decoration text-rendering textlength transform transform-origin unicode-bidi values \
    vector-effect version viewbox visibility voffset word-spacing writing-mode x x1 x2 xchannelselector y y1 y2 \
    ychannelselector";

/// Parts of pages that a person could type into or press.
const WORKED: &[&str] = &["button", "input", "select", "textarea"];

/// What is let through.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// Links may be opened, so the keyboard may reach them.
    pub links: bool,
}

impl Filter {
    /// What is shown of an element's attributes.
    pub fn of_element(self, dom: &Dom, node: usize) -> Attributes {
        let Kind::Element(element) = dom.kind(node) else { return Vec::new() };
        let name = (*element.name.local).to_ascii_lowercase();
        let drawn = element.name.ns != ns!(html);
        let mut shown: Attributes =
            element.attributes.iter().filter_map(|attribute| one(attribute, &name, drawn)).collect();
        if WORKED.contains(&&*name) {
            shown.push(("disabled".to_owned(), String::new()));
        }
        if name == "a" && !self.links {
            shown.push(("tabindex".to_owned(), "-1".to_owned()));
        }
        shown
    }
}

fn one(attribute: &Attribute, element: &str, drawn: bool) -> Option<(String, String)> {
    let name = (*attribute.name.local).to_ascii_lowercase();
    let value = &*attribute.value;
    let told = match (&*name, element) {
        ("style", _) => Some(css::neutral(value)),
        ("src", "img") if !drawn => urls::picture(value),
        ("background", _) if !drawn => urls::picture(value),
        ("href", "image") if drawn => urls::picture(value),
        ("href", "a") => urls::link(value),
        ("href", _) if drawn => urls::here(value),
        ("name", "a") => Some(value.to_owned()),
        _ if name.starts_with("data-") || name.starts_with("aria-") => Some(value.to_owned()),
        _ if EVERYWHERE.contains(&&*name) => Some(value.to_owned()),
        _ if drawn && DRAWN.split(' ').any(|known| known == name) => Some(css::neutral(value)),
        _ => None,
    };
    // Drawings know names with capitals in them, such as viewBox.
    let name = if drawn { attribute.name.local.to_string() } else { name };
    told.filter(|_| is_plain_name(&name)).map(|value| (name, value))
}

/// Names that a browser takes when they are set one by one, which is fewer than a parser takes.
fn is_plain_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}
