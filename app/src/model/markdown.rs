//! Markdown as far as instructions and data need it: headings, lists, emphasis, code, links, pictures, tables, quotes,
//! rules. Gives blocks that views make elements of; HTML in it is text. Knows nothing of how it is shown.

mod inline;

use super::markup::Inline;
use inline::inline;

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// 1 to 6.
    Heading(u8, Vec<Inline>),
    Paragraph(Vec<Inline>),
    Code(String),
    Quote(Vec<Block>),
    List {
        /// The number of the first entry, when they are numbered.
        start: Option<u64>,
        entries: Vec<Vec<Block>>,
    },
    Table {
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Rule,
}

/// How deep lists and quotes may stand in one another; what is deeper is text.
const DEPTH: usize = 12;

/// Reads a text.
pub fn parse(text: &str) -> Vec<Block> {
    let lines: Vec<String> = text.lines().map(|line| line.replace('\t', "    ")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    blocks(&lines, DEPTH)
}

fn blocks(lines: &[&str], depth: usize) -> Vec<Block> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.trim().is_empty() {
            at += 1;
            continue;
        }
        let rest = &lines[at..];
        let (block, taken) = fence(rest)
            .or_else(|| heading(line).map(|block| (block, 1)))
            .or_else(|| is_rule(line).then_some((Block::Rule, 1)))
            .or_else(|| quote(rest, depth))
            .or_else(|| list(rest, depth))
            .or_else(|| table(rest))
            .unwrap_or_else(|| paragraph(rest));
        found.push(block);
        at += taken.max(1);
    }
    found
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn fence(lines: &[&str]) -> Option<(Block, usize)> {
    let first = lines.first()?.trim_start();
    let sign = first.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let ticks = first.chars().take_while(|c| *c == sign).count();
    if ticks < 3 || (sign == '`' && first[ticks..].contains('`')) {
        return None;
    }
    let closes = |line: &&str| {
        let line = line.trim();
        line.len() >= ticks && line.chars().all(|c| c == sign)
    };
    let inner: Vec<&str> = lines[1..].iter().take_while(|line| !closes(line)).copied().collect();
    let strip = indent(lines.first()?);
    let code: Vec<&str> = inner.iter().map(|line| &line[indent(line).min(strip)..]).collect();
    Some((Block::Code(code.join("\n")), inner.len() + 2))
}

fn heading(line: &str) -> Option<Block> {
    let line = line.trim();
    let level = line.chars().take_while(|c| *c == '#').count();
    let text = line.get(level..)?;
    if !(1..=6).contains(&level) || !(text.is_empty() || text.starts_with(' ')) {
        return None;
    }
    let text = text.trim();
    let closed = text.trim_end_matches('#');
    let text = if closed.is_empty() || closed.ends_with(' ') { closed.trim_end() } else { text };
    Some(Block::Heading(level as u8, inline(text)))
}

fn is_rule(line: &str) -> bool {
    let signs: Vec<char> = line.chars().filter(|c| !c.is_whitespace()).collect();
    signs.len() >= 3
        && signs.first().is_some_and(|first| "-*_".contains(*first) && signs.iter().all(|c| c == first))
}

fn quote(lines: &[&str], depth: usize) -> Option<(Block, usize)> {
    let depth = depth.checked_sub(1)?;
    if !lines.first()?.trim_start().starts_with('>') {
        return None;
    }
    let taken = lines.iter().take_while(|line| line.trim_start().starts_with('>')).count();
    let inner: Vec<&str> = lines[..taken]
        .iter()
        .map(|line| {
            let line = &line.trim_start()[1..];
            line.strip_prefix(' ').unwrap_or(line)
        })
        .collect();
    Some((Block::Quote(blocks(&inner, depth)), taken))
}

/// The sign of a list entry: its number if it has one, and how far its text is from the margin.
fn marker(line: &str) -> Option<(Option<u64>, usize)> {
    let margin = indent(line);
    let text = &line[margin..];
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (number, width) = match text.chars().next()? {
        '-' | '*' | '+' => (None, 1),
        _ if (1..=9).contains(&digits) && text[digits..].starts_with(['.', ')']) => {
            (text[..digits].parse().ok(), digits + 1)
        }
        _ => return None,
    };
    let behind = &text[width..];
    if behind.trim().is_empty() {
        return Some((number, margin + width + 1));
    }
    behind.starts_with(' ').then(|| (number, margin + width + indent(behind).min(4)))
}

fn list(lines: &[&str], depth: usize) -> Option<(Block, usize)> {
    let depth = depth.checked_sub(1)?;
    let first = lines.first()?;
    let (start, _) = marker(first).filter(|_| !is_rule(first))?;
    let margin = indent(first);
    let mut entries: Vec<Vec<&str>> = Vec::new();
    let mut inside = 0;
    let mut taken = 0;
    for line in lines {
        let blank = line.trim().is_empty();
        let starts =
            marker(line).filter(|_| indent(line) <= margin + 1 && indent(line) < inside.max(1) + margin);
        match starts {
            Some((number, width)) if number.is_some() == start.is_some() && !is_rule(line) => {
                inside = width;
                entries.push(vec![line.get(width..).unwrap_or_default()]);
            }
            _ if blank || indent(line) >= inside => {
                let text = if blank { "" } else { &line[inside..] };
                entries.last_mut()?.push(text);
            }
            // A line that goes on with the paragraph above it, wherever it starts.
            None if entries.last().is_some_and(|entry| goes_on(entry, line)) => {
                entries.last_mut()?.push(line.trim_start());
            }
            _ => break,
        }
        taken += 1;
    }
    let entries = entries.iter().map(|entry| blocks(entry, depth)).collect();
    Some((Block::List { start, entries }, taken))
}

fn goes_on(entry: &[&str], line: &str) -> bool {
    entry.last().is_some_and(|last| !last.trim().is_empty()) && !begins_block(line)
}

fn begins_block(line: &str) -> bool {
    let text = line.trim_start();
    heading(line).is_some()
        || is_rule(line)
        || text.starts_with('>')
        || text.starts_with("```")
        || text.starts_with("~~~")
        || marker(line).is_some()
}

fn table(lines: &[&str]) -> Option<(Block, usize)> {
    let head = lines.first().filter(|line| line.contains('|'))?;
    let ruled = lines.get(1)?.trim();
    let is_ruled = ruled.contains('-') && ruled.chars().all(|c| "|-: ".contains(c));
    let head = cells(head);
    if !is_ruled || cells(ruled).len() != head.len() {
        return None;
    }
    let body: Vec<&&str> = lines[2..].iter().take_while(|line| line.contains('|')).collect();
    let row = |line: &&&str| {
        let mut row = cells(line);
        row.resize(head.len(), Vec::new());
        row
    };
    let rows = body.iter().map(row).collect();
    let taken = body.len() + 2;
    Some((Block::Table { head, rows }, taken))
}

fn cells(line: &str) -> Vec<Vec<Inline>> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|line| !line.ends_with('\\')).unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for sign in line.chars() {
        match (sign, cells.last_mut()) {
            ('|', _) if !escaped => cells.push(String::new()),
            (sign, Some(cell)) => {
                if sign == '|' {
                    cell.pop();
                }
                cell.push(sign);
            }
            _ => {}
        }
        escaped = sign == '\\' && !escaped;
    }
    cells.iter().map(|cell| inline(cell.trim())).collect()
}

fn paragraph(lines: &[&str]) -> (Block, usize) {
    let more = lines.iter().skip(1).take_while(|line| !line.trim().is_empty() && !begins_block(line)).count();
    let text: Vec<&str> = lines[..=more]
        .iter()
        .map(|line| if line.ends_with("  ") { line.trim_start() } else { line.trim() })
        .collect();
    (Block::Paragraph(inline(&text.join("\n"))), more + 1)
}

#[cfg(test)]
mod tests;
