//! Commands about storages: what may be typed after `sync`, `check` and `storage`.

use super::UsageError;
use crate::config;
use crate::sync::verify::Extent;
use app::model::storage::Outcome;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to do, on which server.
#[derive(Clone, Debug)]
pub struct Request {
    pub flags: config::Flags,
    /// Of a running server; without it the one that works in the data directory, else one of our own.
    pub url: Option<String>,
    pub json: bool,
    pub asked: Asked,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    List(Which),
    Show(i64),
    Outcomes(i64, Option<Outcome>),
    History(i64),
    Sync(Which),
    /// What a sync of the sources would do.
    DryRun(Which),
    Check(Which),
    Verify(Which, Extent),
}

/// Which storages: of one project (its slug, id or title), one by its id, or all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    pub project: Option<String>,
    pub storage: Option<i64>,
}

#[derive(Debug, Args)]
pub struct WhichArgs {
    /// Project whose storages are meant; without it all
    project: Option<String>,
    /// One storage, by its id
    #[arg(long, value_name = "ID", conflicts_with = "project")]
    storage: Option<i64>,
    #[command(flatten)]
    reach: Reach,
}

#[derive(Debug, Subcommand)]
pub enum StorageCommand {
    /// List the storages of a project, or all
    List {
        /// Project whose storages are meant; without it all
        project: Option<String>,
        #[command(flatten)]
        reach: Reach,
    },
    /// Show one storage with its settings, state and counts
    Show {
        /// The storage's id
        id: i64,
        #[command(flatten)]
        reach: Reach,
    },
    /// List what became of each object of a source: key, row, outcome, reason
    Outcomes {
        /// The source storage's id
        id: i64,
        /// Only these: imported, updated, unchanged, skipped or failed
        #[arg(long)]
        outcome: Option<String>,
        #[command(flatten)]
        reach: Reach,
    },
    /// List what a storage's runs did, the newest first: when, status, counts, requests and about what they cost
    History {
        /// The storage's id
        id: i64,
        #[command(flatten)]
        reach: Reach,
    },
}

#[derive(Clone, Debug, Args)]
pub struct Reach {
    /// Answer in JSON
    #[arg(long)]
    json: bool,
    /// Server to ask [default: the one of the data directory; if none runs, one for this command alone]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Where the database and local copies are kept
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Configuration file [default: skylabel.toml here, else in the data directory]
    #[arg(short = 'c', long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Reach {
    fn request(self, asked: Asked) -> Request {
        let flags =
            config::Flags { data_dir: self.data_dir, config: self.config, ..config::Flags::default() };
        Request { flags, url: self.url, json: self.json, asked }
    }
}

#[derive(Debug, Args)]
pub struct SyncArgs {
    /// Tell what would be done about each object, and do nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    which: WhichArgs,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Part of the objects and documents whose content is read and compared too
    #[arg(long, value_name = "PERCENT", default_value = "0%")]
    sample: String,
    /// Read the same part as an earlier verification, by the seed that it told
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Have what differs written, or read, again
    #[arg(long)]
    repair: bool,
    #[command(flatten)]
    which: WhichArgs,
}

impl VerifyArgs {
    pub fn understood(self) -> Result<Request, UsageError> {
        let percent = self.sample.trim_end_matches('%').trim().parse::<f64>();
        let percent = percent.ok().filter(|percent| (0.0..=100.0).contains(percent)).ok_or_else(|| {
            UsageError::new(format!(
                "--sample takes a percentage from 0 to 100, such as 5%, not {}",
                self.sample
            ))
        })?;
        let (which, reach) = self.which.parts();
        let extent = Extent { sample: percent / 100.0, repair: self.repair, seed: self.seed };
        Ok(reach.request(Asked::Verify(which, extent)))
    }
}

impl SyncArgs {
    pub fn understood(self) -> Request {
        let (which, reach) = self.which.parts();
        reach.request(if self.dry_run { Asked::DryRun(which) } else { Asked::Sync(which) })
    }
}

impl WhichArgs {
    fn parts(self) -> (Which, Reach) {
        (Which { project: self.project, storage: self.storage }, self.reach)
    }

    pub fn check(self) -> Request {
        let (which, reach) = self.parts();
        reach.request(Asked::Check(which))
    }
}

impl StorageCommand {
    pub fn understood(self) -> Result<Request, UsageError> {
        Ok(match self {
            Self::List { project, reach } => reach.request(Asked::List(Which { project, storage: None })),
            Self::Show { id, reach } => reach.request(Asked::Show(id)),
            Self::Outcomes { id, outcome, reach } => {
                let outcome = outcome.map(|name| name.parse().map_err(unknown)).transpose()?;
                reach.request(Asked::Outcomes(id, outcome))
            }
            Self::History { id, reach } => reach.request(Asked::History(id)),
        })
    }
}

fn unknown(why: app::model::storage::UnknownOutcome) -> UsageError {
    UsageError::new(why.to_string())
}
