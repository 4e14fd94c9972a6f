//! The process's environment variables, or a test's.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

/// Where ambient settings and credentials are looked up.
#[derive(Clone)]
pub(crate) struct Environment(Arc<Lookup>);

/// The variable that names a file of Google's credentials.
pub(crate) const GOOGLE_CREDENTIALS: &str = "GOOGLE_APPLICATION_CREDENTIALS";

/// When each file was last written, and its length.
pub(crate) type Stamp = Vec<Option<(SystemTime, u64)>>;

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

impl Environment {
    /// The process's own.
    pub(crate) fn of_process() -> Self {
        Self(Arc::new(|name| std::env::var(name).ok()))
    }

    #[cfg(test)]
    pub(crate) fn of(pairs: &[(&str, &str)]) -> Self {
        let pairs: std::collections::HashMap<String, String> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self(Arc::new(move |name| pairs.get(name).cloned()))
    }

    /// A variable's value; set to nothing is not set.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// The first of several names that is set, with its name.
    pub(crate) fn first<'a>(&self, names: &[&'a str]) -> Option<(&'a str, String)> {
        names.iter().find_map(|name| self.get(name).map(|value| (*name, value)))
    }

    /// Tells the files that hold ambient credentials from what they were before: they are renewed while we run.
    pub(crate) fn stamp(&self) -> Stamp {
        let files = [
            self.file("AWS_CONFIG_FILE", ".aws/config"),
            self.file("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"),
            self.google_credentials(),
        ];
        let stamp = |file: PathBuf| {
            let told = std::fs::metadata(file).ok()?;
            Some((told.modified().ok()?, told.len()))
        };
        files.into_iter().map(|file| file.and_then(stamp)).collect()
    }

    /// The file of Google's credentials: the one that [`GOOGLE_CREDENTIALS`] names, else gcloud's own.
    pub(crate) fn google_credentials(&self) -> Option<PathBuf> {
        self.file(GOOGLE_CREDENTIALS, ".config/gcloud/application_default_credentials.json")
    }

    /// The file that a variable names, else the one below the home folder.
    pub(crate) fn file(&self, name: &str, below_home: &str) -> Option<PathBuf> {
        let named = self.get(name).map(PathBuf::from);
        named.or_else(|| Some(PathBuf::from(self.get("HOME")?).join(below_home)))
    }
}
