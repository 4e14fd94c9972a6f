//! The pattern of a target's keys: rendered for each document, and recognised in a listing. Pure. Two tasks never
//! render the same key; where one would, or where a key could not be written everywhere, there is none, and the
//! plain key is used.

use super::DocumentShape;
use crate::model::ids::{AnnotationId, TaskId};
use std::collections::BTreeSet;
use std::fmt;

/// What every key ends in.
const EXTENSION: &str = ".json";
/// The folder that holds what is no document.
const OWN: &str = ".skylabel";
/// Parts of the name between an object and its row; doubled where the object's own key has it.
const ROW: char = '!';
/// Stores take keys of 1024 bytes, prefix included, and file systems names of 255.
const LONGEST: usize = 900;
const LONGEST_NAME: usize = 255;

/// A target's key template, below its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyTemplate(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(Field),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    /// The task's id.
    Id,
    /// The source object's key below its source's prefix, and the row within it.
    SourceKey,
    /// The last part of that key, without its extension.
    SourceName,
    /// The annotation's id.
    Annotation,
}

/// Why a text is no key template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("a key template must end in .json, such as {{id}}.json or {{source_key}}.json")]
    Extension,
    #[error(
        "\"{{{0}}}\" is no placeholder; known are {{id}}, {{source_key}}, {{source_name}} and {{annotation}}"
    )]
    Unknown(String),
    #[error("a brace of the key template has no partner; placeholders are written like {{id}}")]
    Brace,
    #[error("a key template must hold {{id}} or {{source_key}}, so that no two tasks share a key")]
    Ambiguous,
    #[error(
        "with an object an annotation, the key template must hold {{annotation}}, such as {{id}}/{{annotation}}.json"
    )]
    NoAnnotation,
    #[error(
        "{{annotation}} belongs to a target with an object an annotation; here an object holds a whole task"
    )]
    WholeTasks,
    #[error("{{{0}}} stands twice in the key template")]
    Twice(&'static str),
    #[error(
        "between two placeholders of a key template there must be a character that is no digit, such as a hyphen or a slash"
    )]
    Touching,
    #[error(
        "a key template is a key below the target's folder: no empty part, no part of dots alone, no control character, nothing in {OWN}/, and at most {LONGEST_NAME} bytes a part"
    )]
    Path,
}

/// What a key can be made of.
#[derive(Clone, Copy, Debug)]
pub struct KeyFacts<'a> {
    pub task: TaskId,
    /// `None`: the object holds the whole task.
    pub annotation: Option<AnnotationId>,
    /// `None`: the task came from no bucket.
    pub source: Option<SourceObject<'a>>,
}

/// Where a task comes from.
#[derive(Clone, Copy, Debug)]
pub struct SourceObject<'a> {
    /// Its key below the source's prefix.
    pub key: &'a str,
    /// The row's identity within it; empty for the whole of it.
    pub row: &'a str,
}

impl Field {
    const ALL: [Self; 4] = [Self::Id, Self::SourceKey, Self::SourceName, Self::Annotation];

    const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::SourceKey => "source_key",
            Self::SourceName => "source_name",
            Self::Annotation => "annotation",
        }
    }

    /// What stands for it; `None` if the task has no such thing.
    fn of(self, facts: &KeyFacts<'_>) -> Option<String> {
        let said = match self {
            Self::Id => Some(facts.task.to_string()),
            Self::SourceKey => facts.source.map(|source| source.name()),
            Self::SourceName => facts.source.map(|source| stem(source.key).to_owned()),
            Self::Annotation => facts.annotation.map(|annotation| annotation.to_string()),
        };
        said.filter(|text| !text.is_empty())
    }

    /// Where it can end in `text` when it begins at `from`.
    fn ends(self, text: &[u8], from: usize) -> impl Iterator<Item = usize> {
        let longest = match self {
            Self::Id | Self::Annotation => {
                text[from..].iter().take_while(|byte| byte.is_ascii_digit()).count()
            }
            Self::SourceKey => text.len() - from,
            Self::SourceName => text[from..].iter().take_while(|byte| **byte != b'/').count(),
        };
        from + 1..=from + longest
    }
}

impl SourceObject<'_> {
    /// Object and row as a part of a key: no two have the same.
    fn name(&self) -> String {
        let doubled = self.key.replace(ROW, "!!");
        if self.row.is_empty() { doubled } else { format!("{doubled}{ROW}{}", escaped(self.row)) }
    }
}

/// A row's name with everything but letters, digits, dots, hyphens and underscores by its code.
fn escaped(row: &str) -> String {
    let each = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    row.bytes().map(each).collect()
}

/// The last part of a key, without its extension.
fn stem(key: &str) -> &str {
    let name = key.rsplit('/').next().unwrap_or(key);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

impl KeyTemplate {
    /// The one of a target that was told none.
    pub fn usual(shape: DocumentShape) -> Self {
        let usual = parts(shape.usual_keys());
        debug_assert!(usual.is_ok());
        Self(usual.unwrap_or_default())
    }

    /// Reads a template as a person writes it.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let parts = parts(text)?;
        if !matches!(parts.last(), Some(Part::Text(last)) if last.ends_with(EXTENSION)) {
            return Err(TemplateError::Extension);
        }
        let fields: Vec<Field> = parts.iter().filter_map(Part::field).collect();
        for field in Field::ALL {
            if fields.iter().filter(|other| **other == field).count() > 1 {
                return Err(TemplateError::Twice(field.name()));
            }
        }
        if !fields.iter().any(|field| matches!(field, Field::Id | Field::SourceKey | Field::Annotation)) {
            return Err(TemplateError::Ambiguous);
        }
        let inner = parts.iter().skip_while(|part| part.field().is_none());
        if inner.clone().zip(inner.skip(1)).any(|(one, next)| one.touches(next)) {
            return Err(TemplateError::Touching);
        }
        // Whatever stands for the placeholders, the text around them must make a key.
        let sample: String = parts.iter().map(|part| part.text().unwrap_or("x")).collect();
        if !is_writable(&sample) {
            return Err(TemplateError::Path);
        }
        Ok(Self(parts))
    }

    /// Whether it gives each object of this shape a key of its own.
    pub fn check(&self, shape: DocumentShape) -> Result<(), TemplateError> {
        match (shape.is_whole(), self.has(Field::Annotation)) {
            (true, true) => Err(TemplateError::WholeTasks),
            (false, false) => Err(TemplateError::NoAnnotation),
            _ => Ok(()),
        }
    }

    fn has(&self, field: Field) -> bool {
        self.0.iter().any(|part| part.field() == Some(field))
    }

    /// The key of a document below the target's folder; `None` if the task has no such key.
    pub fn render(&self, facts: &KeyFacts<'_>) -> Option<String> {
        let mut name = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => name.push_str(text),
                Part::Field(field) => name.push_str(&field.of(facts)?),
            }
        }
        let mirrors = self.has(Field::SourceKey) || self.has(Field::SourceName);
        let usable = is_writable(&name) && !(mirrors && is_taken(&name));
        usable.then_some(name)
    }

    /// Whether a name below the target's folder may be one of these.
    pub fn matches(&self, name: &str) -> bool {
        let text = name.as_bytes();
        let mut reached = BTreeSet::from([0]);
        for part in &self.0 {
            reached = match part {
                Part::Text(part) => {
                    let fits = |from: &usize| text[*from..].starts_with(part.as_bytes());
                    reached.into_iter().filter(fits).map(|from| from + part.len()).collect()
                }
                Part::Field(field) => reached.into_iter().flat_map(|from| field.ends(text, from)).collect(),
            };
        }
        reached.contains(&text.len()) && is_writable(name)
    }

    /// Whether it is `{id}.json`.
    pub fn is_plain(&self) -> bool {
        *self == Self::usual(DocumentShape::Task)
    }

    /// Whether all keys stand in the target's folder itself.
    pub fn is_flat(&self) -> bool {
        self.0.iter().all(|part| match part {
            Part::Text(text) => !text.contains('/'),
            Part::Field(field) => *field != Field::SourceKey,
        })
    }
}

impl fmt::Display for KeyTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Text(text) => f.write_str(text),
            Part::Field(field) => write!(f, "{{{}}}", field.name()),
        })
    }
}

impl Part {
    const fn field(&self) -> Option<Field> {
        match self {
            Self::Field(field) => Some(*field),
            Self::Text(_) => None,
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Field(_) => None,
        }
    }

    /// Whether it cannot be told where the one ends and the next begins.
    fn touches(&self, next: &Self) -> bool {
        match (self, next) {
            (Self::Field(_), Self::Field(_)) => true,
            (Self::Field(_), Self::Text(text)) => text.bytes().all(|byte| byte.is_ascii_digit()),
            (Self::Text(_), _) => false,
        }
    }
}

fn parts(text: &str) -> Result<Vec<Part>, TemplateError> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, braced) = rest.split_at(open);
        let inside = braced.strip_prefix('{').ok_or(TemplateError::Brace)?;
        let (name, after) = inside.split_once('}').ok_or(TemplateError::Brace)?;
        let field = Field::ALL.into_iter().find(|field| field.name() == name);
        if !before.is_empty() {
            parts.push(Part::Text(before.to_owned()));
        }
        parts.push(Part::Field(field.ok_or_else(|| TemplateError::Unknown(name.to_owned()))?));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(parts)
}

/// Whether every store takes such a key, and every one gives it back as it is.
fn is_writable(name: &str) -> bool {
    let part_is_good = |part: &str| {
        !matches!(part, "" | "." | ".." | OWN)
            && part.len() <= LONGEST_NAME
            && !part.chars().any(char::is_control)
    };
    name.len() <= LONGEST && name.split('/').all(part_is_good)
}

/// Whether a name has the form of a usual key, or of one that stands in for it: those are other tasks' own.
fn is_taken(name: &str) -> bool {
    let stem = name.strip_suffix(EXTENSION).unwrap_or(name);
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((task, annotation)) = stem.split_once('/') {
        return is_number(task) && is_number(annotation);
    }
    let (id, hash) = stem.split_once('-').map_or((stem, None), |(id, hash)| (id, Some(hash)));
    let is_hash =
        |hash: &str| (8..=64).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_number(id) && hash.is_none_or(is_hash)
}

#[cfg(test)]
#[path = "template_tests.rs"]
mod tests;
