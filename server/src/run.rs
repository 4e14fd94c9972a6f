//! Does what the command line asks for: opens the data directory, brings projects to what was asked, serves until a
//! signal comes. Exit status 2 is a refusal that somebody can mend, in one sentence; 1 is anything else.

mod input;
mod open;
mod project;
mod remote;
mod serve;

use crate::cli::{self, Command, ParseError, Start, UsageError};
use crate::config::{Config, ConfigError, Flags, LogFormat, Surroundings};
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Why a command came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// What was asked for cannot be, until somebody changes it.
    #[error("{0}")]
    Refused(String),
    /// Something went wrong.
    #[error("{0}")]
    Broken(String),
}

impl Failure {
    pub fn broken(error: impl std::fmt::Display) -> Self {
        Self::Broken(error.to_string())
    }

    pub fn refused(error: impl std::fmt::Display) -> Self {
        Self::Refused(error.to_string())
    }

    fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(_) => 2,
            Self::Broken(_) => 1,
        }
    }
}

impl From<UsageError> for Failure {
    fn from(error: UsageError) -> Self {
        Self::Refused(error.0)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::refused(error)
    }
}

/// Runs one command line; `args` begins with the program's own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let done = match cli::parse(args) {
        Ok(command) => perform(command),
        Err(ParseError::Usage(error)) => Err(error.into()),
        Err(ParseError::Clap(answer)) => {
            // Standard output or error, as fits; if that is closed nobody reads it.
            let _ = answer.print();
            return ExitCode::from(u8::try_from(answer.exit_code()).unwrap_or(2));
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            say_error(&format!("skylabel: {failure}"));
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Answers whether what was looked at is well.
fn perform(command: Command) -> Result<bool, Failure> {
    match command {
        Command::Begin => say(cli::beginning()),
        Command::Version => say(concat!("skylabel ", env!("CARGO_PKG_VERSION"))),
        Command::Config(flags) => say(configured(&flags)?.show().trim_end()),
        Command::Init(start) => serve::init(configured_start(&start)?, *start)?,
        Command::Start(start) => serve::start(configured_start(&start)?, *start)?,
        Command::Storages(request) => {
            let config = configured(&request.flags)?;
            begin_logging(&config)?;
            return remote::perform(&config, &request);
        }
    }
    Ok(true)
}

fn configured(flags: &Flags) -> Result<Config, Failure> {
    let surroundings = Surroundings::of_this_process()
        .map_err(|why| Failure::Broken(format!("the working directory cannot be read: {why}")))?;
    Ok(Config::load(&surroundings, flags)?)
}

fn configured_start(start: &Start) -> Result<Config, Failure> {
    let config = configured(&start.flags)?;
    begin_logging(&config)?;
    for note in &start.notes {
        say_note(note);
    }
    Ok(config)
}

/// Logs go to standard error; what a person shall read goes to standard output.
fn begin_logging(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log.filter).map_err(|why| {
        Failure::Refused(format!("log.filter \"{}\" is not understood: {why}", config.log.filter))
    })?;
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let logs = logs.with_ansi(std::io::stderr().is_terminal());
    let begun = match config.log.format {
        LogFormat::Text => logs.with_target(false).try_init(),
        LogFormat::Json => logs.json().try_init(),
    };
    begun.map_err(Failure::broken)
}

/// To whoever started us; a closed output is no reason to stop.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn say_note(text: &str) {
    say_error(&format!("note: {text}"));
}

fn say_error(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
