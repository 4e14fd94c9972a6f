//! Which CSS of a labeling config may reach the page: declarations of known-harmless properties whose values cannot
//! load anything or leave the object's own box. Everything else is dropped, quietly, for a config must still show.

/// Properties that lay out or colour, and cannot cover the rest of the page.
const SAFE: &[&str] = &[
    "align-content",
    "align-items",
    "align-self",
    "aspect-ratio",
    "background",
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-bottom-left-radius",
    "border-bottom-right-radius",
    "border-top-left-radius",
    "border-top-right-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-style",
    "border-top-width",
    "border-width",
    "bottom",
    "box-shadow",
    "box-sizing",
    "clear",
    "color",
    "column-count",
    "column-gap",
    "column-width",
    "columns",
    "cursor",
    "direction",
    "display",
    "flex",
    "flex-basis",
    "flex-direction",
    "flex-flow",
    "flex-grow",
    "flex-shrink",
    "flex-wrap",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "gap",
    "grid",
    "grid-area",
    "grid-auto-columns",
    "grid-auto-flow",
    "grid-auto-rows",
    "grid-column",
    "grid-column-end",
    "grid-column-gap",
    "grid-column-start",
    "grid-gap",
    "grid-row",
    "grid-row-end",
    "grid-row-gap",
    "grid-row-start",
    "grid-template",
    "grid-template-areas",
    "grid-template-columns",
    "grid-template-rows",
    "height",
    "justify-content",
    "justify-items",
    "justify-self",
    "left",
    "letter-spacing",
    "line-height",
    "list-style",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "object-fit",
    "opacity",
    "order",
    "outline",
    "overflow",
    "overflow-wrap",
    "overflow-x",
    "overflow-y",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "place-content",
    "place-items",
    "right",
    "row-gap",
    "tab-size",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-overflow",
    "text-shadow",
    "text-transform",
    "top",
    "user-select",
    "vertical-align",
    "visibility",
    "white-space",
    "width",
    "word-break",
    "word-spacing",
    "word-wrap",
    "writing-mode",
];

/// The safe declarations of a `style` attribute, in order.
pub fn declarations(style: &str) -> Vec<(String, String)> {
    without_comments(style).split(';').filter_map(declaration).collect()
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, behind)) = rest.split_once("/*") {
        out.push_str(before);
        out.push(' ');
        rest = behind.split_once("*/").map_or("", |(_, rest)| rest);
    }
    out + rest
}

/// Gives an element declarations that are safe, through the object model: a strict content security policy forbids
/// `style` attributes.
pub fn apply(element: &web_sys::HtmlElement, declarations: &[(String, String)]) {
    for (name, value) in declarations {
        // A value the browser does not understand changes nothing.
        let _ = element.style().set_property(name, value);
    }
}

fn declaration(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once(':')?;
    let name = name.trim().to_ascii_lowercase();
    let value = value.trim().trim_end_matches("!important").trim_end();
    let stays = name == "position" && ["static", "relative", "sticky"].contains(&value);
    (stays || (SAFE.contains(&name.as_str()) && harmless(value))).then(|| (name, value.to_owned()))
}

/// No function but those that compute colours and lengths, no escapes, nothing that ends a declaration.
fn harmless(value: &str) -> bool {
    const FUNCTIONS: &[&str] = &[
        "rgb",
        "rgba",
        "hsl",
        "hsla",
        "calc",
        "min",
        "max",
        "clamp",
        "minmax",
        "repeat",
        "fit-content",
        "var",
        "linear-gradient",
        "radial-gradient",
        "",
    ];
    if value.is_empty() || value.chars().any(|c| matches!(c, '\\' | '{' | '}' | '<' | '>' | '@')) {
        return false;
    }
    value.match_indices('(').all(|(at, _)| {
        let before = value[..at].to_ascii_lowercase();
        let name =
            before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap_or_default();
        FUNCTIONS.contains(&name)
    })
}

/// The rules of a `Style` tag, each selector kept inside `scope`, each declaration checked.
pub fn scoped(sheet: &str, scope: &str) -> String {
    let mut out = String::new();
    for rule in without_comments(sheet).split('}') {
        let Some((selectors, body)) = rule.split_once('{') else { continue };
        let selectors: Vec<String> = selectors
            .split(',')
            .map(str::trim)
            .filter(|s| selector(s))
            .map(|s| format!("{scope} {s}"))
            .collect();
        let body = declarations(body);
        if selectors.is_empty() || body.is_empty() {
            continue;
        }
        out.push_str(&selectors.join(", "));
        out.push('{');
        for (name, value) in body {
            out.push_str(&format!("{name}:{value};"));
        }
        out.push_str("}\n");
    }
    out
}

/// A selector of classes, tags, ids and pseudo-classes: no at-rule, no attribute tricks.
fn selector(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| {
            c.is_ascii_alphanumeric()
                || matches!(c, '.' | '#' | '-' | '_' | ' ' | '>' | ':' | '+' | '~' | '*' | '(' | ')')
        })
}

/// A colour of a config (`red`, `#ff0`, `rgb(…)`), or `None` if it is anything else.
pub fn color(text: &str) -> Option<String> {
    let text = text.trim();
    let plain = !text.is_empty()
        && text.len() < 64
        && text.chars().all(|c| {
            c.is_ascii_alphanumeric() || matches!(c, '#' | '(' | ')' | ',' | '.' | '%' | ' ' | '-' | '/')
        });
    (plain && harmless(text)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_passes_and_loading_does_not() {
        let safe = declarations(
            "display: flex; background: url(http://x/y); position: fixed; Width:50%;color:red!important",
        );
        assert_eq!(
            safe,
            [("display", "flex"), ("width", "50%"), ("color", "red")]
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
    }

    #[test]
    fn what_stays_in_its_place_may_stick_there_and_comments_hide_nothing() {
        let kept = |style: &str| declarations(style).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(
            kept("position: sticky; top: 0; /* not; this */ color: red"),
            ["position", "top", "color"]
        );
        assert_eq!(kept("position: absolute; position: fixed"), Vec::<String>::new());
        assert_eq!(kept("color: red /* open; width: 1px"), ["color"]);
        assert_eq!(scoped("/* first */ .a { /* own */ color: red }", ".cfg"), ".cfg .a{color:red;}\n");
    }

    #[test]
    fn functions_that_compute_pass() {
        assert_eq!(declarations("width: calc(100% - 2em)").len(), 1);
        assert_eq!(declarations("background: image-set('x')").len(), 0);
        assert_eq!(declarations("background: u\\72l(x)").len(), 0);
    }

    #[test]
    fn a_sheet_stays_inside_its_scope() {
        let css =
            scoped(".a, body .b { color: red; behavior: url(x) } @media x { .c { color: blue } }", ".cfg");
        assert_eq!(css, ".cfg .a, .cfg body .b{color:red;}\n");
    }

    #[test]
    fn colours_are_colours() {
        assert_eq!(color(" #ff0 ").as_deref(), Some("#ff0"));
        assert_eq!(color("rgba(1,2,3,.4)").as_deref(), Some("rgba(1,2,3,.4)"));
        assert_eq!(color("url(x)"), None);
        assert_eq!(color("red;x"), None);
    }
}
