//! What a Table shows: the names and values of an object, or the rows of a list or of a CSV text. Reads only.

use crate::model::data::path::as_text;
use serde_json::{Map, Value};

/// A table ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableData {
    /// Empty where the columns have no names.
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Names and values of one object: the head is for whoever shows it to name.
    pub pairs: bool,
}

/// How the text of a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Json,
    Csv { separator: Option<char>, head: bool },
}

/// What `valueType` says: the form, and whether the value is the address of the text. Written like `json`, `url`,
/// `csv`, `csv,separator=;`, `csv,headless` and `csv,url`.
pub fn value_type(text: &str) -> (Form, bool) {
    let parts: Vec<&str> = text.split([',', '|']).map(str::trim).collect();
    let has = |name: &str| parts.iter().any(|part| part.eq_ignore_ascii_case(name));
    let separator = parts.iter().find_map(|part| part.strip_prefix("separator="));
    let separator = separator.and_then(|sign| match sign {
        "tab" | "\\t" => Some('\t'),
        other => other.chars().next(),
    });
    let csv = has("csv") || separator.is_some();
    let form = if csv { Form::Csv { separator, head: !has("headless") } } else { Form::Json };
    (form, has("url"))
}

/// A table of the task's own data: an object, a list, or a text in a form.
pub fn table(value: &Value, form: Form) -> Option<TableData> {
    match value {
        Value::Object(fields) => Some(pairs(fields)),
        Value::Array(rows) => Some(list(rows)),
        Value::String(text) => from_text(text, form),
        _ => None,
    }
}

/// A table of a text: JSON, or else CSV.
pub fn from_text(text: &str, form: Form) -> Option<TableData> {
    if let Form::Csv { separator, head } = form {
        return csv(text, separator, head);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => table(&value, form),
        _ if text.contains('\n') => csv(text, None, true),
        _ => None,
    }
}

fn pairs(fields: &Map<String, Value>) -> TableData {
    let mut names: Vec<&String> = fields.keys().collect();
    names.sort_by_key(|name| name.to_lowercase());
    let row = |name: &&String| vec![(*name).clone(), fields.get(*name).map(cell).unwrap_or_default()];
    TableData { head: Vec::new(), rows: names.iter().map(row).collect(), pairs: true }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Object(_) | Value::Array(_) => value.to_string(),
        other => as_text(other),
    }
}

fn list(rows: &[Value]) -> TableData {
    let mut head: Vec<String> = Vec::new();
    for name in rows.iter().filter_map(Value::as_object).flat_map(Map::keys) {
        if !head.contains(name) {
            head.push(name.clone());
        }
    }
    let row = |row: &Value| match row {
        Value::Object(fields) => {
            head.iter().map(|name| fields.get(name).map(cell).unwrap_or_default()).collect()
        }
        Value::Array(cells) => cells.iter().map(cell).collect(),
        plain => vec![cell(plain)],
    };
    TableData { rows: rows.iter().map(row).collect(), head, pairs: false }
}

fn csv(text: &str, separator: Option<char>, has_head: bool) -> Option<TableData> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = separator.unwrap_or_else(|| guess(text));
    let mut rows = records(text, separator);
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    if rows.is_empty() {
        return None;
    }
    let head = if has_head { rows.remove(0) } else { Vec::new() };
    Some(TableData { head, rows, pairs: false })
}

/// The sign that stands most often in the first line.
fn guess(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: &char| first.matches(*sign).count();
    [',', ';', '\t', '|'].into_iter().rev().max_by_key(count).unwrap_or(',')
}

fn records(text: &str, separator: char) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) else { break };
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            _ if quoted => cell.push(sign),
            '\r' if signs.peek() == Some(&'\n') => {}
            '\n' => rows.push(vec![String::new()]),
            _ if sign == separator => rows.last_mut().into_iter().for_each(|row| row.push(String::new())),
            _ => cell.push(sign),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_object_shows_its_names_in_order_and_a_list_its_columns() {
        let pairs = table(&json!({"Tuna": "12,35", "cheese": {"a": 1}, "Beef": null}), Form::Json);
        let rows = [["Beef", ""], ["cheese", "{\"a\":1}"], ["Tuna", "12,35"]]
            .map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(pairs, Some(TableData { head: Vec::new(), rows: rows.to_vec(), pairs: true }));
        let list = table(&json!([{"a": 1, "b": "x"}, {"b": true, "c": 2}]), Form::Json).unwrap_or_default();
        assert_eq!(list.head, ["a", "b", "c"]);
        assert_eq!(list.rows, [["1", "x", ""], ["", "true", "2"]].map(|row| row.map(str::to_owned).to_vec()));
        assert_eq!(table(&json!(3), Form::Json), None);
    }

    #[test]
    fn csv_is_read_with_its_quotes_whatever_stands_between_the_cells() {
        let read =
            |text: &str| from_text(text, Form::Csv { separator: None, head: true }).unwrap_or_default();
        let table = read("name;note\r\nA;\"x; \"\"y\"\"\nz\"\r\nB;\r\n");
        assert_eq!(table.head, ["name", "note"]);
        assert_eq!(table.rows, [["A", "x; \"y\"\nz"], ["B", ""]].map(|row| row.map(str::to_owned).to_vec()));
        assert_eq!(read("a,b\n1,2").rows.len(), 1);
        let bare = from_text("1|2", Form::Csv { separator: Some('|'), head: false }).unwrap_or_default();
        assert_eq!((bare.head.len(), bare.rows.len()), (0, 1));
    }

    #[test]
    fn the_type_of_a_value_is_read_as_people_write_it() {
        assert_eq!(value_type("json"), (Form::Json, false));
        assert_eq!(value_type("url"), (Form::Json, true));
        assert_eq!(value_type("csv,separator=;"), (Form::Csv { separator: Some(';'), head: true }, false));
        assert_eq!(value_type("csv,url,headless"), (Form::Csv { separator: None, head: false }, true));
        assert!(from_text("a,b\n1,2", Form::Json).is_some(), "a CSV behind a plain URL is told by its look");
    }
}
