//! The four kinds of place that the bucket's promises are tested on, each with a hand of its own to fill and look
//! into it without the code under test.

#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)]

use app::model::storage::{StorageKind, StorageSecrets, StorageSettings};
use skylabel::bucket::Bucket;
use std::path::PathBuf;
use testkit::client::S3Client;
use testkit::gcs::GcsServer;
use testkit::moto::MotoServer;
use testkit::s3::S3Server;
use testkit::{ACCESS_KEY, SECRET_KEY};

/// How a test reaches into the place itself.
pub enum Hand {
    S3(S3Client),
    Gcs(GcsServer),
    Folder(tempfile::TempDir),
}

pub struct Place {
    pub name: &'static str,
    pub hand: Hand,
    pub settings: StorageSettings,
    pub secrets: StorageSecrets,
}

impl Place {
    pub fn bucket(&self) -> Bucket {
        Bucket::connect(&self.settings, &self.secrets).unwrap()
    }

    pub async fn put(&self, key: &str, body: &[u8]) {
        let body = bytes::Bytes::copy_from_slice(body);
        match &self.hand {
            Hand::S3(client) => client.put(&self.settings.path, key, body).await.unwrap(),
            Hand::Gcs(server) => server.put(&self.settings.path, key, body),
            Hand::Folder(_) => {
                let path = self.file(key);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, body).unwrap();
            }
        }
    }

    pub async fn look(&self, key: &str) -> Option<bytes::Bytes> {
        match &self.hand {
            Hand::S3(client) => client.get(&self.settings.path, key).await.unwrap(),
            Hand::Gcs(server) => server.get(&self.settings.path, key),
            Hand::Folder(_) => std::fs::read(self.file(key)).ok().map(bytes::Bytes::from),
        }
    }

    fn file(&self, key: &str) -> PathBuf {
        PathBuf::from(&self.settings.path).join(key)
    }
}

pub fn s3_settings(endpoint: &str, bucket: &str) -> StorageSettings {
    StorageSettings { path: bucket.into(), endpoint: Some(endpoint.into()), ..StorageSettings::default() }
}

pub fn keys(access: &str, secret: &str) -> StorageSecrets {
    StorageSecrets {
        aws_access_key_id: Some(access.into()),
        aws_secret_access_key: Some(secret.into()),
        ..StorageSecrets::default()
    }
}

pub async fn weed() -> Place {
    let server = S3Server::shared().await;
    let bucket = server.new_bucket("conformance").await.unwrap();
    Place {
        name: "weed",
        hand: Hand::S3(server.client.clone()),
        settings: s3_settings(&server.endpoint, &bucket),
        secrets: keys(ACCESS_KEY, SECRET_KEY),
    }
}

pub async fn moto() -> Place {
    let server = MotoServer::shared().await;
    let bucket = format!("conformance-{}", uuid::Uuid::new_v4());
    server.client.create_bucket(&bucket).await.unwrap();
    Place {
        name: "moto",
        hand: Hand::S3(server.client.clone()),
        settings: s3_settings(&server.endpoint, &bucket),
        secrets: keys(ACCESS_KEY, SECRET_KEY),
    }
}

pub async fn gcs() -> Place {
    let server = GcsServer::start().await.unwrap();
    server.create_bucket("conformance");
    let secrets = StorageSecrets {
        google_application_credentials: Some(server.service_account()),
        ..StorageSecrets::default()
    };
    let settings =
        StorageSettings { kind: StorageKind::Gcs, path: "conformance".into(), ..StorageSettings::default() };
    Place { name: "gcs", hand: Hand::Gcs(server), settings, secrets }
}

pub async fn folder() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let settings = StorageSettings {
        kind: StorageKind::Local,
        path: folder.path().to_str().unwrap().into(),
        ..StorageSettings::default()
    };
    Place { name: "folder", hand: Hand::Folder(folder), settings, secrets: StorageSecrets::default() }
}
