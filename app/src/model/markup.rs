//! Text with a little markup: what may be shown of it, as data that views make elements of. Read here from the small
//! part of HTML that labels and choices bring along, and in `markdown` from Markdown. Everything that could load or run
//! something is left out; its words stay.

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    Text(String),
    Styled(Style, Vec<Inline>),
    /// A link to a page; `href` is safe to follow.
    Link {
        href: String,
        inner: Vec<Inline>,
    },
    /// A picture; `src` is safe to load.
    Image {
        src: String,
        alt: String,
    },
    Break,
}

/// How a piece of a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Strong,
    Emphasis,
    Underline,
    Deleted,
    Code,
    Small,
    Mark,
    Sub,
    Sup,
}

/// The words alone.
pub fn words(pieces: &[Inline]) -> String {
    let one = |piece: &Inline| match piece {
        Inline::Text(text) => text.clone(),
        Inline::Styled(_, inner) | Inline::Link { inner, .. } => words(inner),
        Inline::Image { alt, .. } => alt.clone(),
        Inline::Break => " ".to_owned(),
    };
    pieces.iter().map(one).collect()
}

/// An address that a picture may be loaded from: of the web, or of this server.
pub fn safe_source(src: &str) -> Option<String> {
    let src = src.trim();
    let lower = src.to_ascii_lowercase();
    let picture = ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"];
    let known = lower.starts_with("https://") || lower.starts_with("http://");
    let ours = src.starts_with('/') && !src.starts_with("//");
    (known || ours || picture.iter().any(|kind| lower.starts_with(kind))).then(|| src.to_owned())
}

/// An address that a link may lead to.
pub fn safe_link(href: &str) -> Option<String> {
    let href = href.trim();
    let lower = href.to_ascii_lowercase();
    let known = ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    let ours = href.starts_with('#') || (href.starts_with('/') && !href.starts_with("//"));
    (known || ours).then(|| href.to_owned())
}

/// Reads the inline part of HTML. Elements that are not known give their words.
pub fn from_html(html: &str) -> Vec<Inline> {
    let mut reader = Reader { rest: html, open: Vec::new(), top: Vec::new() };
    while !reader.rest.is_empty() {
        reader.step();
    }
    while reader.close_last() {}
    reader.top
}

struct Reader<'a> {
    rest: &'a str,
    /// Elements that are open, with what they are shown as and hold so far.
    open: Vec<(String, Option<Style>, Vec<Inline>)>,
    top: Vec<Inline>,
}

impl Reader<'_> {
    fn push(&mut self, piece: Inline) {
        match self.open.last_mut() {
            Some((_, _, inner)) => inner.push(piece),
            None => self.top.push(piece),
        }
    }

    fn step(&mut self) {
        let at = self.rest.find('<').unwrap_or(self.rest.len());
        if at > 0 {
            let text = unescape(&self.rest[..at]);
            self.rest = &self.rest[at..];
            return self.push(Inline::Text(text));
        }
        if let Some(comment) = self.rest.strip_prefix("<!--") {
            self.rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            return;
        }
        let after = self.rest.chars().nth(1).unwrap_or_default();
        let Some(end) = self.rest.find('>').filter(|_| after.is_ascii_alphabetic() || after == '/') else {
            self.rest = &self.rest[1..];
            return self.push(Inline::Text("<".to_owned()));
        };
        let tag = &self.rest[1..end];
        self.rest = &self.rest[end + 1..];
        match tag.strip_prefix('/') {
            Some(name) => self.close(name.trim()),
            None => self.start(tag),
        }
    }

    fn start(&mut self, tag: &str) {
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "script" | "style" | "template" | "iframe" | "object" => self.skip(&name),
            "br" | "hr" => self.push(Inline::Break),
            "img" => {
                if let Some(src) = attribute(tag, "src").and_then(|src| safe_source(&src)) {
                    let alt = attribute(tag, "alt").unwrap_or_default();
                    self.push(Inline::Image { src, alt });
                }
            }
            "input" | "meta" | "link" | "source" | "wbr" => {}
            _ if tag.ends_with('/') => {}
            _ => {
                let style = style_of(&name);
                self.open.push((name, style, Vec::new()));
            }
        }
    }

    /// Past the end of an element whose text is no text.
    fn skip(&mut self, name: &str) {
        let end = format!("</{name}");
        let lower = self.rest.to_ascii_lowercase();
        let Some(at) = lower.find(&end) else {
            self.rest = "";
            return;
        };
        let behind = &self.rest[at..];
        self.rest = behind.find('>').map_or("", |end| &behind[end + 1..]);
    }

    fn close(&mut self, name: &str) {
        let opened = self.open.iter().rposition(|(open, _, _)| open.eq_ignore_ascii_case(name));
        let Some(at) = opened else { return };
        while self.open.len() > at && self.close_last() {}
    }

    fn close_last(&mut self) -> bool {
        let Some((name, style, inner)) = self.open.pop() else { return false };
        match style {
            Some(style) => self.push(Inline::Styled(style, inner)),
            None => {
                let is_block = is_block(&name);
                let holder = match self.open.last_mut() {
                    Some((_, _, holder)) => holder,
                    None => &mut self.top,
                };
                if is_block && !matches!(holder.last(), None | Some(Inline::Break)) {
                    holder.push(Inline::Break);
                }
                holder.extend(inner);
            }
        }
        true
    }
}

fn is_block(name: &str) -> bool {
    matches!(name, "p" | "div" | "li" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "pre")
}

fn style_of(name: &str) -> Option<Style> {
    Some(match name {
        "b" | "strong" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "th" => Style::Strong,
        "i" | "em" | "cite" | "var" => Style::Emphasis,
        "u" | "ins" => Style::Underline,
        "s" | "del" | "strike" => Style::Deleted,
        "code" | "kbd" | "samp" | "tt" => Style::Code,
        "small" => Style::Small,
        "mark" => Style::Mark,
        "sub" => Style::Sub,
        "sup" => Style::Sup,
        _ => return None,
    })
}

/// An attribute of a start tag as written, with its signs read.
fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let found = lower.match_indices(wanted).find(|(at, _)| {
        let before = lower[..*at].chars().last().is_some_and(char::is_whitespace);
        before && lower[at + wanted.len()..].trim_start().starts_with('=')
    });
    let (at, _) = found?;
    let value = tag[at + wanted.len()..].trim_start().strip_prefix('=')?.trim_start();
    let text = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split(|c: char| c.is_whitespace() || c == '/').next()?,
    };
    Some(unescape(text))
}

/// Reads character references: those by number and the few names that texts use.
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest.find(';').filter(|end| *end <= 10).map(|end| &rest[1..end]);
        match name.and_then(|name| reference(name).map(|sign| (name, sign))) {
            Some((name, sign)) => {
                out.push(sign);
                rest = &rest[name.len() + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|sign| !sign.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "middot" => '·',
        "times" => '×',
        "copy" => '©',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Inline {
        Inline::Text(words.to_owned())
    }

    #[test]
    fn inline_markup_is_read_and_the_rest_gives_its_words() {
        assert_eq!(
            from_html("a <B>b <i class='x'>c</i></B><span>d</span><br>&lt;e&gt; &amp; &#233;"),
            [
                text("a "),
                Inline::Styled(
                    Style::Strong,
                    vec![text("b "), Inline::Styled(Style::Emphasis, vec![text("c")])]
                ),
                text("d"),
                Inline::Break,
                text("<e> & é"),
            ]
        );
        assert_eq!(words(&from_html("<h1>One</h1><p>two</p>")), "One two");
        assert_eq!(from_html("1 < 2"), [text("1 "), text("<"), text(" 2")]);
    }

    #[test]
    fn nothing_that_runs_or_loads_from_elsewhere_comes_through() {
        let read = from_html(
            "<script>alert(1)</script><img src=x onerror=alert(1)><img src='javascript:x'><a href='javascript:x'>go</a>\
             <img alt='A' src=\"https://x.test/a.png\"/><style>b{}</style>",
        );
        let picture = Inline::Image { src: "https://x.test/a.png".to_owned(), alt: "A".to_owned() };
        assert_eq!(read, [text("go"), picture]);
        assert_eq!(safe_link("JavaScript:alert(1)"), None);
        assert_eq!(safe_link("//evil.test"), None);
        assert_eq!(safe_source("data:text/html,x"), None);
        assert_eq!(
            safe_source("/tasks/1/resolve/?fileuri=x").as_deref(),
            Some("/tasks/1/resolve/?fileuri=x")
        );
    }

    #[test]
    fn what_is_left_open_is_closed_at_the_end() {
        assert_eq!(
            from_html("<b>a<i>b</b>c"),
            [
                Inline::Styled(
                    Style::Strong,
                    vec![text("a"), Inline::Styled(Style::Emphasis, vec![text("b")])]
                ),
                text("c")
            ]
        );
        assert_eq!(from_html("<b>a"), [Inline::Styled(Style::Strong, vec![text("a")])]);
        assert_eq!(from_html("a<b"), [text("a"), text("<"), text("b")]);
    }
}
