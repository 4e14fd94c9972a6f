#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::{DEEPEST, Dom, Kind, Shown};
use app::model::html::{Event, HtmlTree, Space};
use app::model::html::{HtmlRange, HtmlText};
use app::model::result::Span;
use html5ever::local_name;
use proptest::prelude::*;

fn neutral(html: &str, shown: Shown) -> HtmlTree {
    super::neutral(html, shown).unwrap()
}

const PAGE: Shown = Shown { boxed: false, links: false };
const BOX: Shown = Shown { boxed: true, links: false };

/// What XPaths and offsets depend on, one line a node; of rules of style, only how many letters they have.
fn shape_before(html: &str, shown: Shown) -> Vec<String> {
    let dom = if shown.boxed { Dom::of_box(html) } else { Dom::of_page(html) }.unwrap();
    let mut out = Vec::new();
    let mut todo: Vec<(usize, usize)> =
        dom.children(dom.root().unwrap()).iter().rev().map(|c| (*c, 1)).collect();
    while let Some((node, depth)) = todo.pop() {
        let line = match dom.kind(node) {
            Kind::Element(element) => format!("<{}>", element.name.local),
            Kind::Comment => "!".to_owned(),
            Kind::Text(_)
                if ["script", "iframe"].map(|name| Some(name.into())).contains(&dom.parent_name(node)) =>
            {
                continue;
            }
            Kind::Text(text) if dom.parent_name(node) == Some(local_name!("style")) => {
                text.chars().count().to_string()
            }
            Kind::Text(text) => format!("{text:?}"),
            Kind::Other => continue,
        };
        out.push(format!("{depth} {line}"));
        todo.extend(dom.children(node).iter().rev().map(|child| (*child, depth + 1)));
    }
    out
}

fn shape_after(tree: &HtmlTree) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for event in &tree.events {
        let depth = open.len() + 1;
        match event {
            Event::Open(_, name, _) => {
                out.push(format!("{depth} <{name}>"));
                open.push(name);
            }
            Event::Close => drop(open.pop()),
            Event::Text(text) if open.last() == Some(&"style") => {
                out.push(format!("{depth} {}", text.chars().count()))
            }
            Event::Text(text) => out.push(format!("{depth} {text:?}")),
            Event::Comment => out.push(format!("{depth} !")),
        }
    }
    assert!(open.is_empty(), "every element ends");
    out
}

/// Panics if anything is left that a browser would run, load or send.
fn assert_harmless(tree: &HtmlTree, of: &str) {
    let attributes = |attributes: &[(String, String)], element: &str| {
        for (name, value) in attributes {
            let (name, squeezed) =
                (name.to_ascii_lowercase(), value.replace(|c: char| c <= ' ', "").to_ascii_lowercase());
            assert!(!name.starts_with("on"), "{of}: {name}");
            assert!(
                !["srcdoc", "action", "formaction", "http-equiv", "data", "ping", "srcset"].contains(&&*name),
                "{of}: {name}"
            );
            let is_address = ["src", "href", "background"].contains(&&*name);
            assert!(
                !is_address
                    || !["javascript:", "vbscript:", "data:text"].iter().any(|bad| squeezed.starts_with(bad)),
                "{of}: {value}"
            );
            assert!(name != "src" || element == "img", "{of}: {element} src");
            if name == "style" {
                assert_rules(value, of);
            }
        }
    };
    attributes(&tree.html, "html");
    attributes(&tree.root, "body");
    tree.styles.iter().for_each(|rules| assert_rules(rules, of));
    let mut inside = Vec::new();
    for event in &tree.events {
        match event {
            Event::Open(space, name, given) => {
                attributes(given, name);
                let lower = name.to_ascii_lowercase();
                let active = [
                    "script", "iframe", "frame", "object", "embed", "applet", "base", "link", "meta",
                    "animate", "set", "video", "audio", "source", "template", "noscript", "portal",
                ];
                if active.contains(&&*lower) {
                    assert_eq!((*space, given.len()), (Space::Inert, 0), "{of}: {name}");
                }
                inside.push(lower);
            }
            Event::Close => drop(inside.pop()),
            Event::Text(text) => match inside.last().map(String::as_str) {
                Some("style") => assert_rules(text, of),
                Some("script" | "iframe") => panic!("{of}: {text}"),
                _ => {}
            },
            Event::Comment => {}
        }
    }
}

fn assert_rules(rules: &str, of: &str) {
    let lower = rules.to_ascii_lowercase();
    for bad in [
        "@import",
        "expression(",
        "javascript:",
        "url(http",
        "url('http",
        "url(\"http",
        "-moz-binding",
        "behavior:",
    ] {
        assert!(!lower.contains(bad), "{of}: {rules}");
    }
}

const ATTACKS: &[&str] = &[
    "<p>a<script>alert(1)</script>b<SCRIPT src=//evil/x.js></SCRIPT >c",
    "<p>a<script><!-- <script> alert(1) </script> --></script>b",
    "<img src=x onerror=alert(1)><img src='javascript:alert(1)'><img/onload=alert(1)/src=https://a/b>",
    "<a href='javascript:alert(1)'>x</a><a href=' java\tscript:alert(1)'>y</a><a href='&#106;avascript:alert(1)'>z</a>",
    "<a href='data:text/html,<script>alert(1)</script>' ping=//evil target=_top>x</a>",
    "<svg onload=alert(1)><script>alert(1)</script><a xlink:href='javascript:alert(1)'><text>t</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /><set attributeName=onload to=alert(1) /><use href='data:image/svg+xml,x#a'/></svg>",
    "<svg><style>@import 'http://evil';</style><foreignObject><iframe src=//evil></iframe><p>t</p></foreignObject></svg>",
    "<math><maction actiontype=statusline href=javascript:alert(1)>m</maction></math>",
    "<iframe srcdoc='<script>alert(1)</script>'>f</iframe><iframe src='javascript:alert(1)'></iframe>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'><p>a<meta http-equiv=refresh content='0;url=//evil'>b",
    "<form action=//evil><input name=q autofocus onfocus=alert(1)><button formaction='javascript:alert(1)'>go</button></form>",
    "<style>p{background:url(http://evil/a)}@import url('http://evil');</style><p style='width:expression(alert(1));background:url(//evil/x)'>t",
    "<style>p{background:\\75 rl(http://evil)}</style><p style='background:u\\72l(\"http://evil\")'>t",
    "<head><style>@import 'http://evil'; body{behavior:url(x)}</style><link rel=stylesheet href=//evil><base href=//evil></head><body background=javascript:x onload=alert(1)>t",
    "<p>a<link rel=stylesheet href=//evil><base href=//evil>b",
    "<object data='data:text/html,<script>alert(1)</script>'><param name=x><b>fallback</b></object><embed src=//evil><applet code=x>y</applet>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>after",
    "<template><script>alert(1)</script><p>t</p></template>after",
    "<template shadowrootmode=open><script>alert(1)</script></template>after",
    "<p>a<plaintext><script>alert(1)</script></p>",
    "<xmp><script>alert(1)</script></xmp><noembed><img src=x onerror=alert(1)></noembed><noframes><script>x</script></noframes>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)></style>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<select><iframe></select><img src=x onerror=alert(1)><textarea></textarea><script>x</script>",
    "<table><a href=javascript:x>1<tr><td>2<script>x</script></a></table>",
    "<video src=//evil onplay=alert(1)><source src=//evil><track src=//evil>v</video><audio src=//evil></audio>",
    "<details open ontoggle=alert(1)><summary>s</summary>d</details><marquee onstart=alert(1)>m</marquee><dialog open>d</dialog>",
    "<div contenteditable onpointerenter=alert(1) style=\"-moz-binding:url(//evil)\" is=x-y popover>t</div>",
    "<body onload=alert(1)><frameset><frame src=javascript:alert(1)></frameset>",
    "<html onclick=alert(1) manifest=x><body><p>one<html lang=en onload=x>two",
    "<x-evil onclick=alert(1)>c</x-evil><a\"b onclick=x>odd</a\"b><p =x 'y' \"z=1>w",
];

#[test]
fn nothing_active_is_left_of_an_attack_and_every_node_stays_in_its_place() {
    for attack in ATTACKS {
        for shown in [PAGE, BOX] {
            let tree = neutral(attack, shown);
            assert_harmless(&tree, attack);
            assert_eq!(shape_after(&tree), shape_before(attack, shown), "{attack}");
        }
    }
}

#[test]
fn a_frameset_page_keeps_its_frames_without_their_pages() {
    let tree = neutral("<frameset cols=50%,50%><frame src=//evil><noframes>none</noframes></frameset>", PAGE);
    assert_eq!(shape_after(&tree), ["1 <frame>", "1 <noframes>", "2 \"none\""]);
}

#[test]
fn how_a_page_looks_stays() {
    let html = "<!DOCTYPE html><html lang=de><head><title>T</title><style media=screen>p{color:red}</style></head>\
                <body class=c style='margin:0' bgcolor=white><p id=a align=center>x<img src=https://a/b.png alt=y width=3></p>\
                <a href=https://a>l</a><svg viewBox='0 0 1 1'><path d='M0 0' fill=red /></svg></body></html>";
    let tree = neutral(html, PAGE);
    assert_eq!(tree.html, [("lang".to_owned(), "de".to_owned())]);
    assert_eq!(tree.styles, ["@media screen {\np{color:red}\n}"]);
    let json = serde_json::to_string(&tree).unwrap();
    for kept in [
        r#"["class","c"],["style","margin:0"],["bgcolor","white"]"#,
        r#"["align","center"]"#,
        r#"["src","https://a/b.png"],["alt","y"],["width","3"]"#,
        r#"["href","https://a"],["tabindex","-1"]"#,
        r#"["viewBox","0 0 1 1"]"#,
        r#"["d","M0 0"],["fill","red"]"#,
    ] {
        assert!(json.contains(kept), "{kept} in {json}");
    }
    assert!(!json.contains("\"T\""), "the head is no part of what is labeled");
}

#[test]
fn a_box_holds_what_stands_in_a_page_and_its_head_too() {
    let html = "<html><head><title>T</title></head><body><p>x</p></body></html>";
    assert_eq!(shape_after(&neutral(html, BOX)), ["1 <title>", "2 \"T\"", "1 <p>", "2 \"x\""]);
    assert_eq!(shape_after(&neutral(html, PAGE)), ["1 <p>", "2 \"x\""]);
}

#[test]
fn white_space_entities_line_ends_and_comments_part_texts_as_in_a_browser() {
    let html = "  <p>a&nbsp;b&amp;\r\nc😀</p>\r\n<!-- x --> d<br>e<b></b>f";
    let tree = neutral(html, PAGE);
    assert_eq!(
        shape_after(&tree),
        [
            "1 <p>",
            &format!("2 {:?}", "a\u{a0}b&\nc😀"),
            "1 \"\\n\"",
            "1 !",
            "1 \" d\"",
            "1 <br>",
            "1 \"e\"",
            "1 <b>",
            "1 \"f\""
        ]
    );
    let text = HtmlText::new(&tree);
    // a, a space, b, &, a line end, c, an emoji: seven; then a line end, two, the break, e, f.
    assert_eq!(text.len(), 13);
    let (range, span) = text.range_of(Span { start: 11, end: 13 }).unwrap();
    assert_eq!((range.start.as_str(), range.end.as_str()), ("/text()[2]", "/text()[3]"));
    assert_eq!(span, Span { start: 11, end: 13 });
}

#[test]
fn however_deep_a_page_is_the_browser_can_build_it() {
    let html = format!("{}x{}", "<div>".repeat(3_000), "</div>".repeat(3_000));
    let tree = neutral(&html, PAGE);
    let (mut depth, mut deepest) = (0_usize, 0);
    for event in &tree.events {
        match event {
            Event::Open(..) => depth += 1,
            Event::Close => depth -= 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    assert_eq!((depth, deepest), (0, DEEPEST));
    assert_eq!(HtmlText::new(&tree).len(), 1);
}

#[test]
fn a_document_without_an_end_to_its_depth_is_refused_in_time() {
    let begun = std::time::Instant::now();
    assert_eq!(super::neutral(&"<div>".repeat(3_000_000), PAGE), Err(super::HtmlError::Tangled));
    assert!(begun.elapsed().as_secs() < 60);
}

/// A dialogue as the field's own example has it, and what was labeled there.
#[test]
fn places_of_the_field_are_found_and_written_as_the_field_writes_them() {
    let turn = |who: &str, says: &str| {
        format!(
            "<div style=\"clear: both\"><div style=\"float: right\"><p><b>{who}</b>: {says}</p></div></div>"
        )
    };
    let html = format!(
        "<div>{}{}{}</div>",
        turn("Ada", "Yes, it works. Thanks!"),
        turn("Bob", "Look, Ada."),
        turn("Cy", "So?")
    );
    let text = HtmlText::new(&neutral(&html, PAGE));
    let range = |start: &str, start_offset, end: &str, end_offset| HtmlRange {
        start: start.into(),
        end: end.into(),
        start_offset,
        end_offset,
        global: None,
    };
    let words = "/div[1]/div[1]/div[1]/p[1]/text()[1]";
    let next = "/div[1]/div[2]/div[1]/p[1]/text()[1]";
    let across = text.resolve(&range(words, 17, next, 11), Some("Thanks!\\n\\nBob: Look, Ada")).unwrap();
    assert_eq!(across, Span { start: 20, end: 41 });
    assert_eq!(
        text.range_of(across).unwrap().0,
        HtmlRange { global: Some(across), ..range(words, 17, next, 11) }
    );
    let of_element = text.resolve(&range("/div[1]/div[2]", 0, next, 6), Some("Bob: Look")).unwrap();
    assert_eq!(text.slice(of_element), "Bob: Look");
}

proptest! {
    #[test]
    fn no_mixture_of_attacks_gets_through(parts in proptest::collection::vec(0..ATTACKS.len(), 1..4), cut in 0..80usize, boxed: bool) {
        let html: String = parts.iter().map(|part| {
            let attack = ATTACKS[*part];
            attack.get(..attack.len().saturating_sub(cut)).unwrap_or(attack)
        }).collect();
        let shown = Shown { boxed, links: false };
        let tree = neutral(&html, shown);
        assert_harmless(&tree, &html);
        prop_assert_eq!(shape_after(&tree), shape_before(&html, shown));
    }

    #[test]
    fn any_text_is_read(html in "(\\PC|<[a-z]{1,6}[ />]|</[a-z]{1,6}>|&[a-z]{1,4};|[<>\"'=!-]){0,80}") {
        for shown in [PAGE, BOX] {
            prop_assert_eq!(shape_after(&neutral(&html, shown)), shape_before(&html, shown));
        }
    }
}
