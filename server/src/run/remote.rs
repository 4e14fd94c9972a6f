//! Finds the server that a command is for: the one named, the one that works in the data directory, or one of our own
//! for as long as the command takes.

use super::{Failure, say, serve};
use crate::cli::storages::Request;
use crate::client::{Api, ClientError, Report, perform as ask};
use crate::config::Config;
use crate::store::DirLock;

/// Does what was asked for and prints it; answers whether all is well.
pub fn perform(config: &Config, request: &Request) -> Result<bool, Failure> {
    let report = match request.url.clone().or_else(|| DirLock::holder(&config.data_dir)) {
        Some(url) if url.is_empty() => {
            return Err(Failure::Refused(format!(
                "the data directory {} is in use by a Skylabel that does not serve (yet); try again, or name a server with --url",
                config.data_dir.display()
            )));
        }
        Some(url) => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map_err(Failure::broken)?.block_on(ask_server(config, request, &url))?
        }
        None => serve::serve_one(config, |url| async move { ask_server(config, request, &url).await })?,
    };
    say(&if request.json { format!("{:#}", report.json) } else { report.text });
    Ok(report.well)
}

async fn ask_server(config: &Config, request: &Request, url: &str) -> Result<Report, Failure> {
    let token = config.auth_token.as_ref().map(|token| token.reveal().to_owned());
    let api = Api::new(url, token).map_err(failure)?;
    ask(&api, &request.asked).await.map_err(failure)
}

fn failure(error: ClientError) -> Failure {
    match error {
        ClientError::Refused(_) | ClientError::Forbidden { .. } => Failure::refused(error),
        ClientError::Unreachable { .. } | ClientError::Misunderstood { .. } => Failure::broken(error),
    }
}
