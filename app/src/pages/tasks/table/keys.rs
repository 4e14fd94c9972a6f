//! What a key does in the list of tasks.

use wasm_bindgen::JsCast;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Go(u64),
    Open,
    Pick,
    Delete,
}

/// Space and Enter belong to a button that has the focus, and to the box that picks all; the box of a row leaves them to
/// the list, which does the same.
pub fn is_of_a_control(event: &web_sys::KeyboardEvent) -> bool {
    let control = || {
        let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
        element.closest("button, thead input").ok().flatten()
    };
    matches!(event.key().as_str(), " " | "Enter") && control().is_some()
}

/// The command of a key, by the browser's name for it; `None` leaves the key to the browser.
pub fn command(key: &str, active: u64, total: u64, page: u64) -> Option<Command> {
    let last = total.checked_sub(1)?;
    let go = |row: u64| Some(Command::Go(row.min(last)));
    match key {
        "ArrowDown" => go(active + 1),
        "ArrowUp" => go(active.saturating_sub(1)),
        "PageDown" => go(active + page),
        "PageUp" => go(active.saturating_sub(page)),
        "Home" => go(0),
        "End" => go(last),
        "Enter" => Some(Command::Open),
        " " => Some(Command::Pick),
        "Delete" => Some(Command::Delete),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_and_pages_stay_within_the_list() {
        assert_eq!(command("ArrowDown", 9, 10, 5), Some(Command::Go(9)));
        assert_eq!(command("ArrowUp", 0, 10, 5), Some(Command::Go(0)));
        assert_eq!(command("PageDown", 3, 10, 5), Some(Command::Go(8)));
        assert_eq!(command("End", 3, 10, 5), Some(Command::Go(9)));
    }

    #[test]
    fn an_empty_list_leaves_every_key_alone() {
        assert_eq!(command("Enter", 0, 0, 5), None);
        assert_eq!(command("x", 0, 10, 5), None);
    }
}
