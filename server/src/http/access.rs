//! Who may use the server: everybody who can reach it when it is bound to loopback without a token, else whoever
//! shows the token. Short-lived access tokens are made for clients that insist on exchanging theirs.

use super::hosts::{Hosts, is_loopback};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::Utc;
use ring::rand::SecureRandom;
use ring::{hmac, rand};
use serde_json::{Value, json};

/// Life of an access token, seconds.
const ACCESS_LIFE: i64 = 3600;

/// Why the server does not start at an address that others can reach.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Exposed {
    #[error(
        "{0} can be reached from other machines: set auth.token (SKYLABEL_AUTH__TOKEN) and server.allowed_hosts (SKYLABEL_SERVER__ALLOWED_HOSTS) first, or listen on 127.0.0.1"
    )]
    NoToken(String),
    #[error(
        "{0} can be reached from other machines: set server.allowed_hosts (SKYLABEL_SERVER__ALLOWED_HOSTS) to the names it is reached by first, or listen on 127.0.0.1"
    )]
    NoHosts(String),
    #[error("the system gave no randomness to sign access tokens with")]
    NoRandomness,
}

/// The rules of one server.
#[derive(Clone)]
pub struct Access {
    token: Option<String>,
    pub hosts: Hosts,
    signing: hmac::Key,
}

impl Access {
    /// Refuses an address that others can reach without the settings that make it safe.
    pub fn new(host: &str, token: Option<&str>, allowed_hosts: &[String]) -> Result<Self, Exposed> {
        let hosts = Hosts::new(allowed_hosts);
        if !is_loopback(host) {
            if token.is_none() {
                return Err(Exposed::NoToken(host.to_owned()));
            }
            if hosts.is_empty() {
                return Err(Exposed::NoHosts(host.to_owned()));
            }
        }
        let mut secret = [0; 32];
        rand::SystemRandom::new().fill(&mut secret).map_err(|_| Exposed::NoRandomness)?;
        let signing = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        Ok(Self { token: token.map(str::to_owned), hosts, signing })
    }

    /// Only programs of this very machine reach it, and under no name that others know: a personal tool.
    pub fn is_personal(&self) -> bool {
        self.token.is_none() && self.hosts.is_empty()
    }

    /// Whether an Authorization header opens the door: `Token x`, `Bearer x`, or `Basic` with x as the password.
    pub fn admits(&self, authorization: Option<&str>) -> bool {
        let Some(token) = &self.token else { return true };
        let Some((scheme, given)) = authorization.and_then(|text| text.trim().split_once(' ')) else {
            return false;
        };
        let given = given.trim();
        match scheme.to_ascii_lowercase().as_str() {
            "token" => self.same(token, given),
            "bearer" => self.same(token, given) || self.made_here(given),
            "basic" => password(given).is_some_and(|password| self.same(token, &password)),
            _ => false,
        }
    }

    /// Exchanges the token for an access token, a JWT with an end; `None` if it is not the token.
    pub fn exchange(&self, refresh: &str) -> Option<String> {
        let known = self.token.as_ref().is_none_or(|token| self.same(token, refresh));
        known.then(|| self.access_token(Utc::now().timestamp()))
    }

    fn access_token(&self, now: i64) -> String {
        let claims = json!({
            "token_type": "access",
            "iat": now,
            "exp": now + ACCESS_LIFE,
            "jti": uuid::Uuid::new_v4().simple().to_string(),
            "user_id": "1",
        });
        let head = json!({"alg": "HS256", "typ": "JWT"});
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let body = format!("{}.{}", encode(&head), encode(&claims));
        let signature = hmac::sign(&self.signing, body.as_bytes());
        format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn made_here(&self, jwt: &str) -> bool {
        let Some((body, signature)) = jwt.rsplit_once('.') else { return false };
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        if hmac::verify(&self.signing, body.as_bytes(), &signature).is_err() {
            return false;
        }
        let claims = body.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let claims: Option<Value> = claims.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        claims.and_then(|claims| claims["exp"].as_i64()).is_some_and(|end| end > Utc::now().timestamp())
    }

    /// Equal, found out in a time that tells nothing.
    fn same(&self, one: &str, other: &str) -> bool {
        let tag = hmac::sign(&self.signing, one.as_bytes());
        hmac::verify(&self.signing, other.as_bytes(), tag.as_ref()).is_ok()
    }
}

fn password(encoded: &str) -> Option<String> {
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    text.split_once(':').map(|(_, password)| password.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn guarded() -> Access {
        Access::new("127.0.0.1", Some("hunter2"), &[]).unwrap()
    }

    #[test]
    fn on_loopback_without_a_token_everybody_is_admitted() {
        let open = Access::new("localhost", None, &[]).unwrap();
        assert!(
            open.admits(None) && open.admits(Some("Token anything")) && open.admits(Some("Bearer x.y.z"))
        );
    }

    #[test]
    fn an_address_for_others_needs_token_and_names() {
        let names = ["label.example".to_owned()];
        for host in ["0.0.0.0", "::", "10.0.0.5", "label.example"] {
            assert_eq!(Access::new(host, None, &names).err(), Some(Exposed::NoToken(host.into())));
            assert_eq!(Access::new(host, Some("t"), &[]).err(), Some(Exposed::NoHosts(host.into())));
            assert!(Access::new(host, Some("t"), &names).is_ok());
        }
    }

    #[test]
    fn the_token_opens_under_every_scheme_and_nothing_else_does() {
        let access = guarded();
        let basic = format!("Basic {}", STANDARD.encode("anyone:hunter2"));
        for good in ["Token hunter2", "token hunter2", "Bearer hunter2", &basic] {
            assert!(access.admits(Some(good)), "{good}");
        }
        let wrong = format!("Basic {}", STANDARD.encode("hunter2:wrong"));
        for bad in ["Token hunter", "Token", "hunter2", "Bearer a.b.c", "Digest hunter2", &wrong, ""] {
            assert!(!access.admits(Some(bad)), "{bad}");
        }
        assert!(!access.admits(None));
    }

    #[test]
    fn the_token_can_be_exchanged_for_a_jwt_that_opens_too() {
        let access = guarded();
        assert_eq!(access.exchange("wrong"), None);
        let jwt = access.exchange("hunter2").unwrap();
        assert!(access.admits(Some(&format!("Bearer {jwt}"))));
        let claims = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        assert!(claims["exp"].as_i64().unwrap() > Utc::now().timestamp());
        assert!(!guarded().admits(Some(&format!("Bearer {jwt}"))), "signed by another server");
    }

    #[test]
    fn an_access_token_ends() {
        let access = guarded();
        let old = access.access_token(Utc::now().timestamp() - ACCESS_LIFE - 1);
        assert!(!access.admits(Some(&format!("Bearer {old}"))));
    }
}
