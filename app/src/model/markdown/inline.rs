//! The pieces of a line of Markdown.

use crate::model::markup::{Inline, Style, safe_link, safe_source, unescape};

/// How deep emphasis and links may stand in one another.
const DEPTH: usize = 8;

/// Reads the text of a block; a line that ends in two spaces or a backslash is a line of its own.
pub fn inline(text: &str) -> Vec<Inline> {
    read(text, DEPTH)
}

fn read(text: &str, depth: usize) -> Vec<Inline> {
    let mut found: Vec<Inline> = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    let mut before = None;
    while let Some(sign) = rest.chars().next() {
        if let Some((escaped, length)) = escape(rest) {
            plain.push_str(escaped);
            rest = &rest[length..];
            before = Some('\\');
            continue;
        }
        let piece = if depth == 0 { None } else { piece(rest, sign, before, depth - 1) };
        match piece {
            Some((piece, length)) => {
                if piece == Inline::Break {
                    plain.truncate(plain.trim_end().len());
                }
                flush(&mut plain, &mut found);
                found.push(piece);
                before = rest[..length].chars().last();
                rest = &rest[length..];
            }
            None => {
                plain.push(if sign == '\n' { ' ' } else { sign });
                before = Some(sign);
                rest = &rest[sign.len_utf8()..];
            }
        }
    }
    flush(&mut plain, &mut found);
    found
}

fn flush(plain: &mut String, found: &mut Vec<Inline>) {
    if !plain.is_empty() {
        found.push(Inline::Text(unescape(&std::mem::take(plain))));
    }
}

/// A sign that a backslash makes plain, and how long both are.
fn escape(text: &str) -> Option<(&str, usize)> {
    let sign = text.strip_prefix('\\')?.chars().next().filter(char::is_ascii_punctuation)?;
    Some((&text[1..1 + sign.len_utf8()], 1 + sign.len_utf8()))
}

fn piece(text: &str, sign: char, before: Option<char>, depth: usize) -> Option<(Inline, usize)> {
    match sign {
        '`' => code(text),
        '!' => image(text),
        '[' => link(text, depth),
        '<' => auto_link(text),
        'h' if before.is_none_or(|c| !c.is_alphanumeric()) => bare_link(text),
        '*' | '_' | '~' => emphasis(text, sign, before, depth),
        ' ' | '\\' | '\n' => line_break(text),
        _ => None,
    }
}

fn line_break(text: &str) -> Option<(Inline, usize)> {
    if text.starts_with("\\\n") {
        return Some((Inline::Break, 2));
    }
    let spaces = text.len() - text.trim_start_matches(' ').len();
    (spaces >= 2 && text[spaces..].starts_with('\n')).then_some((Inline::Break, spaces + 1))
}

fn code(text: &str) -> Option<(Inline, usize)> {
    let ticks = text.chars().take_while(|c| *c == '`').count();
    let fence = &text[..ticks];
    let inner = &text[ticks..];
    let mut at = 0;
    let end = loop {
        let found = at + inner.get(at..)?.find(fence)?;
        let run = inner[found..].chars().take_while(|c| *c == '`').count();
        if run == ticks {
            break found;
        }
        at = found + run;
    };
    let code = inner[..end].replace('\n', " ");
    let trimmed = match code.strip_prefix(' ').and_then(|code| code.strip_suffix(' ')) {
        Some(inner) if !inner.trim().is_empty() => inner.to_owned(),
        _ => code,
    };
    Some((Inline::Styled(Style::Code, vec![Inline::Text(trimmed)]), ticks * 2 + end))
}

/// `[words](address)`: the words, the address, and how long it all is.
fn bracketed(text: &str) -> Option<(&str, &str, usize)> {
    let inner = text.strip_prefix('[')?;
    let mut depth = 0_usize;
    let mut escaped = false;
    let end = inner.char_indices().find_map(|(at, sign)| {
        match sign {
            _ if escaped => {}
            '[' => depth += 1,
            ']' if depth == 0 => return Some(at),
            ']' => depth -= 1,
            _ => {}
        }
        escaped = sign == '\\' && !escaped;
        None
    })?;
    let address = inner[end + 1..].strip_prefix('(')?;
    let mut depth = 0_usize;
    let close = address.char_indices().find_map(|(at, sign)| {
        match sign {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
        None
    })?;
    let target = address[..close].trim();
    // A title behind the address is left out.
    let target = target.split([' ', '\t']).next().unwrap_or_default().trim_matches(['<', '>']);
    Some((&inner[..end], target, 1 + end + 2 + close + 1))
}

fn link(text: &str, depth: usize) -> Option<(Inline, usize)> {
    let (words, target, length) = bracketed(text)?;
    let inner = read(words, depth);
    let piece = match safe_link(&unescape(target)) {
        Some(href) => Inline::Link { href, inner },
        None => Inline::Text(words.to_owned()),
    };
    Some((piece, length))
}

fn image(text: &str) -> Option<(Inline, usize)> {
    let (alt, target, length) = bracketed(text.strip_prefix('!')?)?;
    let piece = match safe_source(&unescape(target)) {
        Some(src) => Inline::Image { src, alt: alt.to_owned() },
        None => Inline::Text(alt.to_owned()),
    };
    Some((piece, length + 1))
}

fn auto_link(text: &str) -> Option<(Inline, usize)> {
    let end = text.find('>')?;
    let inner = &text[1..end];
    let is_address = inner.contains(':') && !inner.contains(char::is_whitespace);
    let href = is_address.then(|| safe_link(inner)).flatten()?;
    Some((Inline::Link { href, inner: vec![Inline::Text(inner.to_owned())] }, end + 1))
}

fn bare_link(text: &str) -> Option<(Inline, usize)> {
    if !(text.starts_with("https://") || text.starts_with("http://")) {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || "<>\"|".contains(c)).unwrap_or(text.len());
    let mut address = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
    if address.ends_with(')') && !address.contains('(') {
        address = address.trim_end_matches(')');
    }
    let href = safe_link(address).filter(|href| href.len() > "https://".len())?;
    Some((Inline::Link { href, inner: vec![Inline::Text(address.to_owned())] }, address.len()))
}

/// `*a*`, `**a**`, `_a_`, `__a__`, `~~a~~`: opened before a letter, closed behind one.
fn emphasis(text: &str, sign: char, before: Option<char>, depth: usize) -> Option<(Inline, usize)> {
    let run = text.chars().take_while(|c| *c == sign).count();
    let style = |width: usize| match (sign, width) {
        ('~', 2) => Some(Style::Deleted),
        ('*' | '_', 2) => Some(Style::Strong),
        ('*' | '_', 1) => Some(Style::Emphasis),
        _ => None,
    };
    let in_word = sign == '_' && before.is_some_and(char::is_alphanumeric);
    if in_word || text[run..].chars().next().is_none_or(char::is_whitespace) {
        return None;
    }
    [2, 1].into_iter().filter(|width| *width <= run).find_map(|width| {
        let style = style(width)?;
        let end = closing(&text[width..], sign, width)?;
        let inner = read(&text[width..width + end], depth);
        Some((Inline::Styled(style, inner), width * 2 + end))
    })
}

/// Where the run of signs stands that closes an emphasis.
fn closing(text: &str, sign: char, width: usize) -> Option<usize> {
    let mut at = 0;
    let mut before: Option<char> = None;
    while let Some(next) = text[at..].chars().next() {
        if next == '\\' {
            let skipped = text[at + 1..].chars().next().map_or(0, char::len_utf8);
            at += 1 + skipped;
            before = Some('\\');
            continue;
        }
        if next == '`'
            && let Some((_, length)) = code(&text[at..])
        {
            at += length;
            before = Some('`');
            continue;
        }
        if next == sign {
            let run = text[at..].chars().take_while(|c| *c == sign).count();
            let behind = text[at + run..].chars().next();
            let ends_word = sign != '_' || behind.is_none_or(|c| !c.is_alphanumeric());
            let closes = before.is_some_and(|c| !c.is_whitespace()) && ends_word;
            if closes && (run == width || run == 3) {
                return Some(at + run - width);
            }
            at += run;
        } else {
            at += next.len_utf8();
        }
        before = Some(next);
    }
    None
}
