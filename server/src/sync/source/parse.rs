//! The tasks in an object's bytes, one by one, with the names of their rows. Pure.

use super::filter::Format;
use super::rows::{Names, RowId, RowName, WHOLE};
use super::split::{LIMIT, Piece, SplitError, Splitter};
use crate::sync::target::understand;
use app::model::task::{TaskInput, parse_task};

/// One row of an object, or the whole of it.
#[derive(Debug)]
pub struct Row {
    /// From 0; broken rows count.
    pub index: u64,
    pub read: Result<ReadRow, String>,
    /// The object is this one task.
    pub whole: bool,
}

/// A row that is a task.
#[derive(Debug)]
pub struct ReadRow {
    pub name: RowName,
    pub task: TaskInput,
    /// The task's data as JSON text.
    pub data: String,
}

/// The reader of one object.
#[derive(Debug)]
pub struct Rows {
    splitter: Splitter,
    pieces: Vec<Piece>,
    /// The first of what may be the only task.
    held: Option<Piece>,
    names: Names,
    index: u64,
}

impl Rows {
    /// `row_id`: where rows have ids.
    pub fn new(format: Format, row_id: Option<RowId>) -> Self {
        let (splitter, names) = (Splitter::new(format), Names::new(row_id));
        Self { splitter, pieces: Vec::new(), held: None, names, index: 0 }
    }

    /// Rows read so far, broken ones included.
    pub fn count(&self) -> u64 {
        self.index + u64::from(self.held.is_some())
    }

    pub fn push(&mut self, bytes: &[u8], rows: &mut Vec<Row>) -> Result<(), SplitError> {
        let split = self.splitter.push(bytes, &mut self.pieces);
        self.read(rows);
        split
    }

    pub fn finish(&mut self, rows: &mut Vec<Row>) -> Result<(), SplitError> {
        let split = self.splitter.finish(&mut self.pieces);
        self.read(rows);
        if let Some(piece) = self.held.take() {
            let whole = split.is_ok();
            rows.push(self.row(piece, whole));
        }
        split
    }

    fn read(&mut self, rows: &mut Vec<Row>) {
        for piece in std::mem::take(&mut self.pieces) {
            if self.index == 0 && self.held.is_none() && !self.splitter.is_list() {
                self.held = Some(piece);
                continue;
            }
            if let Some(first) = self.held.take() {
                rows.push(self.row(first, false));
            }
            rows.push(self.row(piece, false));
        }
    }

    fn row(&mut self, piece: Piece, whole: bool) -> Row {
        let index = self.index;
        self.index += 1;
        let read = parse(&piece).and_then(|(task, data)| {
            let name = match whole {
                true => RowName { name: WHOLE.to_owned(), content: None },
                false => self.names.name(&task, &data, index)?,
            };
            Ok(ReadRow { name, task, data })
        });
        Row { index, read, whole }
    }
}

/// The task and its data as text.
fn parse(piece: &Piece) -> Result<(TaskInput, String), String> {
    let Piece::Whole(bytes) = piece else {
        return Err(format!("the task is longer than {} MiB", LIMIT >> 20));
    };
    let value = serde_json::from_slice(bytes).map_err(|error| format!("not valid JSON: {error}"))?;
    let mut task = parse_task(value).map_err(|error| error.to_string())?;
    understand(&mut task);
    // The text is hardly longer than what it was read from.
    let mut data = Vec::with_capacity(bytes.len());
    serde_json::to_writer(&mut data, &task.data).map_err(|error| error.to_string())?;
    Ok((task, String::from_utf8(data).map_err(|error| error.to_string())?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn read(format: Format, text: &str) -> (Vec<Row>, Result<(), SplitError>) {
        let (mut rows, mut reader) = (Vec::new(), Rows::new(format, None));
        let split = text.as_bytes().chunks(4).try_for_each(|part| reader.push(part, &mut rows));
        let end = split.and_then(|()| reader.finish(&mut rows));
        (rows, end)
    }

    #[test]
    fn a_bare_object_is_the_whole_and_several_are_rows() {
        let (rows, end) = read(Format::Json, "{\"text\": \"a\"}");
        assert!(end.is_ok() && rows.len() == 1 && rows[0].whole);
        assert_eq!(rows[0].read.as_ref().unwrap().name.name, WHOLE);
        let (rows, _) = read(Format::Json, "{\"text\": \"a\"} {\"text\": \"b\"}");
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|row| !row.whole && row.read.as_ref().unwrap().name.name.len() == 20));
        let (list, _) = read(Format::Json, "[{\"text\": \"a\"}]");
        assert_eq!(list[0].read.as_ref().unwrap().name, rows[0].read.as_ref().unwrap().name);
    }

    #[test]
    fn the_name_of_a_row_is_that_of_its_data_however_it_is_written() {
        let (rows, _) =
            read(Format::Lines, "{\"text\":\"a\"}\n{\"data\": {\"text\": \"a\"}, \"meta\": {\"n\": 1}}");
        let name = |at: usize| rows[at].read.as_ref().unwrap().name.name.clone();
        assert_eq!(name(1), format!("{}-2", name(0)));
    }

    #[test]
    fn a_broken_row_keeps_its_index_and_says_why() {
        let (rows, end) = read(Format::Lines, "{\"a\":1}\n{oops}\n5\n{\"b\":2}\n");
        assert!(end.is_ok());
        let told: Vec<_> = rows.iter().map(|row| (row.index, row.read.as_ref().err().cloned())).collect();
        assert_eq!((told[0].clone(), told[3].clone()), ((0, None), (3, None)));
        assert!(told[1].1.as_ref().unwrap().starts_with("not valid JSON"), "{told:?}");
        assert!(told[2].1.as_ref().unwrap().contains("must be a JSON object"), "{told:?}");
    }

    #[test]
    fn what_breaks_off_keeps_the_rows_before() {
        let (rows, end) = read(Format::Json, "[{\"a\":1},{\"b\":");
        assert_eq!((rows.len(), end), (1, Err(SplitError::BrokenOff)));
        let (rows, end) = read(Format::Json, "{\"a\":1}, oops");
        assert_eq!((rows.len(), end, rows.first().map(|row| row.whole)), (0, Err(SplitError::Between), None));
    }
}
