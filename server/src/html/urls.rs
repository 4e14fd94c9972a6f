//! Which addresses may stand in a document that is shown: pictures from anywhere, links to the web. Lists of what may
//! be, for what may not be is never complete.

/// An address of a picture, as a browser reads it; `None` when it must not be asked for.
pub fn picture(address: &str) -> Option<String> {
    let address = read(address);
    let lower = address.to_ascii_lowercase();
    // Of our own addresses only those that hand out what tasks speak of.
    let ours = lower.starts_with("/tasks/")
        && lower.contains("/resolve")
        && !lower.contains("..")
        && !lower.contains("%2e");
    let may = ["https://", "http://", "data:image/"].iter().any(|start| lower.starts_with(start));
    let elsewhere = lower.starts_with("//");
    (may || ours || elsewhere).then_some(address)
}

/// An address that a link leads to.
pub fn link(address: &str) -> Option<String> {
    let address = read(address);
    let lower = address.to_ascii_lowercase();
    let may = ["https://", "http://", "mailto:", "tel:", "#"].iter().any(|start| lower.starts_with(start));
    may.then_some(address)
}

/// A place in the same document.
pub fn here(address: &str) -> Option<String> {
    let address = read(address);
    address.starts_with('#').then_some(address)
}

/// What a browser makes of an address: tabs, line ends and what surrounds it do not count, and a backslash is a slash.
fn read(address: &str) -> String {
    let address: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let address = address.trim_matches(|c: char| c <= ' ');
    if address.to_ascii_lowercase().starts_with("data:") {
        address.to_owned()
    } else {
        address.replace('\\', "/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_and_the_web_are_asked_for() {
        for good in [
            "https://a/b.png",
            " HTTP://a/b",
            "data:image/png;base64,AA",
            "//cdn/x.jpg",
            "/tasks/1/resolve/?fileuri=eA",
        ] {
            assert!(picture(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>",
            "/api/projects/1",
            "logout",
            "/tasks/1/../../api/resolve",
            "blob:x",
            "file:///etc/passwd",
            "",
            "/\t/tasks",
        ] {
            assert!(picture(bad).is_none_or(|address| address.starts_with("//")), "{bad}");
        }
        for bad in [
            "javascript:alert(1)",
            "\u{1} javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "/settings",
            "../x",
        ] {
            assert_eq!(link(bad), None, "{bad}");
        }
        assert_eq!(link("java\tscript:x"), None);
        assert_eq!(link(" https://a/\n").as_deref(), Some("https://a/"));
        assert_eq!(here("https://a#b"), None);
        assert_eq!(here("#b").as_deref(), Some("#b"));
    }
}
