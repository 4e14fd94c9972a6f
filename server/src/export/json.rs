//! The JSON export: one list of tasks with their annotations, written piece by piece.

use app::model::task::{Predictions, TaskParts, export_task};
use bytes::Bytes;
use serde_json::Value;

/// Writes the list, one piece at a time.
#[derive(Debug, Default)]
pub struct JsonList {
    begun: bool,
}

impl JsonList {
    /// These tasks, with what must stand before them.
    pub fn tasks<'a>(
        &mut self,
        tasks: impl IntoIterator<Item = TaskParts<'a>>,
        predictions: Predictions,
    ) -> Bytes {
        let mut text = String::new();
        for parts in tasks {
            text.push_str(if self.begun { ",\n" } else { "[" });
            self.begun = true;
            text.push_str(&Value::Object(export_task(&parts, predictions)).to_string());
        }
        text.into()
    }

    /// What must stand after the last.
    pub fn end(self) -> Bytes {
        Bytes::from_static(if self.begun { b"]\n" } else { b"[]\n" })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use app::model::ids::{ProjectId, TaskId};
    use serde_json::{Map, json};

    #[test]
    fn however_it_is_cut_the_pieces_are_one_list() {
        let data: Map<String, Value> = json!({"text": "a\n]"}).as_object().unwrap().clone();
        let none = Map::new();
        let task = |id| TaskParts {
            id: TaskId(id),
            project: ProjectId(1),
            data: &data,
            extra: &none,
            annotations: vec![],
            predictions: vec![],
            created_at: "t",
            updated_at: "t",
        };
        for cut in [0, 1, 2, 5] {
            let mut list = JsonList::default();
            let mut text = list.tasks((0..cut).map(task), Predictions::Ids).to_vec();
            text.extend(list.tasks((cut..5).map(task), Predictions::Ids));
            text.extend(list.end());
            let read: Vec<Value> = serde_json::from_slice(&text).unwrap();
            assert_eq!(read.len(), 5);
            assert_eq!(read[3]["data"], json!({"text": "a\n]"}));
        }
        assert_eq!(serde_json::from_slice::<Value>(&JsonList::default().end()).unwrap(), json!([]));
    }
}
