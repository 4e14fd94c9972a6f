//! A server of Google's documented XML API, in memory: objects with generations, conditions, ranges and listings.
//! Not a copy of Google's service: what our tests find here is found against an emulated wire protocol.

mod objects;
mod routes;

use crate::ports;
use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};
use anyhow::Result;
use serde_json::json;
use std::sync::atomic::Ordering;

pub use objects::Buckets;

/// A running endpoint; ends when dropped.
pub struct GcsServer {
    pub endpoint: String,
    pub port: u16,
    buckets: web::Data<Buckets>,
    handle: ServerHandle,
}

impl GcsServer {
    pub async fn start() -> Result<Self> {
        let [port] = ports::free()?;
        Self::at(port).await
    }

    pub async fn at(port: u16) -> Result<Self> {
        let buckets = web::Data::new(Buckets::default());
        let state = buckets.clone();
        let server = HttpServer::new(move || {
            App::new()
                .app_data(state.clone())
                .app_data(web::PayloadConfig::new(256 * 1024 * 1024))
                .default_service(web::to(routes::serve))
        })
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", port))?
        .run();
        let handle = server.handle();
        tokio::spawn(server);
        Ok(Self { endpoint: format!("http://127.0.0.1:{port}"), port, buckets, handle })
    }

    pub fn create_bucket(&self, bucket: &str) {
        self.buckets.create(bucket);
    }

    pub fn put(&self, bucket: &str, key: &str, body: impl Into<bytes::Bytes>) {
        self.buckets.create(bucket);
        self.buckets.put_plain(bucket, key, body.into());
    }

    pub fn get(&self, bucket: &str, key: &str) -> Option<bytes::Bytes> {
        self.buckets.get(bucket, key).map(|object| object.body)
    }

    pub fn keys(&self, bucket: &str) -> Vec<String> {
        self.buckets.keys(bucket)
    }

    /// Refuses every write with 403 while set.
    pub fn refuse_writes(&self, refuse: bool) {
        self.buckets.refuse_writes.store(refuse, Ordering::Relaxed);
    }

    /// Writes whatever the condition says while set, as some servers do that speak these protocols.
    pub fn ignore_conditions(&self, ignore: bool) {
        self.buckets.ignore_conditions.store(ignore, Ordering::Relaxed);
    }

    /// The JSON of a service account without keys that sends clients here, for `GOOGLE_APPLICATION_CREDENTIALS`.
    pub fn service_account(&self) -> String {
        json!({
            "type": "service_account",
            "gcs_base_url": self.endpoint,
            "disable_oauth": true,
            "client_email": "",
            "private_key": "",
            "private_key_id": "",
        })
        .to_string()
    }
}

impl Drop for GcsServer {
    fn drop(&mut self) {
        // Sends the order; nobody needs to wait for it.
        drop(self.handle.stop(false));
    }
}
