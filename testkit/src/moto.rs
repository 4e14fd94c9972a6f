//! moto: an S3 server that keeps every key byte for byte, in memory; it checks no signatures and is slow.

use crate::client::S3Client;
use crate::process::{End, Process};
use crate::{ports, tools};
use anyhow::Result;
use tempfile::TempDir;
use tokio::sync::OnceCell;

static SHARED: OnceCell<MotoServer> = OnceCell::const_new();

/// A running moto.
pub struct MotoServer {
    _process: Process,
    pub endpoint: String,
    pub client: S3Client,
    _folder: TempDir,
}

impl MotoServer {
    pub async fn start() -> Result<Self> {
        crate::install_crypto();
        let program = tokio::task::spawn_blocking(|| tools::ensure("moto_server")).await??;
        let folder = TempDir::with_prefix("testkit-moto-")?;
        let [port] = ports::free()?;
        let endpoint = format!("http://127.0.0.1:{port}");
        let client = S3Client::new(&endpoint)?;
        let arguments = ["-H", "127.0.0.1", "-p", &port.to_string()].map(str::to_owned);
        let mut process = Process::start("moto", &program, &arguments, folder.path(), End::AtOnce)?;
        process.wait_until(|| async { client.create_bucket("testkit-ready").await.is_ok() }).await?;
        Ok(Self { _process: process, endpoint, client, _folder: folder })
    }

    /// One server for all tests of this process; each takes a bucket of its own.
    pub async fn shared() -> &'static Self {
        match SHARED.get_or_try_init(Self::start).await {
            Ok(server) => server,
            Err(error) => panic!("the moto server of the tests did not start: {error:#}"),
        }
    }
}
