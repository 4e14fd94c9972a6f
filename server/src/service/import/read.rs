//! An upload's bytes become tasks: JSON by the reader that sources use, tables by their header. Runs on a thread of its
//! own and hands over a few rows at a time. Knows nothing of the database.

use super::ImportFormat;
use crate::sync::source::filter::Format;
use crate::sync::source::parse::{Row, Rows};
use app::model::config::LabelConfig;
use app::model::task::TaskInput;
use app::model::validate::fit;
use csv::ByteRecord;
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use tokio::sync::mpsc::Sender;

/// Rows handed over at once.
const ROWS: usize = 250;
/// Bytes read before rows are handed over, however few they are.
const BYTES: usize = 256 << 10;
const BLOCK: usize = 64 << 10;

/// What a row of the upload is.
#[derive(Debug)]
pub enum Outcome {
    Task(Box<TaskInput>),
    Refused(String),
}

/// Rows with their numbers, from 1.
pub type Chunk = Vec<(u64, Outcome)>;

/// Reads the file to its end. An error says what ended it early, as the rest of a sentence about the upload.
pub fn read(
    path: &Path,
    format: Option<ImportFormat>,
    config: Option<&LabelConfig>,
    sender: &Sender<Chunk>,
) -> Result<(), String> {
    let unreadable = |error: std::io::Error| format!("could not be read back: {error}");
    let mut file = BufReader::with_capacity(BLOCK, File::open(path).map_err(unreadable)?);
    let format = match format {
        Some(format) => format,
        None => guess(file.fill_buf().map_err(unreadable)?)?,
    };
    let mut hand = Hand { config, sender, chunk: Vec::new(), bytes: 0 };
    match format {
        ImportFormat::Json => json(file, Format::Json, &mut hand),
        ImportFormat::JsonLines => json(file, Format::Lines, &mut hand),
        ImportFormat::Csv => table(file, None, &mut hand),
        ImportFormat::Tsv => table(file, Some(b'\t'), &mut hand),
    }
}

/// By the first bytes: JSON begins with a bracket, and a table names its columns.
fn guess(start: &[u8]) -> Result<ImportFormat, String> {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    let first_line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match text.first() {
        None => Err("is empty".to_owned()),
        Some(b'{' | b'[') => Ok(ImportFormat::Json),
        Some(_) if first_line.iter().any(|byte| b",;\t".contains(byte)) => Ok(ImportFormat::Csv),
        Some(_) => Err("is neither JSON, JSON lines, CSV nor TSV; name the file accordingly".to_owned()),
    }
}

/// Collects rows and hands them over.
struct Hand<'a> {
    config: Option<&'a LabelConfig>,
    sender: &'a Sender<Chunk>,
    chunk: Chunk,
    bytes: usize,
}

impl Hand<'_> {
    fn row(&mut self, number: u64, read: Result<TaskInput, String>) -> Result<(), String> {
        let outcome = match read.and_then(|input| fit(self.config, input)) {
            Ok(input) => Outcome::Task(Box::new(input)),
            Err(why) => Outcome::Refused(why),
        };
        self.chunk.push((number, outcome));
        if self.chunk.len() >= ROWS { self.over() } else { Ok(()) }
    }

    /// Bytes were read; enough of them are handed over however few rows they were.
    fn grown(&mut self, bytes: usize) -> Result<(), String> {
        self.bytes += bytes;
        if self.bytes >= BYTES { self.over() } else { Ok(()) }
    }

    fn over(&mut self) -> Result<(), String> {
        self.bytes = 0;
        if self.chunk.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::take(&mut self.chunk);
        self.sender.blocking_send(chunk).map_err(|_| "was given up".to_owned())
    }
}

fn json(mut file: impl Read, format: Format, hand: &mut Hand<'_>) -> Result<(), String> {
    let (mut reader, mut rows, mut block) = (Rows::new(format, None), Vec::new(), vec![0; BLOCK]);
    loop {
        let size = file.read(&mut block).map_err(|error| format!("could not be read back: {error}"))?;
        let cut = if size == 0 { reader.finish(&mut rows) } else { reader.push(&block[..size], &mut rows) };
        for Row { index, read, .. } in rows.drain(..) {
            hand.row(index + 1, read.map(|row| row.task))?;
        }
        if size == 0 || cut.is_err() {
            hand.over()?;
            return cut.map_err(|error| error.to_string());
        }
        hand.grown(size)?;
    }
}

fn table(mut file: impl BufRead, delimiter: Option<u8>, hand: &mut Hand<'_>) -> Result<(), String> {
    let start = file.fill_buf().map_err(|error| format!("could not be read back: {error}"))?;
    let bom = if start.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let delimiter = delimiter.unwrap_or_else(|| likely_delimiter(&start[bom..]));
    file.consume(bom);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(file);
    let mut record = ByteRecord::new();
    let broken = |error: csv::Error| format!("is broken as a table: {error}");
    if !reader.read_byte_record(&mut record).map_err(broken)? {
        return Err("is empty".to_owned());
    }
    let names = header(&record)?;
    let mut number = 0;
    while reader.read_byte_record(&mut record).map_err(broken)? {
        number += 1;
        hand.row(number, fields(&names, &record))?;
        hand.grown(record.as_slice().len())?;
    }
    hand.over()
}

/// Of the usual delimiters, the one that stands most often in the first line.
fn likely_delimiter(start: &[u8]) -> u8 {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let often = |delimiter: &u8| line.iter().filter(|byte| *byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(often).unwrap_or(b',')
}

fn header(record: &ByteRecord) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut seen = HashSet::new();
    for (place, name) in record.iter().enumerate() {
        let name = std::str::from_utf8(name).map_err(|_| "is not UTF-8 text".to_owned())?.trim();
        if name.is_empty() {
            return Err(format!("has no name for column {} in its first row", place + 1));
        }
        if !seen.insert(name) {
            return Err(format!("names two columns \"{name}\" in its first row"));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

/// One row of the table as a task: every field is text, as it stands.
fn fields(names: &[String], record: &ByteRecord) -> Result<TaskInput, String> {
    if record.len() != names.len() {
        return Err(format!("it has {} fields, but the first row names {}", record.len(), names.len()));
    }
    let mut data = Map::new();
    for (name, value) in names.iter().zip(record) {
        let text =
            std::str::from_utf8(value).map_err(|_| format!("the field \"{name}\" is not UTF-8 text"))?;
        data.insert(name.clone(), Value::from(text));
    }
    Ok(TaskInput { data, ..TaskInput::default() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::json;

    fn rows(name: &str, text: &[u8], config: Option<&str>) -> (Chunk, Result<(), String>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        let config = config.map(|xml| LabelConfig::parse(xml).unwrap());
        let (sender, mut receiver) = tokio::sync::mpsc::channel(1000);
        let end = read(&path, ImportFormat::of_name(name), config.as_ref(), &sender);
        drop(sender);
        let mut all = Chunk::new();
        while let Some(chunk) = receiver.blocking_recv() {
            all.extend(chunk);
        }
        (all, end)
    }

    fn data(outcome: &Outcome) -> Value {
        match outcome {
            Outcome::Task(input) => Value::Object(input.data.clone()),
            Outcome::Refused(why) => json!(format!("refused: {why}")),
        }
    }

    #[test]
    fn a_table_becomes_tasks_and_a_broken_row_costs_itself() {
        let (rows, end) =
            rows("a.csv", "\u{feff}text,n\n\"a, \"\"b\"\"\nc\",1\nonly\n\u{e9},\n".as_bytes(), None);
        assert!(end.is_ok());
        let read: Vec<_> = rows.iter().map(|(number, outcome)| (*number, data(outcome))).collect();
        assert_eq!(read[0], (1, json!({"text": "a, \"b\"\nc", "n": "1"})));
        assert_eq!(read[1].1, "refused: it has 1 fields, but the first row names 2");
        assert_eq!(read[2], (3, json!({"text": "\u{e9}", "n": ""})));
    }

    #[test]
    fn other_delimiters_and_unnamed_files_are_understood() {
        assert_eq!(data(&rows("a.csv", b"a;b\n1;2,5\n", None).0[0].1), json!({"a": "1", "b": "2,5"}));
        assert_eq!(data(&rows("a.tsv", b"a\tb\n1\t2\n", None).0[0].1), json!({"a": "1", "b": "2"}));
        assert_eq!(data(&rows("upload", b" [{\"a\":1}]", None).0[0].1), json!({"a": 1}));
        assert_eq!(data(&rows("upload", b"{\"a\":1}\n{\"a\":2}", None).0[1].1), json!({"a": 2}));
        assert_eq!(data(&rows("upload", b"a,b\n1,2\n", None).0[0].1), json!({"a": "1", "b": "2"}));
        assert!(rows("upload", b"hello", None).1.unwrap_err().contains("neither JSON"));
        assert_eq!(rows("a.csv", b"a,a\n", None).1.unwrap_err(), "names two columns \"a\" in its first row");
    }

    #[test]
    fn rows_that_the_config_cannot_show_are_refused_with_the_reason() {
        let config = r#"<View><Text name="t" value="$text"/></View>"#;
        let (rows, _) = rows("a.json", br#"[{"text":"ok"},{"txet":"no"},{oops},7]"#, Some(config));
        assert_eq!(data(&rows[0].1), json!({"text": "ok"}));
        let refused: Vec<String> =
            rows[1..].iter().map(|(_, o)| data(o).as_str().unwrap().to_owned()).collect();
        assert!(refused[0].contains("$text") || refused[0].contains("\"text\""), "{refused:?}");
        assert!(refused[1].contains("not valid JSON") && refused[2].contains("must be a JSON object"));
    }

    #[test]
    fn annotations_and_predictions_come_along_and_what_breaks_off_keeps_what_came_before() {
        let text = br#"[{"data":{"text":"a"},"annotations":[{"result":[]}],"predictions":[{"result":[],"score":0.5}]},{"te"#;
        let (rows, end) = rows("a.json", text, None);
        let Outcome::Task(input) = &rows[0].1 else { panic!("{rows:?}") };
        assert_eq!((input.annotations.len(), input.predictions[0].score), (1, Some(0.5)));
        assert!(end.unwrap_err().contains("breaks off"));
    }
}
