//! The flags of 2020 that have no work left to do, or another: accepted where that does no harm, with a note; refused
//! where ignoring them would.

use super::UsageError;
use crate::config;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Default, Args)]
pub struct Legacy {
    #[arg(long, hide = true, value_name = "FOLDER")]
    root_dir: Option<PathBuf>,
    #[arg(long, hide = true)]
    force: bool,
    #[arg(short, long, hide = true)]
    debug: bool,
    #[arg(short, long, hide = true)]
    verbose: bool,
    #[arg(long, hide = true, value_parser = ["sequential", "uniform"])]
    sampling: Option<String>,
    #[arg(long, hide = true, num_args = 1.., value_name = "URL")]
    ml_backends: Vec<String>,
    #[arg(long, hide = true)]
    allow_serving_local_files: bool,
    #[arg(long, hide = true)]
    username: Option<String>,
    #[arg(long, hide = true)]
    password: Option<String>,
    #[arg(long, hide = true)]
    use_gevent: bool,
    #[arg(long, hide = true)]
    protocol: Option<String>,
    #[arg(long, hide = true, value_name = "FILE")]
    cert: Option<PathBuf>,
    #[arg(long, hide = true, value_name = "FILE")]
    key: Option<PathBuf>,
    #[arg(short, long, hide = true, value_name = "FOLDER")]
    output_dir: Option<PathBuf>,
}

impl Legacy {
    pub fn apply(self, flags: &mut config::Flags, notes: &mut Vec<String>) -> Result<(), UsageError> {
        self.refuse()?;
        let mut note = |text: &str| notes.push(text.to_owned());
        if self.force {
            note("--force is not needed: --init can be repeated, and nothing is wiped");
        }
        if let Some(dir) = self.root_dir {
            note("--root-dir is taken as --data-dir: all projects share one data directory");
            flags.data_dir.get_or_insert(dir);
        }
        if self.debug || self.verbose {
            flags.log_filter.get_or_insert_with(|| "debug".to_owned());
        }
        if self.sampling.as_deref() == Some("uniform") {
            note("--sampling uniform is not built yet: tasks come in order");
        }
        if !self.ml_backends.is_empty() {
            note("--ml-backends is not built yet: no backend is asked for predictions");
        }
        if self.allow_serving_local_files {
            note(
                "--allow-serving-local-files is not needed: files of a local source are served to its own tasks",
            );
        }
        if let Some(password) = self.password {
            note(
                "--password is taken as the token of this server: a browser asks for it, API clients send \"Authorization: Token …\"",
            );
            flags.auth_token = Some(password);
        } else if self.username.is_some() {
            note("--username does nothing without --password");
        }
        Ok(())
    }

    fn refuse(&self) -> Result<(), UsageError> {
        if self.cert.is_some()
            || self.key.is_some()
            || self.protocol.as_deref().is_some_and(|p| p.starts_with("https"))
        {
            return Err(UsageError::new(
                "HTTPS is not built in: put a proxy that speaks it in front, and leave --cert, --key and --protocol out",
            ));
        }
        if self.output_dir.is_some() {
            return Err(UsageError::new("--output-dir is now --target local --target-path FOLDER"));
        }
        Ok(())
    }
}
