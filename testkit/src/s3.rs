//! SeaweedFS: a real S3 server that checks signatures and keeps conditional writes.

use crate::client::S3Client;
use crate::process::{End, Process};
use crate::{ACCESS_KEY, READ_ONLY_ACCESS_KEY, READ_ONLY_SECRET_KEY, SECRET_KEY, ports, tools};
use anyhow::{Context, Result};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use tokio::sync::OnceCell;

static SHARED: OnceCell<S3Server> = OnceCell::const_new();
static BUCKETS: AtomicU32 = AtomicU32::new(0);

/// A running SeaweedFS with an S3 door.
pub struct S3Server {
    process: Process,
    pub endpoint: String,
    pub port: u16,
    /// Signs with the credentials that may do everything.
    pub client: S3Client,
    /// Where it keeps its data.
    pub folder: PathBuf,
    _temporary: Option<TempDir>,
}

impl S3Server {
    /// A fresh server whose data goes with it.
    pub async fn start() -> Result<Self> {
        let folder = TempDir::with_prefix("testkit-s3-")?;
        Self::launch(folder.path().to_path_buf(), None, Some(folder)).await
    }

    /// One server for all tests of this process; each takes a bucket of its own by [`S3Server::new_bucket`].
    pub async fn shared() -> &'static Self {
        match SHARED.get_or_try_init(Self::start).await {
            Ok(server) => server,
            Err(error) => panic!("the S3 server of the tests did not start: {error:#}"),
        }
    }

    /// A server whose data stays in `folder` from run to run.
    pub async fn persistent(folder: &Path) -> Result<Self> {
        Self::launch(folder.to_path_buf(), None, None).await
    }

    /// The same at a given port.
    pub async fn at(folder: Option<&Path>, port: u16) -> Result<Self> {
        match folder {
            Some(folder) => Self::launch(folder.to_path_buf(), Some(port), None).await,
            None => {
                let folder = TempDir::with_prefix("testkit-s3-")?;
                Self::launch(folder.path().to_path_buf(), Some(port), Some(folder)).await
            }
        }
    }

    async fn launch(folder: PathBuf, port: Option<u16>, temporary: Option<TempDir>) -> Result<Self> {
        crate::install_crypto();
        let program = tokio::task::spawn_blocking(|| tools::ensure("weed")).await??;
        std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let folder = folder.canonicalize()?;
        let config = folder.join("s3.json");
        std::fs::write(&config, identities().to_string())?;
        let end = if temporary.is_some() { End::AtOnce } else { End::InOrder };
        let mut free: [u16; 8] = ports::free()?;
        if let Some(port) = port {
            free[0] = port;
        }
        let endpoint = format!("http://127.0.0.1:{}", free[0]);
        let client = S3Client::new(&endpoint)?;
        let mut process = Process::start("weed", &program, &arguments(&folder, &config, free), &folder, end)?;
        process.wait_until(|| accepts_writes(&client)).await?;
        Ok(Self { process, endpoint, port: free[0], client, folder, _temporary: temporary })
    }

    /// A new bucket with a name of its own.
    pub async fn new_bucket(&self, purpose: &str) -> Result<String> {
        let number = BUCKETS.fetch_add(1, Ordering::Relaxed);
        let name = format!("{purpose}-{}-{number}", std::process::id());
        self.client.create_bucket(&name).await?;
        Ok(name)
    }

    /// Ends the server; its data stays until this value is dropped.
    pub fn stop(&mut self) {
        self.process.stop();
    }
}

fn identities() -> serde_json::Value {
    json!({"identities": [
        {"name": "all", "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
         "actions": ["Admin", "Read", "Write", "List"]},
        {"name": "reader", "credentials": [{"accessKey": READ_ONLY_ACCESS_KEY, "secretKey": READ_ONLY_SECRET_KEY}],
         "actions": ["Read", "List"]},
    ]})
}

fn arguments(folder: &Path, config: &Path, ports: [u16; 8]) -> Vec<String> {
    let [s3, s3_grpc, master, master_grpc, volume, volume_grpc, filer, filer_grpc] = ports;
    vec![
        "-logtostderr".into(),
        "server".into(),
        format!("-dir={}", folder.display()),
        "-ip=127.0.0.1".into(),
        "-ip.bind=127.0.0.1".into(),
        format!("-master.port={master}"),
        format!("-master.port.grpc={master_grpc}"),
        "-master.volumeSizeLimitMB=1024".into(),
        "-master.telemetry=false".into(),
        format!("-volume.port={volume}"),
        format!("-volume.port.grpc={volume_grpc}"),
        "-volume.max=400".into(),
        "-filer".into(),
        format!("-filer.port={filer}"),
        format!("-filer.port.grpc={filer_grpc}"),
        "-s3".into(),
        format!("-s3.port={s3}"),
        format!("-s3.port.grpc={s3_grpc}"),
        "-s3.port.iceberg=0".into(),
        "-s3.port.lance=0".into(),
        format!("-s3.config={}", config.display()),
    ]
}

/// The door opens before the rooms behind it: only a write that arrives says that all is up.
async fn accepts_writes(client: &S3Client) -> bool {
    client.create_bucket("testkit-ready").await.is_ok()
        && client.put("testkit-ready", "probe", "ready").await.is_ok()
        && client.delete("testkit-ready", "probe").await.is_ok()
}
