//! Under which names this server may be spoken to, and by pages of which origin. A page of another site, or one that
//! reached us by a name made to point here, is refused whatever token it has.

use actix_web::http::Uri;

/// The names that count as this server's own.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    allowed: Vec<Authority>,
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Foreign {
    #[error("this server is not called \"{0}\"; if it should be, add the name to server.allowed_hosts")]
    Host(String),
    #[error(
        "the request comes from a page of \"{0}\", which is another site; if it is this server's own, add its name to server.allowed_hosts"
    )]
    Origin(String),
    #[error("the request has no Host header")]
    NoHost,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Authority {
    name: String,
    port: Option<u16>,
}

impl Authority {
    fn parse(text: &str) -> Option<Self> {
        let authority: actix_web::http::uri::Authority = text.parse().ok()?;
        if authority.as_str().contains('@') {
            return None;
        }
        let name = authority.host().trim_end_matches('.').to_ascii_lowercase();
        (!name.is_empty()).then(|| Self { name, port: authority.port_u16() })
    }
}

impl Hosts {
    /// `allowed` as in `server.allowed_hosts`.
    pub fn new(allowed: &[String]) -> Self {
        Self { allowed: allowed.iter().filter_map(|text| Authority::parse(text)).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.allowed.is_empty()
    }

    /// Judges a request by its headers; `origin` is absent when no page stands behind it.
    pub fn judge(&self, host: Option<&str>, origin: Option<&str>) -> Result<(), Foreign> {
        let host_text = host.ok_or(Foreign::NoHost)?;
        let foreign_host = || Foreign::Host(host_text.to_owned());
        let host = Authority::parse(host_text).ok_or_else(foreign_host)?;
        if !is_loopback(&host.name) && !self.allows(&host) {
            return Err(foreign_host());
        }
        match origin {
            None => Ok(()),
            Some(origin) if self.is_own(origin, &host) => Ok(()),
            Some(origin) => Err(Foreign::Origin(origin.to_owned())),
        }
    }

    fn allows(&self, given: &Authority) -> bool {
        self.allowed
            .iter()
            .any(|known| known.name == given.name && (known.port.is_none() || known.port == given.port))
    }

    /// A page of ours has the very authority that the request is sent to, or (behind a proxy) an allowed name.
    fn is_own(&self, origin: &str, host: &Authority) -> bool {
        let Ok(uri) = origin.parse::<Uri>() else { return false };
        let default_port = match uri.scheme_str() {
            Some("http") => 80,
            Some("https") => 443,
            _ => return false,
        };
        let Some(page) = uri.authority().and_then(|authority| Authority::parse(authority.as_str())) else {
            return false;
        };
        let port = |authority: &Authority| authority.port.unwrap_or(default_port);
        (page.name == host.name && port(&page) == port(host)) || self.allows(&page)
    }
}

/// Whether a name can only mean this very machine.
pub fn is_loopback(name: &str) -> bool {
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<std::net::IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => bare.eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn hosts(allowed: &[&str]) -> Hosts {
        Hosts::new(&allowed.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    fn judged(hosts: &Hosts, host: &str, origin: Option<&str>) -> bool {
        hosts.judge(Some(host), origin).is_ok()
    }

    #[test]
    fn names_of_this_machine_are_always_ours() {
        for host in ["localhost:8080", "127.0.0.1", "127.0.0.1:1", "[::1]:8080", "LOCALHOST", "localhost."] {
            assert!(judged(&hosts(&[]), host, None), "{host}");
        }
    }

    #[test]
    fn any_other_name_is_foreign_until_allowed() {
        for host in [
            "evil.example",
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "10.0.0.5",
            "a@localhost",
            "",
        ] {
            assert!(!judged(&hosts(&[]), host, None), "{host}");
        }
        let allowing = hosts(&["label.example", "only.example:8443"]);
        assert!(judged(&allowing, "label.example:99", None));
        assert!(judged(&allowing, "only.example:8443", None));
        assert!(!judged(&allowing, "only.example", None));
        assert_eq!(hosts(&[]).judge(None, None), Err(Foreign::NoHost));
    }

    #[test]
    fn a_page_is_ours_only_at_the_very_same_authority() {
        let own = hosts(&[]);
        assert!(judged(&own, "localhost:8080", Some("http://localhost:8080")));
        assert!(judged(&own, "localhost", Some("http://localhost")));
        assert!(judged(&own, "localhost:80", Some("http://localhost")));
        for origin in [
            "http://localhost:3000",
            "http://evil.example",
            "https://localhost",
            "null",
            "",
            "file://",
            "http://127.0.0.1:8080",
        ] {
            assert!(!judged(&own, "localhost:8080", Some(origin)), "{origin}");
        }
    }

    #[test]
    fn behind_a_proxy_the_allowed_name_is_an_origin_of_ours() {
        let proxied = hosts(&["label.example"]);
        assert!(judged(&proxied, "127.0.0.1:8080", Some("https://label.example")));
        assert!(!judged(&proxied, "127.0.0.1:8080", Some("https://label.example.evil.example")));
    }
}
