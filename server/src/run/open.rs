//! Opens the data directory and the address to listen on, before anything is changed.

use super::{Failure, say_note};
use crate::config::Config;
use crate::store::{Db, SecretKey, StoreError};
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};

/// How many ports are tried after the default one.
const PORTS: u16 = 50;

/// The database of the data directory.
pub async fn database(config: &Config) -> Result<Db, Failure> {
    let dir = &config.data_dir;
    std::fs::create_dir_all(dir).map_err(|why| {
        Failure::Refused(format!("cannot make the data directory {}: {why}", dir.display()))
    })?;
    let key = match &config.secrets_key {
        Some(key) => SecretKey::parse(key.reveal()).map_err(Failure::refused)?,
        None => SecretKey::of_directory(dir).map_err(store_failure)?,
    };
    Db::open(&Db::file(dir), key).await.map_err(store_failure)
}

/// A directory in use and a newer schema are for people to settle.
fn store_failure(error: StoreError) -> Failure {
    match error {
        StoreError::Locked { .. } | StoreError::Newer { .. } | StoreError::Secrets(_) => {
            Failure::refused(error)
        }
        other => Failure::broken(other),
    }
}

/// The address asked for; if nobody asked for this very port, the next free one.
pub fn listener(config: &Config) -> Result<TcpListener, Failure> {
    let (host, first) = (config.server.host.trim_matches(['[', ']']), config.server.port);
    let more = if config.port_given { 0 } else { PORTS };
    for port in first..=first.saturating_add(more) {
        match TcpListener::bind((host, port)) {
            Ok(listener) => {
                if port != first {
                    say_note(&format!("port {first} is busy, so {port} is used"));
                }
                return Ok(listener);
            }
            Err(why) if why.kind() == ErrorKind::AddrInUse && more > 0 => {}
            Err(why) => return Err(refused(host, port, &why)),
        }
    }
    Err(Failure::Refused(format!(
        "the ports {first} to {} of {host} are all busy; name one with --port",
        first.saturating_add(more)
    )))
}

fn refused(host: &str, port: u16, why: &std::io::Error) -> Failure {
    Failure::Refused(match why.kind() {
        ErrorKind::AddrInUse => {
            format!(
                "port {port} of {host} is busy: something listens there already; choose another with --port"
            )
        }
        ErrorKind::PermissionDenied => {
            format!(
                "port {port} of {host} needs more rights than this user has; choose one above 1023 with --port"
            )
        }
        _ => format!("cannot listen on {host}, port {port}: {why}"),
    })
}

/// Where a browser on this machine finds the server.
pub fn url(bound: SocketAddr) -> String {
    let port = bound.port();
    match bound.ip() {
        ip if ip.is_unspecified() => format!("http://localhost:{port}"),
        std::net::IpAddr::V6(ip) => format!("http://[{ip}]:{port}"),
        std::net::IpAddr::V4(ip) => format!("http://{ip}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::config::{Flags, Surroundings};

    fn config(dir: &std::path::Path, flags: Flags) -> Config {
        let surroundings = Surroundings { working_dir: dir.to_owned(), variables: Vec::new() };
        Config::load(&surroundings, &Flags { data_dir: Some("data".into()), ..flags }).unwrap()
    }

    #[test]
    fn a_busy_port_moves_on_only_when_nobody_asked_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let busy = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = busy.local_addr().unwrap().port();
        let mut asked = config(dir.path(), Flags { port: Some(port), ..Flags::default() });
        assert!(listener(&asked).unwrap_err().to_string().contains("is busy"));
        asked.port_given = false;
        assert!(listener(&asked).unwrap().local_addr().unwrap().port() > port);
    }

    #[tokio::test]
    async fn a_directory_in_use_is_a_refusal() {
        let dir = tempfile::tempdir().unwrap();
        let config = config(dir.path(), Flags::default());
        let _used = database(&config).await.unwrap();
        let Err(Failure::Refused(sentence)) = database(&config).await else { panic!("opened twice") };
        assert!(sentence.contains("in use"), "{sentence}");
    }

    #[test]
    fn the_printed_address_is_one_that_a_browser_here_can_open() {
        assert_eq!(url("0.0.0.0:80".parse().unwrap()), "http://localhost:80");
        assert_eq!(url("[::1]:81".parse().unwrap()), "http://[::1]:81");
        assert_eq!(url("127.0.0.1:82".parse().unwrap()), "http://127.0.0.1:82");
    }
}
