//! Tasks from files, for `--input-path`.

use super::Failure;
use crate::cli::{InputAsk, InputFormat};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The tasks of a file or folder, as they would be imported. `data_key` is the labeling config's first.
pub fn read(ask: &InputAsk, data_key: Option<&str>) -> Result<Vec<Value>, Failure> {
    match ask.format {
        InputFormat::Json => json_file(&ask.path),
        InputFormat::JsonDir => {
            let mut tasks = Vec::new();
            for file in files(&ask.path, Some("json"))? {
                tasks.extend(json_file(&file)?);
            }
            Ok(tasks)
        }
        InputFormat::Text => {
            let key = needed(data_key)?;
            let lines = text(&ask.path)?;
            Ok(lines.lines().filter(|line| !line.trim().is_empty()).map(|line| json!({key: line})).collect())
        }
        InputFormat::TextDir => {
            let key = needed(data_key)?;
            files(&ask.path, None)?.iter().map(|file| Ok(json!({key: text(file)?}))).collect()
        }
    }
}

fn needed(data_key: Option<&str>) -> Result<&str, Failure> {
    data_key.ok_or_else(|| {
        Failure::Refused(
            "texts need a labeling config that says which data key they go to: give -l or --template".into(),
        )
    })
}

fn json_file(path: &Path) -> Result<Vec<Value>, Failure> {
    match serde_json::from_str(&text(path)?) {
        Ok(Value::Array(tasks)) => Ok(tasks),
        Ok(task @ Value::Object(_)) => Ok(vec![task]),
        Ok(_) => {
            Err(Failure::Refused(format!("{} holds neither a task nor a list of tasks", path.display())))
        }
        Err(why) => Err(Failure::Refused(format!("{} is not JSON: {why}", path.display()))),
    }
}

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|why| unreadable(path, &why))
}

/// The files of a folder, by name.
fn files(folder: &Path, ending: Option<&str>) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|why| unreadable(folder, &why))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|why| unreadable(folder, &why))?.path();
        let fits =
            ending.is_none_or(|ending| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending)));
        if path.is_file() && fits {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn unreadable(path: &Path, why: &std::io::Error) -> Failure {
    Failure::Refused(format!("cannot read {}: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn read_as(format: InputFormat, path: PathBuf, key: Option<&str>) -> Result<Vec<Value>, String> {
        read(&InputAsk { path, format }, key).map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_task_a_list_and_a_folder_of_them_are_read() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("b.json"), "[{\"n\": 2}, {\"n\": 3}]").unwrap();
        std::fs::write(dir.path().join("a.json"), "{\"n\": 1}").unwrap();
        std::fs::write(dir.path().join("c.txt"), "no").unwrap();
        assert_eq!(read_as(InputFormat::Json, dir.path().join("a.json"), None).unwrap().len(), 1);
        let all = read_as(InputFormat::JsonDir, dir.path().to_owned(), None).unwrap();
        assert_eq!(all, [json!({"n": 1}), json!({"n": 2}), json!({"n": 3})]);
    }

    #[test]
    fn texts_go_to_the_first_data_key_and_need_one() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("t.txt");
        std::fs::write(&file, "one\n\ntwo\n").unwrap();
        let lines = read_as(InputFormat::Text, file.clone(), Some("text")).unwrap();
        assert_eq!(lines, [json!({"text": "one"}), json!({"text": "two"})]);
        let whole = read_as(InputFormat::TextDir, dir.path().to_owned(), Some("text")).unwrap();
        assert_eq!(whole, [json!({"text": "one\n\ntwo\n"})]);
        assert!(read_as(InputFormat::Text, file, None).unwrap_err().contains("--template"));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x.json");
        assert!(read_as(InputFormat::Json, file.clone(), None).unwrap_err().contains("x.json"));
        std::fs::write(&file, "{").unwrap();
        assert!(read_as(InputFormat::Json, file.clone(), None).unwrap_err().contains("is not JSON"));
        std::fs::write(&file, "5").unwrap();
        assert!(read_as(InputFormat::Json, file, None).unwrap_err().contains("neither a task nor a list"));
    }
}
