//! What the real binary does when the process is ended at the worst moment, when a store wants fewer requests, and when the
//! disk is full.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "endurance/crash.rs"]
mod crash;
#[path = "endurance/credentials.rs"]
mod credentials;
#[path = "endurance/disk.rs"]
mod disk;
#[path = "endurance/failpoints.rs"]
mod failpoints;
#[path = "endurance/throttling.rs"]
mod throttling;

use std::path::Path;
use std::time::Duration;
use testkit::faults::FaultProxy;
use testkit::s3::S3Server;
use testkit::skylabel::{Skylabel, variables};

const LIMIT: Duration = Duration::from_secs(90);

/// A bucket with `count` task files under `in/`, and a proxy before it.
struct Place {
    s3: &'static S3Server,
    bucket: String,
    proxy: FaultProxy,
}

impl Place {
    async fn new(purpose: &str, count: usize) -> Self {
        let s3 = S3Server::shared().await;
        let bucket = s3.new_bucket(purpose).await.unwrap();
        let proxy = FaultProxy::start(&s3.endpoint).await.unwrap();
        let place = Self { s3, bucket, proxy };
        place.fill(0..count).await;
        place
    }

    async fn fill(&self, numbers: std::ops::Range<usize>) {
        let client = self.s3.client.pooled().unwrap();
        for number in numbers {
            let body = format!("{{\"number\": {number}}}");
            client.put(&self.bucket, &format!("in/{number:05}.json"), body).await.unwrap();
        }
    }

    /// Starts the server on this place, its documents going to `target`.
    async fn start(
        &self,
        data: &Path,
        target: &str,
        more: impl IntoIterator<Item = (&'static str, String)>,
    ) -> anyhow::Result<Skylabel> {
        let target = format!("{{\"prefix\": \"{target}\"}}");
        let mut args =
            vec!["p", "--init", "--log-level", "error", "--source", "s3", "--source-path", &self.bucket];
        args.extend(["--source-params", "{\"prefix\": \"in\", \"sync_interval\": 2}"]);
        args.extend(["--target", "s3", "--target-path", &self.bucket, "--target-params", &target]);
        Skylabel::start(binary(), &args, data, variables(&self.proxy.endpoint).into_iter().chain(more)).await
    }
}

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_skylabel"))
}
