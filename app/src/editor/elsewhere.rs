//! Addresses on other web servers. The page's policy lets it ask none of them: this server asks for it, by the name of
//! the tag that shows what stands there.

use super::state::Work;
use leptos::prelude::*;

/// What follows the task in the addresses of such questions.
pub const ROUTE: &str = "/elsewhere?";

impl Work {
    /// Where what stands at a tag's address is to be had: there, if that is on this server, else through it. `path` leads
    /// to a level of a tree.
    pub fn asked_at(&self, tag: &str, address: &str, path: &[String]) -> String {
        let here = window().location().origin().unwrap_or_default();
        // What is tried out belongs to no task whose addresses the server knows.
        if self.is_tried_out() || !is_elsewhere(address, &here) {
            return address.to_owned();
        }
        let task = self.task.with_value(|task| task.id);
        let encoded = |text: &str| String::from(js_sys::encode_uri_component(text));
        let level = match path {
            [] => String::new(),
            path => format!("&path={}", encoded(&serde_json::json!(path).to_string())),
        };
        format!("/tasks/{task}{ROUTE}name={}{level}", encoded(tag))
    }
}

/// A whole address, and not one of this server.
fn is_elsewhere(address: &str, here: &str) -> bool {
    let lower = address.trim_start().to_ascii_lowercase();
    let is_whole = ["http://", "https://", "//"].iter().any(|start| lower.starts_with(start));
    let rest = lower.strip_prefix(&here.to_ascii_lowercase());
    is_whole && !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_addresses_of_other_servers_are_elsewhere() {
        let here = "https://label.example:8080";
        for other in
            ["http://x.test/a", "HTTPS://label.example/a", "https://label.example:80801/a", "//x.test/a"]
        {
            assert!(is_elsewhere(other, here), "{other}");
        }
        for own in
            ["/tasks/7/resolve/?fileuri=a", "a.txt", "https://label.example:8080/a", "data:text/plain,x", ""]
        {
            assert!(!is_elsewhere(own, here), "{own}");
        }
    }
}
