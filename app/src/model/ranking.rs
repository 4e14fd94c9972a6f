//! Ranking and sorting the items of a list: where each one stands by an answer, and the answer after one was moved.
//! Items are known by their ids, which may be texts or numbers; each is written back as it came.

use crate::model::config::Ranker;
use serde_json::{Map, Value};

/// Where items stand that are in no bucket.
pub const UNSORTED: &str = "_";

/// An entry of a List.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// As the task's data has it.
    pub id: Value,
    pub title: String,
    pub body: String,
    /// Shown instead of the body.
    pub html: Option<String>,
}

impl Item {
    /// The id as a text, to tell items apart.
    pub fn key(&self) -> String {
        key(&self.id)
    }
}

/// One list of items: the only one, a bucket, or what is in no bucket.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub title: String,
    /// Ids as results hold them.
    pub ids: Vec<Value>,
}

pub fn key(id: &Value) -> String {
    crate::model::data::path::as_text(id)
}

/// The items of a List: objects with an id, or plain values that are their own id.
pub fn items(value: &Value) -> Vec<Item> {
    let text = |entry: &Value, name: &str| entry.get(name).map(key).unwrap_or_default();
    let one = |(at, entry): (usize, &Value)| match entry {
        Value::Object(fields) => Item {
            id: fields
                .get("id")
                .filter(|id| id.is_string() || id.is_number())
                .cloned()
                .unwrap_or(Value::from(at)),
            title: text(entry, "title"),
            body: text(entry, "body"),
            html: fields.get("html").and_then(Value::as_str).map(str::to_owned),
        },
        plain => Item { id: plain.clone(), title: key(plain), body: String::new(), html: None },
    };
    value.as_array().into_iter().flatten().enumerate().map(one).collect()
}

/// A ranker with the list that it ranks.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking<'a> {
    /// The name of the control, under which its only list is written.
    pub name: &'a str,
    pub ranker: &'a Ranker,
    pub list_title: &'a str,
    pub items: &'a [Item],
}

impl Ranking<'_> {
    /// The lists without their items: the only one, or the buckets, before them what is in no bucket if none is the
    /// one that items start in.
    fn empty(&self) -> Vec<Column> {
        let column = |name: &str, title: &str| Column {
            name: name.to_owned(),
            title: title.to_owned(),
            ids: Vec::new(),
        };
        if self.ranker.buckets.is_empty() {
            let title = self.ranker.title.as_deref().unwrap_or(self.list_title);
            return vec![column(self.name, title)];
        }
        let rest = self.ranker.buckets.iter().all(|bucket| !bucket.default);
        let first = rest.then(|| column(UNSORTED, self.list_title));
        let buckets = self.ranker.buckets.iter().map(|bucket| column(&bucket.name, &bucket.title));
        first.into_iter().chain(buckets).collect()
    }

    /// The list that items start in.
    fn home(&self) -> &str {
        match self.ranker.buckets.iter().find(|bucket| bucket.default) {
            Some(bucket) => &bucket.name,
            None if self.ranker.buckets.is_empty() => self.name,
            None => UNSORTED,
        }
    }

    /// Where everything stands by an answer. Items that it does not name stand where items start, and so do those of
    /// buckets that are gone.
    pub fn columns(&self, answer: Option<&Value>) -> Vec<Column> {
        let mut columns = self.empty();
        let home = columns.iter().position(|column| column.name == self.home()).unwrap_or(0);
        let mut placed: Vec<String> = Vec::new();
        let mut place = |columns: &mut Vec<Column>, at: usize, ids: &[Value]| {
            for id in ids {
                let known = key(id);
                if !placed.contains(&known) {
                    placed.push(known);
                    if let Some(column) = columns.get_mut(at) {
                        column.ids.push(id.clone());
                    }
                }
            }
        };
        match answer {
            Some(Value::Array(ids)) => place(&mut columns, home, ids),
            Some(Value::Object(lists)) => {
                let at =
                    |columns: &[Column], name: &str| columns.iter().position(|column| column.name == name);
                let ids = |list: &Value| list.as_array().cloned().unwrap_or_default();
                for (name, list) in lists {
                    if let Some(at) = at(&columns, name) {
                        place(&mut columns, at, &ids(list));
                    }
                }
                for (name, list) in lists {
                    if at(&columns, name).is_none() {
                        place(&mut columns, home, &ids(list));
                    }
                }
            }
            _ => {}
        }
        let all: Vec<Value> = self.items.iter().map(|item| item.id.clone()).collect();
        place(&mut columns, home, &all);
        columns
    }

    /// The answer that says where everything stands, in the form of the one before if there was one.
    pub fn answer(&self, columns: &[Column], before: Option<&Value>) -> Value {
        if let ([only], Some(Value::Array(_)), true) = (columns, before, self.ranker.buckets.is_empty()) {
            return Value::Array(only.ids.clone());
        }
        let lists = columns.iter().map(|column| (column.name.clone(), Value::Array(column.ids.clone())));
        Value::Object(lists.collect::<Map<String, Value>>())
    }

    pub fn item(&self, id: &Value) -> Option<&Item> {
        let wanted = key(id);
        self.items.iter().find(|item| item.key() == wanted)
    }
}

/// Where an item stands: its column, and its place in it.
pub fn place_of(columns: &[Column], wanted: &str) -> Option<(usize, usize)> {
    columns.iter().enumerate().find_map(|(column, list)| {
        list.ids.iter().position(|id| key(id) == wanted).map(|place| (column, place))
    })
}

/// The same lists with an item moved to a place of a column; the place is counted without the item itself.
pub fn moved(columns: &[Column], wanted: &str, column: usize, place: usize) -> Vec<Column> {
    let mut columns = columns.to_vec();
    let Some((from, at)) = place_of(&columns, wanted) else { return columns };
    if column >= columns.len() {
        return columns;
    }
    let id = columns[from].ids.remove(at);
    let ids = &mut columns[column].ids;
    ids.insert(place.min(ids.len()), id);
    columns
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::model::config::{ControlKind, LabelConfig};
    use serde_json::json;

    fn ranker(inner: &str) -> Ranker {
        let xml = format!(
            "<View><List name='l' value='$items' title='Found'/><Ranker name='r' toName='l'>{inner}</Ranker></View>"
        );
        match LabelConfig::parse(&xml).unwrap().control("r").unwrap().kind.clone() {
            ControlKind::Ranker(ranker) => ranker,
            other => panic!("{other:?}"),
        }
    }

    fn list() -> Vec<Item> {
        items(&json!([{"id": "a", "title": "A", "body": "first"}, {"id": 2, "title": "B"}, {"id": "c"}]))
    }

    fn told(columns: &[Column]) -> Value {
        columns.iter().map(|column| json!([column.name, column.ids])).collect()
    }

    #[test]
    fn a_list_is_put_in_order_and_written_as_it_was() {
        let (ranker, items) = (ranker(""), list());
        let ranking = Ranking { name: "r", ranker: &ranker, list_title: "Found", items: &items };
        let start = ranking.columns(None);
        assert_eq!(told(&start), json!([["r", ["a", 2, "c"]]]));
        assert_eq!(start[0].title, "Found");
        let now = moved(&start, "2", 0, 0);
        assert_eq!(ranking.answer(&now, None), json!({"r": [2, "a", "c"]}));
        let plain = json!(["2", "a"]);
        let columns = ranking.columns(Some(&plain));
        assert_eq!(told(&columns), json!([["r", ["2", "a", "c"]]]), "ids keep their form, none is missing");
        assert_eq!(ranking.answer(&moved(&columns, "c", 0, 0), Some(&plain)), json!(["c", "2", "a"]));
    }

    #[test]
    fn what_is_in_no_bucket_stands_apart_unless_a_bucket_takes_all() {
        let items = list();
        let apart = ranker("<Bucket name='best' title='Best'/><Bucket name='ads' title='Ads'/>");
        let ranking = Ranking { name: "r", ranker: &apart, list_title: "Found", items: &items };
        let start = ranking.columns(None);
        assert_eq!(told(&start), json!([["_", ["a", 2, "c"]], ["best", []], ["ads", []]]));
        let now = moved(&start, "a", 1, 9);
        assert_eq!(ranking.answer(&now, None), json!({"_": [2, "c"], "best": ["a"], "ads": []}));
        let gone = json!({"best": ["c"], "old": ["a"]});
        assert_eq!(
            told(&ranking.columns(Some(&gone))),
            json!([["_", ["a", 2]], ["best", ["c"]], ["ads", []]])
        );
        let all =
            ranker("<Bucket name='best' title='Best'/><Bucket name='rest' title='Rest' default='true'/>");
        let ranking = Ranking { name: "r", ranker: &all, list_title: "", items: &items };
        assert_eq!(told(&ranking.columns(None)), json!([["best", []], ["rest", ["a", 2, "c"]]]));
    }

    #[test]
    fn ids_that_the_task_does_not_have_are_kept() {
        let (ranker, items) = (ranker(""), list());
        let ranking = Ranking { name: "r", ranker: &ranker, list_title: "", items: &items };
        let before = json!({"r": ["zz", "a"]});
        let columns = ranking.columns(Some(&before));
        assert_eq!(ranking.answer(&columns, Some(&before)), json!({"r": ["zz", "a", 2, "c"]}));
        assert!(ranking.item(&json!("zz")).is_none());
        assert_eq!(place_of(&columns, "c"), Some((0, 3)));
    }
}
