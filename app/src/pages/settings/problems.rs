//! What is wrong with a labeling config, and what a person should know of it, as the editor lists it.

use crate::editor::reserved;
use crate::messages::t;
use crate::model::config::{LabelConfig, lint};

/// One remark on a place in the config.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Such a config cannot be saved.
    pub fatal: bool,
    /// From 1.
    pub line: u32,
    pub column: u32,
    pub message: String,
}

/// Everything about a config, errors first, by place.
pub fn examine(xml: &str) -> Vec<Problem> {
    let (config, errors) = LabelConfig::examine(xml);
    let errors = errors.into_iter().map(|error| Problem {
        fatal: true,
        line: error.line,
        column: error.column,
        message: error.message,
    });
    let found = lint::lint(xml, &config, &reserved(&config));
    let warnings = config.warnings().iter().cloned().chain(found).map(|warning| Problem {
        fatal: false,
        line: warning.line,
        column: warning.column,
        message: warning.message,
    });
    let mut problems: Vec<Problem> = errors.chain(warnings).collect();
    problems.sort_by_key(|problem| (!problem.fatal, problem.line, problem.column));
    problems
}

/// What a config asks of tasks, in a sentence; `None` while it says nothing.
pub fn summary(xml: &str) -> Option<String> {
    let (config, errors) = LabelConfig::examine(xml);
    if !errors.is_empty() || config.root().is_none() {
        return None;
    }
    let keys = config.data_keys().join(", ");
    Some((t().settings.asks)(config.controls().len() as u64, &keys))
}

/// Where a line and column are in the text, counted as browsers count (UTF-16 units).
pub fn position_of(xml: &str, line: u32, column: u32) -> u32 {
    let mut units = 0;
    for (i, text) in xml.split('\n').enumerate() {
        if i as u32 + 1 == line {
            let within: usize =
                text.chars().take(column.saturating_sub(1) as usize).map(char::len_utf16).sum();
            return units + within as u32;
        }
        units += text.encode_utf16().count() as u32 + 1;
    }
    units.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_config_names_the_line_that_breaks_it() {
        let problems = examine("<View>\n  <Text name=\"t\" value=\"$t\">\n</View>");
        assert!(problems.iter().any(|problem| problem.fatal && problem.line == 3), "{problems:?}");
        assert_eq!(summary("<View>"), None);
    }

    #[test]
    fn the_caret_goes_to_the_place_that_is_named() {
        assert_eq!(position_of("ab\ncd", 2, 2), 4);
        assert_eq!(position_of("😀b\ncd", 1, 2), 2);
        assert_eq!(position_of("😀b\ncd", 2, 1), 4);
        assert_eq!(position_of("ab", 9, 1), 2);
    }
}
