//! `testkit`: the test servers for whoever is not written in Rust. Prints one line of JSON when ready and runs until its
//! standard input closes or it is ended.

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use serde_json::json;
use std::path::PathBuf;
use testkit::faults::FaultProxy;
use testkit::fill::{Content, fill_once};
use testkit::gcs::GcsServer;
use testkit::s3::S3Server;
use testkit::{ACCESS_KEY, SECRET_KEY, ports};

#[derive(Parser)]
#[command(about = "Real object-storage servers, and faults, for tests")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// SeaweedFS with an S3 door.
    S3 {
        /// A free one, if not given.
        #[arg(long)]
        port: Option<u16>,
        /// Where its data stays; a folder that goes with it, if not given.
        #[arg(long)]
        dir: Option<PathBuf>,
        /// Buckets to create, open to browsers of every origin.
        #[arg(long = "bucket")]
        buckets: Vec<String>,
        /// Fill the first bucket with so many objects, unless an earlier run over the same folder did.
        #[arg(long, default_value_t = 0)]
        fill: u64,
        #[arg(long, value_enum, default_value_t = Fill::Blobs)]
        content: Fill,
    },
    /// Google's XML API, in memory.
    Gcs {
        #[arg(long)]
        port: Option<u16>,
        #[arg(long = "bucket")]
        buckets: Vec<String>,
    },
    /// A proxy that fails when told to, by `PUT /rules` on its control port.
    Proxy {
        /// `http://127.0.0.1:PORT` of the server behind it.
        #[arg(long)]
        upstream: String,
        #[arg(long)]
        port: Option<u16>,
        #[arg(long)]
        control: Option<u16>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Fill {
    Blobs,
    Tasks,
}

#[tokio::main]
async fn main() -> Result<()> {
    testkit::install_crypto();
    match Arguments::parse().command {
        Command::S3 { port, dir, buckets, fill, content } => {
            let [free] = ports::free()?;
            let server = S3Server::at(dir.as_deref(), port.unwrap_or(free)).await?;
            for bucket in &buckets {
                server.client.create_bucket(bucket).await?;
                server.client.allow_all_origins(bucket).await?;
            }
            if let (Some(bucket), 1..) = (buckets.first(), fill) {
                let content = match content {
                    Fill::Blobs => Content::Blobs,
                    Fill::Tasks => Content::Tasks,
                };
                fill_once(&server.client, &server.folder, bucket, content, fill).await?;
            }
            let ready = json!({
                "endpoint": server.endpoint, "accessKey": ACCESS_KEY, "secretKey": SECRET_KEY, "buckets": buckets,
            });
            run(&ready).await
        }
        Command::Gcs { port, buckets } => {
            let [free] = ports::free()?;
            let server = GcsServer::at(port.unwrap_or(free)).await?;
            for bucket in &buckets {
                server.create_bucket(bucket);
            }
            let account = server.service_account();
            run(&json!({"endpoint": server.endpoint, "serviceAccount": account, "buckets": buckets})).await
        }
        Command::Proxy { upstream, port, control } => {
            let [first, second] = ports::free()?;
            let proxy = FaultProxy::at(&upstream, port.unwrap_or(first), control.unwrap_or(second)).await?;
            run(&json!({"endpoint": proxy.endpoint, "control": proxy.control})).await
        }
    }
}

/// Says that all is ready, then waits for the end of standard input or a signal to end.
async fn run(ready: &serde_json::Value) -> Result<()> {
    println!("{ready}");
    let (closed, standard_input) = tokio::sync::oneshot::channel();
    // A thread of its own, for a read of standard input cannot be called off and would hold up the end.
    std::thread::spawn(move || closed.send(std::io::copy(&mut std::io::stdin(), &mut std::io::sink())));
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        read = standard_input => { read??; }
        _ = terminate.recv() => {}
        pressed = tokio::signal::ctrl_c() => pressed?,
    }
    Ok(())
}
