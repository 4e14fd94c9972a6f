//! The command line: what may be typed, and what it means. Touches neither disk nor network; what is asked for is done
//! by `run`.

mod ask;
mod legacy;
mod params_json;
mod resolve;
pub mod storages;
mod texts;

pub use ask::{InputAsk, InputFormat, LabelConfigAsk, ProjectAsk, StorageAsk};
pub use resolve::{Resolved, Standing, StandingStorage, resolve};

use crate::config;
use clap::{Args, Parser, Subcommand};
use legacy::Legacy;
use std::path::PathBuf;
use storages::{StorageCommand, SyncArgs, VerifyArgs, WhichArgs};

/// What cannot be done as typed: one sentence, exit status 2.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

impl UsageError {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

/// A command with everything it was told.
#[derive(Clone, Debug)]
pub enum Command {
    /// Nothing was typed.
    Begin,
    Version,
    /// Print the effective configuration.
    Config(config::Flags),
    Start(Box<Start>),
    /// As start, without serving.
    Init(Box<Start>),
    /// Something about storages, asked of a server.
    Storages(Box<storages::Request>),
}

/// A start, or what it does first.
#[derive(Clone, Debug, Default)]
pub struct Start {
    pub flags: config::Flags,
    pub name: Option<String>,
    pub init: bool,
    pub ask: ProjectAsk,
    /// What the person should know about how the command was understood.
    pub notes: Vec<String>,
}

/// Why there is no command: the parser's own answer (help, version, usage errors), or ours.
#[derive(Debug)]
pub enum ParseError {
    Clap(clap::Error),
    Usage(UsageError),
}

#[derive(Debug, Parser)]
#[command(
    name = "skylabel",
    bin_name = "skylabel",
    version,
    about = "Label what is in your buckets.",
    after_help = texts::EXAMPLES,
    args_override_self = true
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Sub>,
}

#[derive(Debug, Subcommand)]
enum Sub {
    /// Start the server and open a project in the browser
    #[command(after_help = texts::EXAMPLES, args_override_self = true)]
    Start(StartArgs),
    /// Create a project, or change it, without starting the server
    #[command(after_help = texts::EXAMPLES, args_override_self = true)]
    Init(InitArgs),
    /// Sync storages now, wait, and say how it went (exit status 1 if not all went well)
    Sync(SyncArgs),
    /// Check that storages work, as their settings stand (exit status 1 if one does not)
    Check(WhichArgs),
    /// Compare buckets with what is known of them: every object and document, and a sample of their contents
    Verify(VerifyArgs),
    /// Look at storages and at what became of their objects
    #[command(subcommand)]
    Storage(StorageCommand),
    /// Print the configuration in force, and where each value comes from
    #[command(args_override_self = true)]
    Config(Serving),
    /// Print the version
    Version,
    #[command(hide = true, args_override_self = true)]
    StartMultiSession(StartArgs),
}

#[derive(Debug, Args)]
struct StartArgs {
    /// The project to open; without it, the list of projects
    name: Option<String>,
    /// Create the project if it is missing, and apply what the other flags say
    #[arg(long)]
    init: bool,
    #[command(flatten)]
    serving: Serving,
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    legacy: Legacy,
}

#[derive(Debug, Args)]
struct InitArgs {
    /// The project's name
    name: String,
    #[command(flatten)]
    serving: Serving,
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    legacy: Legacy,
}

#[derive(Clone, Debug, Args)]
struct Serving {
    /// Address to listen on [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS", help_heading = "Server")]
    host: Option<String>,
    /// Port to listen on [default: 8080, or the next free one]
    #[arg(short, long, help_heading = "Server")]
    port: Option<u16>,
    /// Do not open the browser
    #[arg(short = 'b', long, help_heading = "Server")]
    no_browser: bool,
    /// Where the database and local copies are kept
    #[arg(long, value_name = "FOLDER", help_heading = "Server")]
    data_dir: Option<PathBuf>,
    /// Configuration file [default: skylabel.toml here, else in the data directory]
    #[arg(short = 'c', long, value_name = "FILE", help_heading = "Server")]
    config: Option<PathBuf>,
    /// error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL", help_heading = "Server")]
    log_level: Option<String>,
}

#[derive(Debug, Default, Args)]
struct ProjectArgs {
    /// Where tasks come from: s3, gcs or local
    #[arg(short, long, value_name = "TYPE", help_heading = "Source")]
    source: Option<String>,
    /// Bucket or folder of the source
    #[arg(long, value_name = "BUCKET", help_heading = "Source")]
    source_path: Option<String>,
    /// JSON object: prefix, regex, use_blob_urls, data_key, create_local_copy, region, endpoint, presign, presign_ttl, …
    #[arg(long, value_name = "JSON", help_heading = "Source")]
    source_params: Option<String>,
    /// Where annotations go: s3, gcs or local (s3-completions and gcs-completions are the same)
    #[arg(short, long, value_name = "TYPE", help_heading = "Target")]
    target: Option<String>,
    /// Bucket or folder of the target
    #[arg(long, value_name = "BUCKET", help_heading = "Target")]
    target_path: Option<String>,
    /// JSON object: prefix, create_local_copy, region, endpoint, …
    #[arg(long, value_name = "JSON", help_heading = "Target")]
    target_params: Option<String>,
    /// Take over a target that holds documents of another project
    #[arg(long, help_heading = "Target")]
    adopt_target: bool,
    /// Labeling config: an XML file
    #[arg(short, long, value_name = "FILE", conflicts_with = "template", help_heading = "Project")]
    label_config: Option<String>,
    /// Labeling config: one of the templates, such as text-classification or object-detection
    #[arg(long, value_name = "NAME", help_heading = "Project")]
    template: Option<String>,
    /// Tasks to import when the project is created: a file, or a folder of files
    #[arg(short, long, value_name = "PATH", help_heading = "Project")]
    input_path: Option<PathBuf>,
    /// json, json-dir, text, text-dir, image-dir or audio-dir
    #[arg(long, value_name = "FORMAT", help_heading = "Project")]
    input_format: Option<String>,
    /// The project's description
    #[arg(long = "initial-project-description", value_name = "TEXT", help_heading = "Project")]
    description: Option<String>,
}

/// Reads a command line; `args` begins with the program's own name, whatever that is.
pub fn parse<I, T>(args: I) -> Result<Command, ParseError>
where
    I: IntoIterator<Item = T>,
    T: Into<std::ffi::OsString> + Clone,
{
    let cli = Cli::try_parse_from(args).map_err(ParseError::Clap)?;
    let command = match cli.command {
        None => return Ok(Command::Begin),
        Some(command) => command,
    };
    command.understood().map_err(ParseError::Usage)
}

/// How to begin, in five lines.
pub fn beginning() -> &'static str {
    texts::BEGINNING
}

impl Sub {
    fn understood(self) -> Result<Command, UsageError> {
        match self {
            Self::Version => Ok(Command::Version),
            Self::Sync(args) => Ok(Command::Storages(Box::new(args.understood()))),
            Self::Check(args) => Ok(Command::Storages(Box::new(args.check()))),
            Self::Verify(args) => Ok(Command::Storages(Box::new(args.understood()?))),
            Self::Storage(command) => Ok(Command::Storages(Box::new(command.understood()?))),
            Self::Config(serving) => Ok(Command::Config(serving.flags())),
            Self::Start(args) => Ok(Command::Start(Box::new(args.understood()?))),
            Self::Init(args) => {
                let args = StartArgs {
                    name: Some(args.name),
                    init: true,
                    serving: args.serving,
                    project: args.project,
                    legacy: args.legacy,
                };
                Ok(Command::Init(Box::new(args.understood()?)))
            }
            Self::StartMultiSession(args) => {
                let mut start = args.understood()?;
                start.notes.push(
                    "every project is there for everybody; there is no session of its own for each browser"
                        .into(),
                );
                Ok(Command::Start(Box::new(start)))
            }
        }
    }
}

impl Serving {
    fn flags(&self) -> config::Flags {
        config::Flags {
            config: self.config.clone(),
            data_dir: self.data_dir.clone(),
            host: self.host.clone(),
            port: self.port,
            no_browser: self.no_browser,
            log_filter: self.log_level.as_ref().map(|level| level.to_lowercase().replace("warning", "warn")),
            auth_token: None,
        }
    }
}

impl StartArgs {
    fn understood(self) -> Result<Start, UsageError> {
        let mut flags = self.serving.flags();
        let mut notes = Vec::new();
        self.legacy.apply(&mut flags, &mut notes)?;
        let name = self.name.map(|typed| project_name(&typed, &mut notes)).transpose()?;
        if name.is_none() && self.init {
            return Err(UsageError::new(
                "--init needs the name of a project, as in `skylabel start my_project --init`",
            ));
        }
        let ask = ask::understand(&self.project, &mut notes)?;
        if !self.init && !ask.is_empty() {
            let flag = ask.first_flag();
            if name.is_none() {
                return Err(UsageError::new(format!(
                    "{flag} needs a project: `skylabel start my_project --init {flag} …`"
                )));
            }
            notes.push(format!("{flag} acts only together with --init; the project was left as it is"));
        }
        Ok(Start { flags, name, init: self.init, ask, notes })
    }
}

/// A project's name from what was typed; 2020's names were paths.
fn project_name(typed: &str, notes: &mut Vec<String>) -> Result<String, UsageError> {
    let name = typed.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.starts_with('.') || name.len() > 100 || !name.chars().all(allowed) {
        return Err(UsageError::new(format!(
            "\"{typed}\" cannot be the name of a project: use letters, digits, - and _, such as my_project"
        )));
    }
    if name != typed {
        notes.push(format!(
            "the project is called {name}; projects are kept in the data directory (--data-dir)"
        ));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests;
