//! The environment as a layer: `SKYLABEL_SERVER__PORT=9000` is `server.port = 9000`. Variables without a double
//! underscore are not ours (Kubernetes sets `SKYLABEL_PORT=tcp://…` for a service called skylabel).

use super::params::truth;
use super::schema::{Place, Shape, place};
use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider};

const PREFIX: &str = "SKYLABEL_";

pub struct Environment<'a> {
    pub variables: &'a [(String, String)],
}

impl Provider for Environment<'_> {
    fn metadata(&self) -> Metadata {
        Metadata::named("environment").interpolater(|_, keys| variable_of(keys))
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let mut root = Dict::new();
        for (name, text) in self.variables {
            if let Some(path) = path_of(name) {
                let segments: Vec<&str> = path.iter().map(String::as_str).collect();
                insert(&mut root, &path, value_of(&segments, text));
            }
        }
        Ok(Map::from([(Profile::Default, root)]))
    }
}

/// The name of the variable that sets a key.
pub fn variable_of<K: AsRef<str>>(keys: &[K]) -> String {
    let segments: Vec<String> =
        keys.iter().map(|key| key.as_ref().replace('-', "_").to_ascii_uppercase()).collect();
    format!("environment variable {PREFIX}{}", segments.join("__"))
}

fn path_of(name: &str) -> Option<Vec<String>> {
    let rest = name.strip_prefix(PREFIX)?;
    let path: Vec<String> = rest.split("__").map(str::to_ascii_lowercase).collect();
    let ours = path.len() > 1 && path.iter().all(|segment| !segment.is_empty());
    ours.then(|| spelled(path))
}

/// Leptos's own keys have hyphens, which shells do not allow in names.
fn spelled(mut path: Vec<String>) -> Vec<String> {
    if path[0] == "leptos" {
        for segment in &mut path[1..] {
            *segment = segment.replace('_', "-");
        }
    }
    path
}

/// A variable is text; the shape of its key says how to read it. What cannot be read so stays text, and whoever takes
/// the value says what is wrong with it.
fn value_of(path: &[&str], text: &str) -> Value {
    let shape = match place(path) {
        Place::Value { shape, .. } => shape,
        _ => Shape::Text,
    };
    match shape {
        Shape::Text => Value::from(text),
        Shape::Whole => text.trim().parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
        Shape::Flag => truth(text).map_or_else(|| Value::from(text), Value::from),
        Shape::List => Value::from(
            text.trim_matches(['[', ']'])
                .split(',')
                .map(|item| item.trim().trim_matches('"').to_owned())
                .filter(|item| !item.is_empty())
                .collect::<Vec<_>>(),
        ),
    }
}

fn insert(dict: &mut Dict, path: &[String], value: Value) {
    let [key, rest @ ..] = path else { return };
    if rest.is_empty() {
        dict.insert(key.clone(), value);
        return;
    }
    let entry = dict.entry(key.clone()).or_insert_with(|| Value::from(Dict::new()));
    // A variable for a section and one for a key in it: the longer name decides.
    if entry.as_dict().is_none() {
        *entry = Value::from(Dict::new());
    }
    if let Value::Dict(_, inner) = entry {
        insert(inner, rest, value);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Value {
        let owned: Vec<_> = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let data = Environment { variables: &owned }.data().unwrap();
        Value::from(data[&Profile::Default].clone())
    }

    #[test]
    fn only_nested_keys_count() {
        let value =
            read(&[("SKYLABEL_PORT", "tcp://10.0.0.1:80"), ("SKYLABEL_SERVER__PORT", "9000"), ("PATH", "x")]);
        assert_eq!(value.find_ref("server.port").unwrap().to_i128(), Some(9000));
        assert!(value.find_ref("port").is_none());
    }

    #[test]
    fn a_token_of_digits_stays_text() {
        assert_eq!(
            read(&[("SKYLABEL_AUTH__TOKEN", "0123")]).find_ref("auth.token").unwrap().as_str(),
            Some("0123")
        );
    }

    #[test]
    fn lists_are_separated_by_commas() {
        let value = read(&[("SKYLABEL_SERVER__ALLOWED_HOSTS", "a.example, b.example")]);
        let hosts: Vec<String> = value.find_ref("server.allowed_hosts").unwrap().deserialize().unwrap();
        assert_eq!(hosts, ["a.example", "b.example"]);
    }

    #[test]
    fn declared_projects_can_be_reached() {
        let value = read(&[("SKYLABEL_PROJECTS__MY_CATS__SOURCES__MAIN__USE_BLOB_URLS", "true")]);
        assert_eq!(
            value.find_ref("projects.my_cats.sources.main.use_blob_urls").unwrap().to_bool(),
            Some(true)
        );
    }

    #[test]
    fn a_key_names_its_variable() {
        assert_eq!(variable_of(&["server", "port"]), "environment variable SKYLABEL_SERVER__PORT");
        assert_eq!(variable_of(&["leptos", "site-root"]), "environment variable SKYLABEL_LEPTOS__SITE_ROOT");
    }
}
