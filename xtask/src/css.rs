//! The styles: plain CSS files joined at their `@import` lines into one, without comments.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// The sheet at `path` with every `@import "file";` replaced by that file.
pub fn bundle(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut sheet = String::with_capacity(text.len());
    for line in without_comments(&text).lines().map(str::trim_end).filter(|line| !line.trim().is_empty()) {
        match imported(line) {
            Some(name) => sheet.push_str(&bundle(&path.with_file_name(name))?),
            None => {
                sheet.push_str(line);
                sheet.push('\n');
            }
        }
    }
    Ok(sheet)
}

fn imported(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("@import")?.trim().strip_suffix(';')?;
    let rest = rest.strip_prefix("url(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(rest);
    Some(rest.trim_matches(['"', '\'']))
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn imports_are_inlined_and_comments_go() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("main.css"), "/* first\n */\n@import \"a.css\";\nb { x: y; }\n")
            .unwrap();
        fs::write(folder.path().join("a.css"), "a { c: d; /* why */ }\n").unwrap();
        let sheet = bundle(&folder.path().join("main.css")).unwrap();
        assert_eq!(sheet, "a { c: d;  }\nb { x: y; }\n");
    }
}
