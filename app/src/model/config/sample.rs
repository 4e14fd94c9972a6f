//! Data made up for a config: a task that no one has, so that the config can be seen at work before there is one.
//! Each place that a config reads gets what its tag can show. Knows nothing of real tasks.

use super::LabelConfig;
use super::node::Node;
use super::repeat::INDEX_FLAG;
use super::scan::{PieceKind, Scan};
use super::tag::Tag;
use super::variables;
use crate::model::base64;
use crate::model::data::path;
use crate::model::tables::{self, Form};
use serde_json::{Map, Value, json};

/// Entries of the list of a Repeater.
const ENTRIES: usize = 2;
/// A list is made no longer than this for a place far behind in it.
const LONGEST: usize = 64;

const SENTENCE: &str = "A line of sample text";
const WORD: &str = "sample";
const TEXT: &str = "The ferry from Aldmoor left twenty minutes late on Tuesday, and nobody on board seemed to mind.\n\n\
    Captain Ines Varga blamed the fog; the cook blamed the captain. By noon the sun was out over the harbour, and the \
    market on Quay Street had sold its last crate of plums.";
const HTML: &str = "<h2>A morning at the harbour</h2><p>The ferry from <b>Aldmoor</b> left <i>twenty minutes</i> late \
    on Tuesday.</p><ul><li>Captain Ines Varga blamed the fog.</li><li>The cook blamed the captain.</li></ul>";
const CSV: [&str; 4] = ["ship,harbour,crew", "Petrel,Aldmoor,12", "Tern,Quay Street,7", "Gannet,Aldmoor,21"];

/// Made-up data for every place that a config reads.
pub fn sample_data(config: &LabelConfig) -> Map<String, Value> {
    let mut places = Vec::new();
    if let Some(root) = config.root() {
        walk(root, &mut Vec::new(), &mut places);
    }
    // What an object shows has to fit; a heading shows anything. A list that nothing reads from comes last.
    places.sort_by_key(|place| place.rank);
    let mut data = Value::Object(Map::new());
    for Place { path, value, .. } in places {
        put(&mut data, &path::steps(&path), value);
    }
    match data {
        Value::Object(data) => data,
        _ => Map::new(),
    }
}

/// The data, and what they lack made up; with the keys that were.
pub fn filled(config: &LabelConfig, data: &Map<String, Value>) -> (Map<String, Value>, Vec<String>) {
    let mut full = data.clone();
    let mut made_up = Vec::new();
    for (key, value) in sample_data(config) {
        if full.get(&key).is_none_or(Value::is_null) {
            full.insert(key.clone(), value);
            made_up.push(key);
        }
    }
    (full, made_up)
}

/// The data of the example that a config brings in a comment: `<!-- {"data": {"text": "…"}} -->`, or the data alone.
pub fn example(xml: &str) -> Map<String, Value> {
    let scan = Scan::of(xml);
    let comments = scan.pieces.iter().filter(|piece| piece.kind == PieceKind::Comment);
    let inside =
        |text: &str| text.strip_prefix("<!--")?.strip_suffix("-->").map(|text| text.trim().to_owned());
    let mut found = comments
        .filter_map(|piece| inside(scan.slice(&piece.range)).filter(|text| text.starts_with('{')))
        .filter_map(|text| serde_json::from_str::<Map<String, Value>>(&text).ok());
    found.find_map(data_of).unwrap_or_default()
}

fn data_of(mut example: Map<String, Value>) -> Option<Map<String, Value>> {
    match example.shift_remove("data") {
        Some(Value::Object(data)) => Some(data),
        Some(_) => None,
        None if ["annotations", "predictions"].iter().any(|name| example.contains_key(*name)) => None,
        None => Some(example),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Object,
    Other,
    Repeater,
}

/// One place that is read, and what is put there.
struct Place {
    path: String,
    value: Value,
    rank: Rank,
}

/// What stands for the index of each Repeater around, and the index.
type Flags = Vec<(String, usize)>;

fn walk(node: &Node, flags: &mut Flags, places: &mut Vec<Place>) {
    for (attribute, written) in variables::templates(node) {
        let put_in = |text: String, (flag, index): &(String, usize)| text.replace(flag, &index.to_string());
        let template = flags.iter().fold(written.to_owned(), put_in);
        for path in path::variables(&template) {
            let alone = template.len() == path.len() + 1;
            let value = if alone { fitting(node, &attribute) } else { json!(WORD) };
            // "By $name." means name, and a full stop.
            places.push(Place { path: path.trim_end_matches('.').to_owned(), value, rank: rank(&node.tag) });
        }
    }
    if node.tag != Tag::Repeater {
        return node.children.iter().for_each(|child| walk(child, flags, places));
    }
    let flag = node.attrs.text("indexFlag").unwrap_or_else(|| INDEX_FLAG.to_owned());
    for index in 0..ENTRIES {
        flags.push((flag.clone(), index));
        node.children.iter().for_each(|child| walk(child, flags, places));
        flags.pop();
    }
}

fn rank(tag: &Tag) -> Rank {
    match tag {
        Tag::Image | Tag::Text | Tag::HyperText | Tag::Paragraphs | Tag::List | Tag::Table => Rank::Object,
        Tag::Repeater => Rank::Repeater,
        _ => Rank::Other,
    }
}

/// What a tag can show or offer.
fn fitting(node: &Node, attribute: &str) -> Value {
    let is_url = node.attrs.get("valueType").is_some_and(|form| form.eq_ignore_ascii_case("url"));
    match &node.tag {
        Tag::Image if attribute == "valuelist" => json!([
            "/assets/sample-lighthouse-1.svg",
            "/assets/sample-lighthouse-2.svg",
            "/assets/sample-lighthouse-3.svg"
        ]),
        Tag::Image => json!("/assets/sample.svg"),
        Tag::Text | Tag::HyperText if is_url => json!("/assets/sample.txt"),
        Tag::Text => written(node, TEXT),
        Tag::HyperText => written(node, HTML),
        Tag::Paragraphs => dialogue(node),
        Tag::List => list(),
        Tag::Table => table(node),
        Tag::Repeater => Value::Array(vec![json!({}); ENTRIES]),
        Tag::Taxonomy => json!([
            {"value": "Ships", "children": [{"value": "Ferry"}, {"value": "Trawler"}]},
            {"value": "Harbours", "children": [{"value": "Aldmoor"}]}
        ]),
        tag if *tag == Tag::Choices || tag.is_labels() => json!([{"value": "First"}, {"value": "Second"}]),
        _ => json!(SENTENCE),
    }
}

/// In the encoding that the tag reads.
fn written(node: &Node, text: &str) -> Value {
    match node.attrs.get("encoding") {
        Some("base64" | "base64unicode") => json!(base64::encode(text.as_bytes())),
        _ => json!(text),
    }
}

fn dialogue(node: &Node) -> Value {
    let key = |name: &str, default: &str| node.attrs.text(name).unwrap_or_else(|| default.to_owned());
    let (name_key, text_key) = (key("nameKey", "author"), key("textKey", "text"));
    let lines = [
        ("Ines", "Are we late again?"),
        ("Tomo", "Only by twenty minutes. The fog lifts at noon."),
        ("Ines", "Then tell them it was the cook."),
    ];
    let line = |(at, (name, text)): (usize, (&str, &str))| {
        let mut line = Map::new();
        line.insert("start".to_owned(), json!(at * 4));
        line.insert("end".to_owned(), json!(at * 4 + 3));
        line.insert(name_key.clone(), json!(name));
        line.insert(text_key.clone(), json!(text));
        Value::Object(line)
    };
    Value::Array(lines.into_iter().enumerate().map(line).collect())
}

fn list() -> Value {
    let item =
        |(at, (title, body)): (usize, (&str, &str))| json!({"id": at + 1, "title": title, "body": body});
    let items = [
        ("Morning ferry", "Leaves at seven, most days."),
        ("Noon ferry", "Slower, and with a view of the lighthouse."),
        ("Evening ferry", "The last one home."),
    ];
    Value::Array(items.into_iter().enumerate().map(item).collect())
}

fn table(node: &Node) -> Value {
    let (form, is_url) = tables::value_type(node.attrs.get("valueType").unwrap_or("json"));
    match (form, is_url) {
        (Form::Csv { .. }, true) => json!("/assets/sample-table.csv"),
        (Form::Csv { separator, .. }, false) => {
            let text = CSV.join("\n");
            json!(separator.map_or(text.clone(), |sign| text.replace(',', &sign.to_string())))
        }
        (Form::Json, true) => json!("/assets/sample-table.json"),
        (Form::Json, false) => json!({"ship": "Petrel", "harbour": "Aldmoor", "crew": 12, "late": true}),
    }
}

/// Puts a value where nothing is yet, with lists and objects on the way to it.
fn put(at: &mut Value, steps: &[&str], value: Value) {
    let Some((step, rest)) = steps.split_first() else {
        if at.is_null() {
            *at = value;
        }
        return;
    };
    let index = step.parse::<usize>().ok();
    if at.is_null() {
        *at = if index.is_some() { json!([]) } else { json!({}) };
    }
    match (at, index) {
        (Value::Object(fields), _) => put(fields.entry(*step).or_insert(Value::Null), rest, value),
        (Value::Array(entries), Some(index)) if index < LONGEST => {
            if entries.len() <= index {
                entries.resize(index + 1, Value::Null);
            }
            if let Some(entry) = entries.get_mut(index) {
                put(entry, rest, value);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
#[path = "sample_tests.rs"]
mod tests;
